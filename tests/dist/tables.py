"""Data that a check writes for itself: seeded, small, and of the kinds that the project's own `data` lacks."""

import array
import csv
import math
import random
import struct
import wave
import zlib

WORK = ["private", "state", "self-employed", "none", "federal"]
LEVELS = ["primary", "secondary", "bachelor", "master", "doctor"]


def write_census(path, rows=1501):
    """Numbers and categories, some of them missing; the number of rows is divisible by nothing."""
    draw = random.Random(7)
    with open(path, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["age", "work", "level", "hours", "gain", "region", "income"])
        for _ in range(rows):
            age, level, hours = draw.randint(17, 90), draw.randrange(len(LEVELS)), draw.randint(5, 80)
            gain = round(draw.expovariate(1 / 900), 2) if draw.random() < 0.2 else 0
            score = 0.03 * (age - 40) + 0.7 * (level - 2) + 0.04 * (hours - 40) + gain / 2000 + draw.gauss(0, 1)
            row = [age, draw.choice(WORK), LEVELS[level], hours, gain, f"r{draw.randrange(12)}"]
            table.writerow([*("?" if draw.random() < 0.02 else value for value in row), ">50K" if score > 0.8 else "<=50K"])


def write_sales(path, days=160):
    """Two series of a quantity by day, with weeks."""
    draw = random.Random(3)
    with open(path, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["day", "shop", "sold"])
        for day in range(days):
            for shop in ("north", "south"):
                level = 40 + 0.2 * day + 12 * math.sin(day * math.tau / 7)
                table.writerow([day, shop, round(level + draw.gauss(0, 2), 2)])


def write_labels(path, rows=203):
    """Two columns to predict at once, and a group."""
    draw = random.Random(5)
    with open(path, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["a", "b", "c", "site", "first", "second"])
        for row in range(rows):
            a, b, c = (round(draw.gauss(0, 1), 4) for _ in range(3))
            table.writerow([a, b, c, row % 17, round(a + b, 4), round(b * c, 4)])


def write_tones(folder, each=12):
    """Recordings of two kinds, in a folder each."""
    draw = random.Random(9)
    for kind, hertz in (("high", 900), ("low", 300)):
        (folder / kind).mkdir(parents=True)
        for number in range(each):
            pitch = hertz * draw.uniform(0.9, 1.1)
            values = (int(9000 * math.sin(time * pitch * math.tau / 8000) + draw.gauss(0, 500)) for time in range(3200))
            with wave.open(str(folder / kind / f"{number}.wav"), "wb") as file:
                file.setparams((1, 2, 8000, 0, "NONE", ""))
                file.writeframes(array.array("h", values).tobytes())


def write_picture(path, size, level):
    """A PNG of one grey, stored uncompressed: any two of one size have the same number of bytes."""
    def part(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    pixels = (b"\0" + bytes([level]) * size) * size
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)) +
                     part(b"IDAT", zlib.compress(pixels, 0)) + part(b"IEND", b""))
