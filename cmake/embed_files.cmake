# Writes OUTPUT; see embed.cmake. Text goes in as raw strings of at most 8,000 characters, which every
# compiler takes.
string(REPLACE "|" ";" FILES "${FILES}")
set(rows "")
foreach(file IN LISTS FILES)
  file(READ ${file} text)
  get_filename_component(name ${file} NAME)
  string(APPEND rows "    {\"${PREFIX}${name}\",\n")
  string(LENGTH "${text}" length)
  set(begin 0)
  while(begin LESS length)
    string(SUBSTRING "${text}" ${begin} 8000 part)
    string(APPEND rows "R\"embedded(${part})embedded\"\n")
    math(EXPR begin "${begin} + 8000")
  endwhile()
  string(APPEND rows "},\n")
endforeach()
string(REGEX REPLACE "^(.*)::[^:]*$" "\\1" namespace "${FUNCTION}")
file(WRITE ${OUTPUT} "#include <array>

#include \"${HEADER}\"

namespace {

constexpr std::array files{std::to_array<${TYPE}>({
${rows}})};

}  // namespace

std::span<const ${TYPE}> ${FUNCTION}() { return files; }
")
