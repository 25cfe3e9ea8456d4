#!/usr/bin/env python3
"""The example programs beside their twins for Keras and libtorch: lines, compiling, a training step, sizes.

    benchmarks/library/programs.py --torch FOLDER [--python PYTHON] [--times N]

FOLDER is that of the package torch (it has include/ and lib/), PYTHON an interpreter that has Keras and TensorFlow, and build/examples
the programs of the release build. All is measured on one processor; of compiling the least of N, of a step of gan (both networks)
the median of N differences between two lengths of the program, so that what starting costs is not in it.
"""

import argparse
import os
import pathlib
import re
import statistics
import subprocess
import tempfile

import lines
import measure

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent
STEPS = 4000  # as all three programs of gan have it


def compile_command(source, target, torch):
    flags = ["-I", root] if torch is None else ["-isystem", torch / "include", "-isystem",
                                                torch / "include/torch/csrc/api/include"]
    return ["g++", "-std=c++20", "-O2", *flags, "-c", source, "-o", target]


def link(objects, target, torch):
    """Against libtorch, or the library in the build folder, by what its pkg-config file says."""
    if torch is not None:
        libraries = [f"-L{torch / 'lib'}", f"-Wl,-rpath,{torch / 'lib'}", "-Wl,--no-as-needed", "-ltorch", "-ltorch_cpu", "-lc10"]
    else:
        text = (root / "build/ganglion.pc").read_text(encoding="utf-8")
        needed = re.search(r"^Requires: (.*)", text, re.M)[1].split()
        own = re.search(r"^Libs: -L\S+ -lganglion (.*)", text, re.M)[1].split()
        found = subprocess.run(["pkg-config", "--libs", *needed], text=True, capture_output=True, check=True).stdout.split()
        libraries = ["-Wl,--gc-sections", root / "build/libganglion.a", *own, *found]
    subprocess.run(["g++", *objects, "-o", target, *map(str, libraries)], check=True)


def longer(source, folder):
    """The program with three times as many steps."""
    text = source.read_text(encoding="utf-8")
    changed = re.sub(rf"\b{STEPS}\b", str(3 * STEPS), re.sub(rf"\b{STEPS + 1}\b", str(3 * STEPS + 1), text))
    assert changed != text
    path = folder / f"longer{source.suffix}"
    path.write_text(changed, encoding="utf-8")
    return path


def built(source, folder, torch):
    target = folder / source.stem
    subprocess.run(list(map(str, compile_command(source, f"{target}.o", torch))), check=True)
    link([f"{target}.o"], target, torch)
    return target


def step_microseconds(short, long, times):
    """Each a command; the programs end with an error where their result isn't good, which is not the point here."""
    def seconds(command):
        return measure.run(["sh", "-c", '"$@"; true', "sh", *command], cwd=root, stderr=subprocess.DEVNULL)
    first = [seconds(short) for _ in range(times)]
    second = [seconds(long) for _ in range(times)]
    steps = [(b[0] - a[0]) / (2 * STEPS) for a, b in zip(first, second)]
    return 1e6 * statistics.median(steps), max(peak for _, peak in first)


def table_of_programs(torch, times, work):
    print("| program | lines: Ganglion | Keras | libtorch | compile, s: Ganglion | libtorch | peak, MB: Ganglion | libtorch |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for twin in sorted((here / "keras").glob("*.py")):
        sources = [(root / f"examples/{twin.stem}.cpp", None), (here / f"libtorch/{twin.stem}.cpp", torch)]
        costs = [measure.least(compile_command(source, work / "a.o", of), times) if source.exists() else None
                 for source, of in sources]
        counts = [str(lines.count(path)) if path.exists() else "" for path in (sources[0][0], twin, sources[1][0])]
        cells = [f"{cost[0]:.1f}" if cost else "" for cost in costs] + [f"{cost[1]:.0f}" if cost else "" for cost in costs]
        print(f"| {twin.stem} | {' | '.join(counts)} | {' | '.join(cells)} |", flush=True)


def table_of_steps(torch, python, times, work):
    print("\n| gan | a step of both networks, us | peak, MB | program, KB, stripped |\n|---|--:|--:|--:|")
    for name, source, of in (("Ganglion", root / "examples/gan.cpp", None), ("libtorch", here / "libtorch/gan.cpp", torch)):
        short, long = built(source, work, of), built(longer(source, work), work, of)
        subprocess.run(["strip", short], check=True)
        time, peak = step_microseconds([short], [long], times)
        print(f"| {name} | {time:.0f} | {peak:.0f} | {os.stat(short).st_size / 1024:.0f} |", flush=True)
    if python:
        source = here / "keras/gan.py"
        time, peak = step_microseconds([python, source], [python, longer(source, work)], max(1, times // 3))
        print(f"| Keras | {time:.0f} | {peak:.0f} | |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--torch", type=pathlib.Path, required=True)
    parser.add_argument("--python")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--only", choices=["programs", "steps"])
    options = parser.parse_args()
    measure.one_processor()
    with tempfile.TemporaryDirectory() as folder:
        if options.only != "steps":
            table_of_programs(options.torch, options.times, pathlib.Path(folder))
        if options.only != "programs":
            table_of_steps(options.torch, options.python, options.times, pathlib.Path(folder))


if __name__ == "__main__":
    main()
