#!/usr/bin/env python3
"""What it costs to compile a short program, as a table: processor time (the least of three), peak memory, size of the object.

    benchmarks/library/compile.py [COMPILER]     (default g++)

tests/consumer/main.cpp, and the standard headers alone, which show how busy the machine is.
"""

import os
import pathlib
import resource
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent.parent
compiler = sys.argv[1] if len(sys.argv) > 1 else "g++"
STANDARD = "".join(f"#include <{name}>\n" for name in ("vector", "map", "functional", "string", "memory", "variant", "optional"))


def measured(source, options, folder):
    """Seconds and megabytes, measured in a process of its own, as peaks add up within one."""
    seconds, object_file = [], os.path.join(folder, "main.o")
    for _ in range(3):
        process = subprocess.Popen([compiler, "-std=c++20", "-O2", *options, "-c", source, "-o", object_file])
        _, status, used = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{source} doesn't compile")
        seconds.append(used.ru_utime + used.ru_stime)
    return min(seconds), os.stat(object_file).st_size / 1024


def peak_megabytes(source, options, folder):
    """Of the compiler proper, which is a child of its driver."""
    child = os.fork()
    if child == 0:
        subprocess.run([compiler, "-std=c++20", "-O2", *options, "-c", source, "-o", os.path.join(folder, "peak.o")], check=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        pathlib.Path(folder, "peak").write_text(str(used), encoding="utf-8")
        os._exit(0)
    os.waitpid(child, 0)
    return int(pathlib.Path(folder, "peak").read_text(encoding="utf-8")) / 1024


with tempfile.TemporaryDirectory() as work:
    standard = pathlib.Path(work) / "standard.cpp"
    standard.write_text(STANDARD + "int main() {}\n", encoding="utf-8")
    programs = {"standard headers alone": (standard, []), "Ganglion": (root / "tests/consumer/main.cpp", ["-I", root])}
    print("| program | compile, s of processor | peak, MB | object, KB |\n|---|--:|--:|--:|")
    for name, (path, flags) in programs.items():
        time, size = measured(path, flags, work)
        print(f"| {name} | {time:.1f} | {peak_megabytes(path, flags, work):.0f} | {size:.0f} |", flush=True)
