# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, a C++ file that holds files' contents, so that a program needs no file at run time. ENTRIES are
# NAME=FILE; HEADER declares each NAME: of a PNG file as `extern const std::string_view`, of any other, which is text,
# as `extern const char* const`.
set(text "// SPDX-License-Identifier: Apache-2.0\n// Made by embed_files.cmake.\n#include \"${HEADER}\"\n\n")
string(APPEND text "namespace labwall {\n")
foreach(entry ${ENTRIES})
  string(REGEX MATCH "^([^=]+)=(.+)$" matched "${entry}")
  set(name ${CMAKE_MATCH_1})
  set(file ${CMAKE_MATCH_2})
  if(file MATCHES "[.]png$")
    file(SIZE ${file} size)
    file(READ ${file} bytes HEX)
    string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${bytes}")
    string(APPEND text "const std::string_view ${name}(\"${bytes}\", ${size});\n")
  else()
    file(READ ${file} source)
    string(APPEND text "const char* const ${name} = R\"text(${source})text\";\n")
  endif()
endforeach()
string(APPEND text "}  // namespace labwall\n")
file(WRITE ${OUTPUT} "${text}")
