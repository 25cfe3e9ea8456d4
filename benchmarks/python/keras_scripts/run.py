#!/usr/bin/env python3
"""Runs scripts that were written for Keras, with Keras and with ganglion, and prints their scores as a table.

    python benchmarks/python/keras_scripts/run.py [--runs 3] [SCRIPT…]

From the root of the sources, with both packages installed. The one line that changes is `import keras`; what
`from keras import …` names is taken from there.
"""

import argparse
import pathlib
import re
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent


def with_ganglion(source):
    """The same script on ganglion."""
    source = re.sub(r"^import keras$", "import ganglion as keras", source, flags=re.M)
    return re.sub(r"^from keras import", "from ganglion import", source, flags=re.M)


def run(script, library, seed):
    source = script.read_text(encoding="utf-8")
    if library == "ganglion":
        source = with_ganglion(source)
    else:
        source = re.sub(r"^import keras$", f"import keras; keras.utils.set_random_seed({seed})", source, count=1, flags=re.M)
    source += "\nprint('SCORE', score[0].replace(' ', '_'), float(score[1]))\n"
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    seconds = time.perf_counter() - begin
    told = re.search(r"^SCORE (\S+) (\S+)$", done.stdout, re.M)
    if done.returncode or not told:
        return "", None, (done.stderr.strip().splitlines() or ["no score"])[-1]
    return told[1], float(told[2]), seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts", nargs="*", help="names of scripts; all by default")
    parser.add_argument("--runs", type=int, default=1, help="how often Keras runs, each with another seed")
    typed = parser.parse_args()
    print("| script | score | Keras | ganglion | Keras, s | ganglion, s |\n|---|---|---|---|---|---|")
    for script in sorted(HERE.glob("*.py")):
        if script.name == "run.py" or (typed.scripts and script.stem not in typed.scripts):
            continue
        name, ours, our_seconds = run(script, "ganglion", 1)
        theirs = [run(script, "keras", seed) for seed in range(1, typed.runs + 1)]
        scores = [score for _, score, _ in theirs if score is not None]
        times = [seconds for _, score, seconds in theirs if score is not None]
        told = f"{statistics.mean(scores):.3f}" if scores else theirs[0][2]
        if len(scores) > 1:
            told += f" ({min(scores):.3f} to {max(scores):.3f})"
        ours_told = f"{ours:.3f} | " if ours is not None else f"{our_seconds} | "
        print(f"| {script.stem} | {name or theirs[0][0]} | {told} | {ours_told}"
              f"{statistics.median(times) if times else 0:.1f} | {our_seconds if ours is not None else 0:.1f} |", flush=True)


if __name__ == "__main__":
    main()
