# Compiles text files into the program.
#   banktwin_embed(<target> FUNCTION <qualified function> TYPE <type> HEADER <header> PREFIX <prefix> FILES …)
# defines `std::span<const TYPE> FUNCTION()` with {name, text} per file; the name is PREFIX plus the
# file's name.
function(banktwin_embed target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FUNCTION;TYPE;HEADER;PREFIX" "FILES")
  string(REPLACE "::" "_" output "${arg_FUNCTION}")
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${output}.cpp)
  list(JOIN arg_FILES "|" files)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DFUNCTION=${arg_FUNCTION} -DTYPE=${arg_TYPE}
            -DHEADER=${arg_HEADER} "-DPREFIX=${arg_PREFIX}" "-DFILES=${files}"
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${arg_FILES} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    COMMENT "Embedding files for ${arg_FUNCTION}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
