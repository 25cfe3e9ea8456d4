#!/usr/bin/env python3
"""What it costs to compile a short program, as a table: processor time and peak memory (the least of three), size of the object.

    benchmarks/library/compile.py [COMPILER]     (default g++)

tests/consumer/main.cpp, and the standard headers alone, which show how busy the machine is.
"""

import os
import pathlib
import sys
import tempfile

import measure

root = pathlib.Path(__file__).resolve().parent.parent.parent
compiler = sys.argv[1] if len(sys.argv) > 1 else "g++"
STANDARD = "".join(f"#include <{name}>\n" for name in ("vector", "map", "functional", "string", "memory", "variant", "optional"))

with tempfile.TemporaryDirectory() as work:
    standard, object_file = pathlib.Path(work) / "standard.cpp", pathlib.Path(work) / "main.o"
    standard.write_text(STANDARD + "int main() {}\n", encoding="utf-8")
    programs = {"standard headers alone": (standard, []), "Ganglion": (root / "tests/consumer/main.cpp", ["-I", root])}
    print("| program | compile, s of processor | peak, MB | object, KB |\n|---|--:|--:|--:|")
    for name, (path, flags) in programs.items():
        time, peak = measure.least([compiler, "-std=c++20", "-O2", *flags, "-c", path, "-o", object_file])
        print(f"| {name} | {time:.1f} | {peak:.0f} | {os.stat(object_file).st_size / 1024:.0f} |", flush=True)
