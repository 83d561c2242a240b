#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles icons into C++, so that a program draws them without parsing and a broken one fails the build.

    compile_icons.py --names NAMES.inc --shapes SHAPES.cpp ICON.svg...

NAMES.inc gets the enumerators of labwall::Icon, SHAPES.cpp the array labwall::kIconShapes (src/ui/icon_shapes.h) in the
same order: the paths as cubic Bezier curves, with the view box scaled to a unit square. All icons are drawn with one
pen, so that they look like one family; what this pen can't do is refused. Debian's interpreter is named above because
python3-svgelements is in its reach.
"""

import argparse
import pathlib
import re
import sys
import xml.etree.ElementTree

from svgelements import Circle, Close, CubicBezier, Line, Move, Path, Rect

SVG = "{http://www.w3.org/2000/svg}"
SIDE = 24
PEN = {
    "width": "24",
    "height": "24",
    "viewBox": "0 0 24 24",
    "fill": "none",
    "stroke": "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}
SHAPES = {
    "path": ({"d"}, lambda a: Path(a["d"])),
    "circle": ({"cx", "cy", "r"}, lambda a: Path(Circle(a["cx"], a["cy"], a["r"]))),
    "rect": (
        {"x", "y", "width", "height", "rx"},
        lambda a: Path(Rect(a["x"], a["y"], a["width"], a["height"], a["rx"], a["rx"])),
    ),
}
# Of two lines along an axis the longer one is the icon's stem; less than this is none.
SHORTEST_STEM = 1


class Stroke:
    """Points as complex numbers: a start, then three for each curve."""

    def __init__(self, start):
        self.points = [start]
        self.closed = False

    def line_to(self, end):
        start = self.points[-1]
        self.points += [start + (end - start) / 3, end - (end - start) / 3, end]


def strokes_of(path):
    strokes = []
    path.approximate_arcs_with_cubics(error=0.25)
    for segment in path:
        if isinstance(segment, Move):
            strokes.append(Stroke(complex(segment.end)))
        elif isinstance(segment, Close):
            start = strokes[-1].points[0]
            if abs(strokes[-1].points[-1] - start) > 1e-6:
                strokes[-1].line_to(start)
            strokes[-1].closed = True
        elif isinstance(segment, CubicBezier):
            strokes[-1].points += map(complex, (segment.control1, segment.control2, segment.end))
        elif isinstance(segment, Line):
            strokes[-1].line_to(complex(segment.end))
        else:
            raise ValueError(f"a {type(segment).__name__} is not known to src/ui")
    if not strokes or any(len(stroke.points) == 1 for stroke in strokes):
        raise ValueError("a path draws nothing")
    return strokes


def read_icon(file):
    root = xml.etree.ElementTree.parse(file).getroot()
    if root.tag != SVG + "svg" or root.attrib != PEN:
        raise ValueError(f"the svg element must have exactly these attributes: {PEN}")
    strokes = []
    for element in root:
        attributes, convert = SHAPES.get(element.tag.removeprefix(SVG), (None, None))
        if attributes is None or set(element.attrib) != attributes:
            raise ValueError(f"this element, or an attribute of it, is not known: {element.tag} {element.attrib}")
        # svgelements passes over what is no command in a path's data.
        if not re.fullmatch(r"M[-\d. MmLlHhVvCcSsAaZz]*", element.get("d", "M")):
            raise ValueError(f"this is not a path's data: {element.get('d')}")
        strokes += strokes_of(convert(element.attrib))
    if not strokes:
        raise ValueError("there is nothing to draw")
    reach = float(PEN["stroke-width"]) / 2
    for point in (point for stroke in strokes for point in stroke.points):
        if not all(reach <= value <= SIDE - reach for value in (point.real, point.imag)):
            raise ValueError(f"a stroke at {point.real:g},{point.imag:g} leaves the view box")
    return strokes


def stem(strokes, along, across):
    """Where the longest straight line along an axis crosses the other one; without any, where the icon begins."""
    lengths = {}
    for points in (stroke.points for stroke in strokes):
        for a, b, c, d in zip(points[0::3], points[1::3], points[2::3], points[3::3]):
            if max(abs(across(p) - across(a)) for p in (b, c, d)) < 1e-6:
                place = round(across(a), 3)
                lengths[place] = lengths.get(place, 0) + abs(along(d) - along(a))
    place = max(lengths, key=lengths.get, default=None)
    if place is not None and lengths[place] >= SHORTEST_STEM:
        return place
    return min(across(point) for stroke in strokes for point in stroke.points)


def in_unit_square(x, y):
    return f"{{{x / SIDE:.5f}F, {y / SIDE:.5f}F}}"


def write_shapes(output, icons):
    points = []
    strokes = []
    shapes = []
    for name, icon in icons:
        first = len(strokes)
        for stroke in icon:
            strokes.append(f"{{kPoints + {len(points)}, {len(stroke.points)}, {'true' if stroke.closed else 'false'}}}")
            points += [in_unit_square(point.real, point.imag) for point in stroke.points]
        anchor = (stem(icon, lambda p: p.imag, lambda p: p.real), stem(icon, lambda p: p.real, lambda p: p.imag))
        shapes.append(f'{{"{name}", kStrokes + {first}, {len(icon)}, {in_unit_square(*anchor)}}}')
    lines = [
        "// SPDX-License-Identifier: Apache-2.0",
        "// Made by compile_icons.py.",
        '#include "ui/icon_shapes.h"',
        "namespace labwall {",
        "namespace {",
        f"constexpr ImVec2 kPoints[] = {{{', '.join(points)}}};",
        f"constexpr IconStroke kStrokes[] = {{{', '.join(strokes)}}};",
        "}  // namespace",
        f"const IconShape kIconShapes[] = {{{', '.join(shapes)}}};",
        f"const int kIconCount = {len(shapes)};",
        f"const float kIconStrokeWidth = {float(PEN['stroke-width']) / SIDE:.5f}F;",
        "}  // namespace labwall",
    ]
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_if_changed(output, text):
    """So that what includes it is not built again for every stroke that moved."""
    if not output.exists() or output.read_text(encoding="utf-8") != text:
        output.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=pathlib.Path, required=True)
    parser.add_argument("--shapes", type=pathlib.Path, required=True)
    parser.add_argument("icons", type=pathlib.Path, nargs="+")
    arguments = parser.parse_args()
    icons = []
    for file in arguments.icons:
        try:
            icons.append((file.stem, read_icon(file)))
        except (OSError, ValueError, TypeError, xml.etree.ElementTree.ParseError) as error:
            print(f"{file}: {error}", file=sys.stderr)
            return 1
    names = ["k" + "".join(word.capitalize() for word in name.split("-")) for name, _ in icons]
    write_if_changed(arguments.names, "".join(f"{name},\n" for name in names))
    write_shapes(arguments.shapes, icons)
    return 0


if __name__ == "__main__":
    sys.exit(main())
