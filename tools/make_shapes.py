#!/usr/bin/env python3
"""Draws data/shapes: 32x32 grey pictures of circles, squares and triangles, a folder for each class.

    tools/make_shapes.py [FOLDER]     (default data/shapes)

Size, place, angle, shades and noise differ from picture to picture, always in the same way: a run writes the same bytes again.
"""

import math
import pathlib
import random
import struct
import sys
import zlib

SIDE = 32
EACH = 40
CORNERS = {"circle": 0, "square": 4, "triangle": 3}


def inside(corners, x, y):
    """Whether a point lies in a shape of radius 1 around the origin."""
    if corners == 0:
        return math.hypot(x, y) < 0.85
    step = 2 * math.pi / corners
    angle = math.atan2(y, x) % step - step / 2
    return math.hypot(x, y) * math.cos(angle) < math.cos(step / 2)


def draw(corners, numbers):
    radius = numbers.uniform(9.0, 13.0)
    middle_x, middle_y = (SIDE / 2 + numbers.uniform(-2.5, 2.5) for _ in range(2))
    turn = numbers.uniform(-0.35, 0.35) - math.pi / 2 if corners == 3 else numbers.uniform(-0.35, 0.35) + math.pi / 4
    back, front = numbers.uniform(20, 90), numbers.uniform(150, 240)
    rows = []
    for row in range(SIDE):
        line = bytearray()
        for column in range(SIDE):
            covered = 0
            for i in range(9):  # nine points of a pixel make its edge smooth
                x = (column + (i % 3 + 0.5) / 3 - middle_x) / radius
                y = (row + (i // 3 + 0.5) / 3 - middle_y) / radius
                covered += inside(corners, x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn))
            value = back + (front - back) * covered / 9 + numbers.gauss(0, 6)
            line.append(max(0, min(255, round(value / 8) * 8)))  # few shades pack better
        rows.append(bytes(line))
    return rows


def png(rows):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    lines = b"".join(b"\0" + row for row in rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "data" / "shapes")
    numbers = random.Random(1)
    for name, corners in CORNERS.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for i in range(EACH):
            (folder / name / f"{i + 1:02}.png").write_bytes(png(draw(corners, numbers)))


if __name__ == "__main__":
    main()
