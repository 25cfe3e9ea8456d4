#!/usr/bin/env python3
"""Installs the wheel that fits into a fresh environment of each interpreter, and runs README's Python lines there.

    tools/try_wheels.py FOLDER_OF_WHEELS INTERPRETER...

Prints a table: the wheel and its size, how long `pip install` takes (with numpy, which it needs), how long `import ganglion` takes (the median
of 9 processes, and how much of it is numpy's), and whether the lines ran. A line that fails ends it.
"""

import argparse
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROCESSES = 9
IMPORT = """
import time
begin = time.perf_counter()
import numpy
between = time.perf_counter()
import ganglion
print(between - begin, time.perf_counter() - between)
"""


def readme_lines():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^```python\n(.*?)^```", text, re.S | re.M)
    if not found:
        raise SystemExit("README.md has no Python lines")
    return "\n".join(found)


def installed(interpreter, wheels, folder):
    """The interpreter of a fresh environment, and how long the installation took."""
    subprocess.run([interpreter, "-m", "venv", folder], check=True)
    python = str(folder / "bin/python")
    begin = time.perf_counter()
    for what in (["numpy"], ["--no-index", "--find-links", wheels, "ganglion"]):
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir", *what], check=True)
    return python, time.perf_counter() - begin


def wheel_of(python, wheels):
    """The wheel that was taken, by the tags that pip has kept of it."""
    show = "import importlib.metadata as m; print(*(line[5:] for line in m.distribution('ganglion').read_text('WHEEL').splitlines() if line.startswith('Tag: ')))"
    tags = subprocess.run([python, "-c", show], check=True, capture_output=True, text=True).stdout.split()
    return next(wheel for wheel in wheels.glob("*.whl") if any(wheel.stem.endswith(tag) for tag in tags))


def import_times(python, folder):
    """Medians of numpy's and of ganglion's own part, in milliseconds, after one process that isn't counted."""
    def once():
        told = subprocess.run([python, "-c", IMPORT], check=True, capture_output=True, text=True, cwd=folder).stdout.split()
        return [1000 * float(value) for value in told]

    once()
    return [statistics.median(values) for values in zip(*(once() for _ in range(PROCESSES)))]


def try_wheel(interpreter, wheels, folder):
    python, seconds = installed(interpreter, wheels, folder / "environment")
    (folder / "data").symlink_to(ROOT / "data")
    version = subprocess.run([python, "-c", "import platform; print(platform.python_version())"], check=True, capture_output=True, text=True).stdout.strip()
    wheel = wheel_of(python, wheels)
    numpy, own = import_times(python, folder)
    subprocess.run([python, "-c", readme_lines()], check=True, capture_output=True, cwd=folder)
    tag = "-".join(wheel.stem.split("-")[2:4])
    return f"| {version} | `{tag}` | {wheel.stat().st_size / 1e6:.1f} MB | {seconds:.0f} s | {own:.0f} ms | {numpy:.0f} ms | yes |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("wheels", type=pathlib.Path)
    parser.add_argument("interpreters", nargs="+")
    options = parser.parse_args()
    print("| Python | wheel | size | `pip install` | `import ganglion` | numpy before it | README's lines run |\n|---|---|---|---|---|---|---|")
    for interpreter in options.interpreters:
        with tempfile.TemporaryDirectory() as folder:
            print(try_wheel(interpreter, options.wheels.resolve(), pathlib.Path(folder)), flush=True)


if __name__ == "__main__":
    main()
