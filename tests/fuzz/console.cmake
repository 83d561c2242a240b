# SPDX-License-Identifier: Apache-2.0
labwall_fuzz(fuzz_settings SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_settings.cpp DEPS labwall_console)
