# SPDX-License-Identifier: Apache-2.0
foreach(message station_state watch_lease command_request command_reply command_word frame_headers)
  labwall_fuzz(fuzz_${message} SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_${message}.cpp DEPS labwall_wire)
endforeach()

# Writes the seed corpora again: wire_seeds tests/fuzz/corpus
add_executable(wire_seeds EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/wire_seeds.cpp)
target_link_libraries(wire_seeds PRIVATE labwall_wire)
