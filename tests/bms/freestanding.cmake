# The core needs nothing but itself: its object files may ask the linker for the four memory functions
# that a compiler emits on its own, and for the core's own functions. No allocation, no exceptions, no
# floating point helpers, no C library.
#   cmake -DSOURCE_DIR=<repository> -DBINARY_DIR=<scratch folder> -P freestanding.cmake
file(GLOB core ${SOURCE_DIR}/bms/src/*.cpp)
foreach(tool IN ITEMS g++ clang++ nm)
  find_program(tool_${tool} ${tool})
  if(NOT tool_${tool})
    message(FATAL_ERROR "${tool} is missing")
  endif()
endforeach()

foreach(name IN ITEMS g++ clang++)
  foreach(level IN ITEMS -O0 -O2)
    string(MAKE_C_IDENTIFIER "${name}${level}" folder)
    set(folder ${BINARY_DIR}/${folder})
    file(REMOVE_RECURSE ${folder})
    file(MAKE_DIRECTORY ${folder})
    execute_process(
      COMMAND ${tool_${name}} -std=c++20 ${level} -ffreestanding -fno-exceptions -fno-rtti
              -fno-threadsafe-statics -fno-stack-protector -I${SOURCE_DIR}/bms/include -c ${core}
      WORKING_DIRECTORY ${folder} COMMAND_ERROR_IS_FATAL ANY)
    file(GLOB objects ${folder}/*.o)
    execute_process(COMMAND ${tool_nm} -u -P ${objects} OUTPUT_VARIABLE undefined
                    COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCHALL "[^\n]+" lines "${undefined}")
    foreach(line IN LISTS lines)
      if(line MATCHES "^[^ ]+:$")
        continue()  # the name of an object file
      endif()
      string(REGEX REPLACE " .*" "" symbol "${line}")
      if(NOT symbol MATCHES "^(mem(cpy|move|set|cmp)|_ZN?K?3bms.*|_GLOBAL_OFFSET_TABLE_)$")
        message(SEND_ERROR "${name} ${level}: the core asks for ${symbol}")
      endif()
    endforeach()
    list(LENGTH lines count)
    message(STATUS "${name} ${level}: ${count} lines of nm -u")
  endforeach()
endforeach()
