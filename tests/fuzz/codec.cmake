# SPDX-License-Identifier: Apache-2.0
labwall_fuzz(codec_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/codec_fuzz.cpp DEPS labwall_codec)
