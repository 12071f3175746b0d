# The core needs nothing but itself: its object files may ask the linker for the four memory functions
# that a compiler emits on its own, and for the core's own functions. No allocation, no exceptions, no C
# library. It keeps nothing between calls but in the objects that its caller holds, so that two of them
# never meet: no variable of static storage. It counts in integers: no floating point register. And it is
# one core, whatever it is compiled for: nothing in it is left out or put in by the preprocessor.
#   cmake -DSOURCE_DIR=<repository> -DBINARY_DIR=<scratch folder> -P freestanding.cmake
foreach(tool IN ITEMS g++ clang++ nm)
  find_program(tool_${tool} ${tool})
  if(NOT tool_${tool})
    message(FATAL_ERROR "${tool} is missing")
  endif()
endforeach()

# What is wrong with these sources, compiled so, as a list in `problems`.
function(examine compiler level include sources)
  set(folder ${BINARY_DIR}/objects)
  file(REMOVE_RECURSE ${folder})
  file(MAKE_DIRECTORY ${folder})
  set(found "")
  # The headers of its library keep clang from compiling without floating point at all.
  set(integers "")
  if(compiler STREQUAL "g++")
    set(integers -mgeneral-regs-only)
  endif()
  # Without -fno-pie a constant that holds addresses would look like a variable.
  execute_process(
    COMMAND ${tool_${compiler}} -std=c++20 ${level} -ffreestanding -fno-exceptions -fno-rtti
            -fno-threadsafe-statics -fno-stack-protector -fno-pie ${integers} -I${include}
            -c ${sources}
    WORKING_DIRECTORY ${folder} RESULT_VARIABLE failed ERROR_VARIABLE errors)
  if(failed)
    set(problems "does not compile without floating point: ${errors}" PARENT_SCOPE)
    return()
  endif()
  file(GLOB objects ${folder}/*.o)
  execute_process(COMMAND ${tool_nm} -P ${objects} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^\n]+" lines "${symbols}")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^([^ ]+) ([A-Za-z])")
      continue()  # the name of an object file
    endif()
    set(symbol ${CMAKE_MATCH_1})
    set(kind ${CMAKE_MATCH_2})
    if(kind STREQUAL "U"
       AND NOT symbol MATCHES "^(mem(cpy|move|set|cmp)|_ZN?K?3bms.*|_GLOBAL_OFFSET_TABLE_)$")
      list(APPEND found "asks for ${symbol}")
    elseif(kind MATCHES "^[bBdDC]$")
      list(APPEND found "keeps ${symbol}")
    endif()
  endforeach()
  foreach(source IN LISTS sources)
    file(STRINGS ${source} conditional REGEX "^[ \t]*#[ \t]*(if|elif|else)")
    foreach(line IN LISTS conditional)
      list(APPEND found "${source}: ${line}")
    endforeach()
  endforeach()
  set(problems "${found}" PARENT_SCOPE)
endfunction()

# The check itself: each of these has what must not be there.
set(bad ${BINARY_DIR}/bad.cpp)
foreach(text IN ITEMS
    "int next() { static int count = 0\; return ++count\; }"
    "namespace bms { int level = 3\; }"
    "void* operator new(unsigned long)\; int* made() { return new int{3}\; }"
    "#ifdef NDEBUG\nint a()\;\n#endif\nint b() { return 1\; }")
  file(WRITE ${bad} "${text}\n")
  foreach(compiler IN ITEMS g++ clang++)
    examine(${compiler} -O0 ${SOURCE_DIR}/bms/include ${bad})
    if(NOT problems)
      message(SEND_ERROR "${compiler}: nothing is found in: ${text}")
    endif()
  endforeach()
endforeach()

file(WRITE ${bad} "long scaled(long a) { return static_cast<long>(static_cast<double>(a) * 1.5); }\n")
examine(g++ -O0 ${SOURCE_DIR}/bms/include ${bad})
if(NOT problems)
  message(SEND_ERROR "no floating point is found")
endif()

file(GLOB core ${SOURCE_DIR}/bms/src/*.cpp)
file(GLOB headers ${SOURCE_DIR}/bms/include/bms/*.hpp)
foreach(compiler IN ITEMS g++ clang++)
  foreach(level IN ITEMS -O0 -O2)
    examine(${compiler} ${level} ${SOURCE_DIR}/bms/include "${core}")
    foreach(problem IN LISTS problems)
      message(SEND_ERROR "${compiler} ${level}: the core ${problem}")
    endforeach()
  endforeach()
endforeach()
foreach(header IN LISTS headers)
  file(STRINGS ${header} conditional REGEX "^[ \t]*#[ \t]*(if|elif|else)")
  if(conditional)
    message(SEND_ERROR "${header}: ${conditional}")
  endif()
endforeach()
list(LENGTH core count)
message(STATUS "${count} sources of the core, by g++ and clang++, at -O0 and -O2: nothing but itself")
