# Writes OUTPUT: the SHA-256 of the core's sources, concatenated in path order.
#   cmake -DROOT=bms -DOUTPUT=source_hash.cpp -P source_hash.cmake
# The same by hand: cd bms; LC_ALL=C; cat include/bms/*.hpp src/*.cpp | sha256sum
file(GLOB sources RELATIVE ${ROOT} ${ROOT}/include/bms/*.hpp ${ROOT}/src/*.cpp)
list(SORT sources COMPARE STRING)
set(all "")
foreach(source IN LISTS sources)
  file(READ ${ROOT}/${source} text)
  string(APPEND all "${text}")
endforeach()
string(SHA256 hash "${all}")
file(WRITE ${OUTPUT} "#include \"bms/source_hash.hpp\"

const char* bms::source_hash() { return \"${hash}\"; }
")
