#!/usr/bin/env python3
"""Measures what it costs to compile main.cpp, a short program that includes <ganglion/ganglion.h>.

    tests/consumer/compile_cost.py [COMPILER]     (default g++)

Fails above 5 seconds of processor time (the machine may be busy with other things: the least of up to
three tries counts) or 400 MB.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
compiler = sys.argv[1] if len(sys.argv) > 1 else "g++"


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


seconds = float("inf")
with tempfile.TemporaryDirectory() as folder:
    for _ in range(3):
        before = processor_time()
        subprocess.run([compiler, "-std=c++20", "-O2", "-I", here.parent.parent, "-c",
                        here / "main.cpp", "-o", os.path.join(folder, "main.o")], check=True)
        seconds = min(seconds, processor_time() - before)
        if seconds <= 5:
            break
megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"a short program with <ganglion/ganglion.h>: compiled in {seconds:.1f} s, {megabytes:.0f} MB")
sys.exit(seconds > 5 or megabytes > 400)
