#!/usr/bin/env python3
"""Measures what it costs to compile main.cpp, a short program that includes <ganglion/ganglion.h>.

    tests/consumer/compile_cost.py [COMPILER]     (default g++)

Fails above 400 MB, or above 2 seconds of processor time (the least of up to three tries counts) if that is also more than
4.5 times what the standard headers take by themselves: the same program takes 1.5 to 3 seconds on one machine, by what else it does.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile

LIMIT = 2.0
here = pathlib.Path(__file__).resolve().parent
compiler = sys.argv[1] if len(sys.argv) > 1 else "g++"


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compile_seconds(source, folder):
    before = processor_time()
    subprocess.run([compiler, "-std=c++20", "-O2", "-I", here.parent.parent, "-c",
                    source, "-o", os.path.join(folder, "main.o")], check=True)
    return processor_time() - before


STANDARD = ("vector", "map", "functional", "string", "memory", "thread", "unordered_map", "variant", "optional", "deque")
seconds = standard = float("inf")
with tempfile.TemporaryDirectory() as folder:
    empty = pathlib.Path(folder) / "standard.cpp"
    empty.write_text("".join(f"#include <{name}>\n" for name in STANDARD) + "int main() {}\n")
    for _ in range(3):
        standard = min(standard, compile_seconds(empty, folder))
        seconds = min(seconds, compile_seconds(here / "main.cpp", folder))
        if seconds <= LIMIT:
            break
megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"a short program with <ganglion/ganglion.h>: compiled in {seconds:.1f} s, {seconds / standard:.1f} times the "
      f"standard headers' {standard:.1f} s, {megabytes:.0f} MB")
sys.exit((seconds > LIMIT and seconds > 4.5 * standard) or megabytes > 400)
