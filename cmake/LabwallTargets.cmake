# SPDX-License-Identifier: Apache-2.0
# How every module, program and test of this project is declared.

# Flags of the project's own code. Third-party source is built without them.
add_library(labwall_flags INTERFACE)
target_include_directories(labwall_flags INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
target_compile_options(labwall_flags INTERFACE -Wall -Wextra -Wpedantic -Wno-missing-field-initializers
                                               -fvisibility=hidden)
if(LABWALL_WERROR)
  target_compile_options(labwall_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(labwall_flags INTERFACE -Wthread-safety -Wthread-safety-beta)
endif()

# Sanitizers cover third-party source that is built here too: a fault in it is a fault of the program.
if(LABWALL_SANITIZE)
  add_compile_options(-fsanitize=${LABWALL_SANITIZE} -fno-omit-frame-pointer -g1 -O1)
  add_link_options(-fsanitize=${LABWALL_SANITIZE})
  if(LABWALL_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()
if(LABWALL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()

# labwall_module(NAME SOURCES... [DEPS targets...]): one static library for one folder of src/. Target: labwall_NAME.
function(labwall_module name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(labwall_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(labwall_${name} PUBLIC labwall_flags ${ARG_DEPS} PRIVATE ${ARG_PRIVATE_DEPS})
endfunction()

# labwall_program(NAME SOURCES... [DEPS targets...]): a program in bin/, named as people type it, built and installed.
function(labwall_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE labwall_flags ${ARG_DEPS})
  install(TARGETS ${name} RUNTIME DESTINATION bin)
endfunction()

# labwall_embed(TARGET HEADER NAME=FILE...): puts files into a module, as the values that its HEADER declares; see
# embed_files.cmake.
function(labwall_embed target header)
  string(REPLACE "/" "_" output ${header}.cpp)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${output})
  set(files ${ARGN})
  list(TRANSFORM files REPLACE "^[^=]+=" "")
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DHEADER=${header} "-DENTRIES=${ARGN}" -DOUTPUT=${output} -P ${script}
    DEPENDS ${files} ${script}
    COMMENT "Embedding the files of ${header}" VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

# labwall_test(NAME SOURCES... DEPS targets... [LABELS gl x11 bus lab] [SERIAL] [TIMEOUT seconds]
#              [NEEDS programs...]): one GoogleTest program, one ctest entry per program.
# SERIAL: has the machine to itself while it runs. NEEDS: programs of ours that it starts (found through LABWALL_BIN).
function(labwall_test name)
  cmake_parse_arguments(ARG "SERIAL" "TIMEOUT" "SOURCES;DEPS;LABELS;NEEDS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE labwall_flags ${ARG_DEPS} GTest::gmock_main)
  if(LABWALL_SANITIZE)
    # What is tested is optimised a little; optimising the tests with GoogleTest's templates takes longer than they run.
    target_compile_options(${name} PRIVATE -O0)
  endif()
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  if(ARG_NEEDS)
    add_dependencies(${name} ${ARG_NEEDS})
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}" ENVIRONMENT
    "LABWALL_BIN=${CMAKE_BINARY_DIR}/bin;LABWALL_SOURCE=${PROJECT_SOURCE_DIR};LABWALL_SANITIZE=${LABWALL_SANITIZE}")
  if(ARG_SERIAL)
    set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
  endif()
endfunction()

# labwall_fuzz(NAME SOURCE DEPS...): a libFuzzer program with its seed corpus in tests/fuzz/corpus/NAME; ctest runs it
# briefly over the corpus and a bounded number of mutations of it. Only with LABWALL_FUZZ.
function(labwall_fuzz name)
  if(NOT LABWALL_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE labwall_flags ${ARG_DEPS} -fsanitize=fuzzer)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz/found/${name})
  add_test(NAME ${name} COMMAND ${name} -runs=20000 -max_total_time=10 -rss_limit_mb=2048 -timeout=10
    ${CMAKE_BINARY_DIR}/fuzz/found/${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
  set_tests_properties(${name} PROPERTIES LABELS fuzz TIMEOUT 120)
endfunction()
