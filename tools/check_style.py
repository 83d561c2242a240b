#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a formatter can't see: licence lines, file sizes, names that say nothing, sleeps, paths of one machine."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAX_LINES = 500
NEEDS_LICENCE = re.compile(r"(\.(h|cpp|cmake|py|proto|vert|frag|glsl|po)|CMakeLists\.txt)$|^(tools|\.ci|third_party)/[a-z_]+$")
RULES = [
    (re.compile(r"\b(class|struct|enum|namespace)\s+\w*(Manager|Helper|Util|Utils)\b"), r"^src/.*\.(h|cpp)$", "a name that says nothing"),
    (re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep)\b"), r"^(src|tests)/.*\.(h|cpp)$", "a sleep: wait for the event"),
    (re.compile(r"\bsystem\s*\(|\bpopen\s*\("), r"^src/.*\.(h|cpp)$", "a shell: use Subprocess"),
    (re.compile(r"\.detach\(\)"), r"^(src|tests)/.*\.(h|cpp)$", "a detached thread"),
    (re.compile(r"(?<![\w.])/(work|root|home/user)/\w"), r".", "a path of one machine"),
    (re.compile(r"\b(TODO|FIXME|XXX)\b"), r"^(src|tests|tools|shaders)/", "an unfinished thought: finish it or delete it"),
]


def main():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    errors = []
    for name in filter(None, files):
        path = ROOT / name
        if name == "tools/check_style.py" or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        lines = text.splitlines()
        if NEEDS_LICENCE.search(name) and not any("SPDX-License-Identifier: Apache-2.0" in line for line in lines[:4]):
            errors.append(f"{name}:1: no SPDX line")
        if re.match(r"src/.*\.(h|cpp)$", name) and len(lines) > MAX_LINES:
            errors.append(f"{name}: {len(lines)} lines; past {MAX_LINES} a file is probably two")
        for pattern, where, words in RULES:
            if not re.search(where, name):
                continue
            for number, line in enumerate(lines, 1):
                if pattern.search(line):
                    errors.append(f"{name}:{number}: {words}: {line.strip()[:80]}")
    for error in errors:
        print(error, file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
