# SPDX-License-Identifier: Apache-2.0
labwall_fuzz(capture_link_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/capture_link_fuzz.cpp DEPS labwall_capture)
