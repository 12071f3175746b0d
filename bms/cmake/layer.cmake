# Shared by every layer, and kept here so that bms/ configures alone.

include_guard(GLOBAL)

# Warnings are errors. -ffp-contract=off: a fused multiply-add would make results depend on the
# processor and the compiler.
add_library(banktwin_options INTERFACE)
target_compile_options(banktwin_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wdouble-promotion -Wshadow=local
  -Wno-missing-field-initializers -Wnon-virtual-dtor -Woverloaded-virtual -Werror -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlaps in std::string operator+ that are not there (GCC bug 105651).
  target_compile_options(banktwin_options INTERFACE -Wno-restrict)
  if(CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    # Instrumented code makes g++ 12 guess wrong about variants; the other builds still warn.
    target_compile_options(banktwin_options INTERFACE -Wno-maybe-uninitialized)
  endif()
else()
  target_compile_options(banktwin_options INTERFACE -Wno-unknown-warning-option)
endif()

# One top-level folder = one static library: include/<name>/*.hpp + src/*.cpp. A layer sees the
# include folders of what it DEPENDS on and of nothing else, so looking up does not compile.
function(banktwin_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;HEADERS;DEPENDS;PRIVATE_DEPENDS")
  add_library(${name} STATIC ${arg_SOURCES})
  add_library(banktwin::${name} ALIAS ${name})
  target_compile_features(${name} PUBLIC cxx_std_20)
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${arg_HEADERS})
  target_link_libraries(${name} PUBLIC ${arg_DEPENDS} PRIVATE banktwin_options ${arg_PRIVATE_DEPENDS})
endfunction()
