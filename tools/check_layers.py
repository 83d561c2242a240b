#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the includes in src/ against the dependency table in ARCHITECTURE.md.

The table is the one whose heading row is "| module | may use |". "everything" in the first column lists what every
module may use. Libraries are held against the table "| library | module |". Prints each include that breaks a rule.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The header (or its folder) by which a library is known.
LIBRARY_HEADERS = {
    "libnats": r"nats[./]",
    "sdbus-c++": r"sdbus-c\+\+/",
    "glad": r"glad/",
    "EGL": r"EGL/",
    "libjpeg-turbo": r"(turbojpeg|jpeglib)\.h",
    "libyuv": r"libyuv",
    "GLFW": r"GLFW/",
    "Dear ImGui": r"imgui|imconfig",
    "Protocol Buffers": r"google/protobuf/",
    "spdlog": r"spdlog/",
    "tl::expected": r"tl/",
    "CLI11": r"CLI/",
    "toml++": r"toml\+\+/",
    "nlohmann-json": r"nlohmann/",
    "libpng": r"png\.h",
    "gettext": r"libintl\.h",
    "X11": r"X11/",
}


def read_table(text, first, second):
    rows = {}
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 2 and cells[0] == first and cells[1] == second:
            inside = True
        elif inside and not line.startswith("|"):
            break
        elif inside and not cells[0].startswith("-"):
            rows[cells[0].strip("`")] = [name.strip().strip("`") for name in cells[1].split(",") if name.strip()]
    return rows


def main():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    may_use = read_table(text, "module", "may use")
    libraries = read_table(text, "library", "module")
    if not may_use or not libraries:
        print("layers: ARCHITECTURE.md has lost its dependency or its library table", file=sys.stderr)
        return 1
    everything = set(may_use.pop("everything"))
    errors = []
    for source in sorted((ROOT / "src").rglob("*")):
        if source.suffix not in (".h", ".cpp"):
            continue
        module = source.relative_to(ROOT / "src").parts[0]
        if module not in may_use and module not in everything:
            errors.append(f"{source.relative_to(ROOT)}: module '{module}' is not in ARCHITECTURE.md's table")
            continue
        allowed = everything | {module} | set(may_use.get(module, []))
        if module == "base":
            allowed = {"base"}
        for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
            match = re.match(r'\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', line)
            if not match:
                continue
            where = f"{source.relative_to(ROOT)}:{number}"
            if match.group(1):
                target = match.group(1).split("/")[0] if "/" in match.group(1) else module
                if (ROOT / "src" / target).is_dir() and target not in allowed:
                    errors.append(f"{where}: {module} -> {target} ({match.group(1)}) is not allowed")
            header = match.group(1) or match.group(2)
            for library, pattern in LIBRARY_HEADERS.items():
                if re.match(pattern, header) and not (ROOT / "src" / header).exists():
                    owners = libraries.get(library)
                    if owners is None:
                        errors.append(f"{where}: {library} is not in ARCHITECTURE.md's table of libraries")
                    elif owners != ["programs"] and module not in owners:
                        errors.append(f"{where}: only {', '.join(owners)} may include {library} ({header})")
    for error in errors:
        print(error, file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
