# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, a C++ file that holds the shaders of FOLDER as text, so that a program needs no file at run time.
set(text "// SPDX-License-Identifier: Apache-2.0\n// Made by embed_shaders.cmake.\n#include \"gpu/shaders.h\"\n\n")
string(APPEND text "namespace labwall {\n")
foreach(shader kWallVertexShader:wall.vert kWallFragmentShader:wall.frag)
  string(REPLACE ":" ";" parts ${shader})
  list(GET parts 0 name)
  list(GET parts 1 file)
  file(READ ${FOLDER}/${file} source)
  # GLSL wants #version before all else; only comments may stand before it.
  string(APPEND text "const char* const ${name} = R\"glsl(${source})glsl\";\n")
endforeach()
string(APPEND text "}  // namespace labwall\n")
file(WRITE ${OUTPUT} "${text}")
