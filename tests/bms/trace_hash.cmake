# Law 2: builds the core and the replay image's program with g++ and clang++ at several optimisations
# and with sanitizers, and for a Cortex-M0 that runs in QEMU; fails unless every one of them prints the
# same hash. A missing compiler is a failure.
#   cmake -DSOURCE_DIR=<repository> -DBINARY_DIR=<scratch folder> -P trace_hash.cmake
file(GLOB core ${SOURCE_DIR}/bms/src/*.cpp)
set(common -std=c++20 -ffp-contract=off -I${SOURCE_DIR}/bms/include -I${SOURCE_DIR})
set(freestanding -ffreestanding -fno-exceptions -fno-rtti -fno-threadsafe-statics)
set(sanitized "-O1 -fsanitize=address,undefined -fno-sanitize-recover=all")

function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${folder} RESULT_VARIABLE result
                  OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nfailed (${result}):\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(note_hash output where)
  if(NOT output MATCHES "trace_hash ([0-9a-f]+)\n")
    message(FATAL_ERROR "${where}: no hash but \"${output}\"")
  endif()
  message(STATUS "${CMAKE_MATCH_1}  ${where}")
  set(hashes ${hashes} ${CMAKE_MATCH_1} PARENT_SCOPE)
endfunction()

set(hashes "")
foreach(name IN ITEMS g++ clang++)
  find_program(compiler_${name} ${name})
  set(compiler ${compiler_${name}})
  if(NOT compiler)
    message(FATAL_ERROR "${name} is missing: it takes both compilers to compare them")
  endif()
  foreach(level IN ITEMS "-O0" "-O2" "-O3" "-O3 -march=native" "${sanitized}")
    separate_arguments(options UNIX_COMMAND "${level}")
    string(MAKE_C_IDENTIFIER "${name}${level}" folder)
    set(folder ${BINARY_DIR}/${folder})
    file(REMOVE_RECURSE ${folder})
    file(MAKE_DIRECTORY ${folder})
    run(${CMAKE_COMMAND} -DROOT=${SOURCE_DIR}/bms -DOUTPUT=${folder}/source_hash.cpp
        -P ${SOURCE_DIR}/bms/cmake/source_hash.cmake)
    run(${compiler} ${common} ${freestanding} ${options} -c ${core} ${folder}/source_hash.cpp)
    file(GLOB objects ${folder}/*.o)
    run(${compiler} ${common} ${options} ${objects} ${SOURCE_DIR}/firmware/replay/main.cpp
        ${SOURCE_DIR}/firmware/replay/trace.cpp ${SOURCE_DIR}/firmware/boards/host/board.cpp -o trace)
    run(${folder}/trace)
    note_hash("${output}" "${name} ${level}")
  endforeach()
endforeach()

set(folder ${BINARY_DIR}/firmware)
file(MAKE_DIRECTORY ${folder})
run(${CMAKE_COMMAND} -S ${SOURCE_DIR} -B ${folder} -G Ninja -DCMAKE_BUILD_TYPE=MinSizeRel -DBANKTWIN_DEV=OFF
    -DCMAKE_TOOLCHAIN_FILE=${SOURCE_DIR}/firmware/cmake/cortex-m0.cmake)
run(${CMAKE_COMMAND} --build ${folder})
run(${CMAKE_COMMAND} --build ${folder} --target run_banktwin_replay_microbit)
note_hash("${output}" "Cortex-M0 in QEMU, arm-none-eabi-g++ -Os")

list(REMOVE_DUPLICATES hashes)
list(LENGTH hashes different)
if(NOT different EQUAL 1)
  message(FATAL_ERROR "one trace, ${different} hashes: ${hashes}")
endif()
