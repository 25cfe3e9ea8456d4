#!/usr/bin/env python3
"""Ganglion beside PyTorch, TensorFlow, JAX, scikit-learn and ONNX Runtime: the same work, in turns.

    make bench-peers    or    build/peers/bin/python benchmarks/peers/run.py [--only tiny mlp] …

README.md says what is compared and how to read the tables.
"""

import argparse
import datetime
import importlib.util
import os
import sys
from pathlib import Path

import jobs
import rounds
import tables
import works

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# name: (module that must be there, its worker, arguments)
PEERS = {
    "PyTorch eager": ("torch", "torch_worker.py"),
    "PyTorch compile": ("torch", "torch_worker.py", "compile"),
    "TensorFlow": ("tensorflow", "tensorflow_worker.py"),
    "JAX": ("jax", "jax_worker.py"),
    "scikit-learn": ("sklearn", "sklearn_worker.py"),
    "ONNX Runtime": ("onnxruntime", "onnx_worker.py"),
}


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [work.name for work in works.WORKS] + list(jobs.JOBS)
    parser.add_argument("--only", nargs="+", metavar="WORK", choices=names, default=names,
                        help=f"some of: {', '.join(names)}")
    parser.add_argument("--peers", nargs="+", metavar="PEER", choices=PEERS, default=list(PEERS),
                        help=f"some of: {', '.join(PEERS)}")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=5, help="turns of each peer (5)")
    parser.add_argument("--seconds", type=float, default=0.2, help="about, of a turn (0.2)")
    parser.add_argument("--out", type=Path, help="a file for the tables, beside standard output")
    parser.add_argument("--build", type=Path, default=ROOT / "build",
                        help="folder with ganglion and ganglion_peers_worker (build)")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data",
                        help="folder with adult/adult.data (../shared/data)")
    options = parser.parse_args()
    options.folder = ROOT / "build" / "peers"
    return options


def commands(options):
    """The command of each peer that is installed, Ganglion's first."""
    result = {"Ganglion": [str(options.build / "ganglion_peers_worker")]}
    for name in options.peers:
        module, script, *arguments = PEERS[name]
        if importlib.util.find_spec(module) is None:
            print(f"{name} is skipped: there is no module {module}", file=sys.stderr)
            continue
        result[name] = [sys.executable, str(HERE / "workers" / script), *arguments]
    return result


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next((line.split(":")[1].strip() for line in file if line.startswith("model name")),
                    "unknown processor")


class Output:
    """Standard output and a file, written as results come."""

    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8") if path else None

    def __call__(self, text):
        print(text, flush=True)
        if self.file:
            print(text, file=self.file, flush=True)


def main():
    options = parsed()
    found = commands(options)
    say, versions = Output(options.out), {}
    load = os.getloadavg()[0]
    say(f"{datetime.date.today()}, {processor()}, {options.threads} threads, {options.rounds} "
        f"rounds of about {options.seconds} s; load average at the start {load:.1f}.\n")
    chosen, all_results = [work for work in works.WORKS if work.name in options.only], []
    for work in chosen:
        print(f"{work.name} …", file=sys.stderr)
        results, peak = rounds.Contest(work, found, options).run()
        all_results.append(results)
        versions |= {result.version: None for result in results if result.version}
        say(tables.contest(work, results, peak))
    if chosen:
        say(tables.fastest(chosen, all_results))
    done = jobs.run([name for name in jobs.JOBS if name in options.only], options)
    if done:
        say(tables.jobs(done))
    say("; ".join([*versions, f"load average at the end {os.getloadavg()[0]:.1f}."]))


if __name__ == "__main__":
    main()
