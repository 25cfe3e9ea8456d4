#!/usr/bin/env python3
"""Two ranks with a thread each beside one rank with two threads, and beside PyTorch's
DistributedDataParallel over gloo on the same two ranks: the same work, in turns.

    benchmarks/scaling/compare.py [--works mlp wide resnet20] [--python PYTHON with torch] …

All have the same rows, batches, first weights and optimizer (../peers/works.py).
"""

import argparse
import statistics
import sys
from pathlib import Path

import launch
import works

NAMES = {"one": "1 rank x 2 threads", "two": "2 ranks x 1 thread",
         "in turn": "2 ranks, no overlap", "ddp": "PyTorch DDP, gloo"}


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--works", nargs="+", default=["mlp", "wide", "resnet20"])
    parser.add_argument("--python", help="of an environment with torch; left out without")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=1.0, help="about how long a turn is")
    parser.add_argument("--folder", type=Path, default=launch.ROOT / "build" / "scaling")
    return parser.parse_args()


class Ddp:
    """Two ranks of PyTorch as one group: only the first is asked."""

    def __init__(self, python, log, threads=1, port=29571):
        worker = launch.HERE / "ddp_worker.py"

        def environment(rank):
            return {"RANK": str(rank), "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1",
                    "MASTER_PORT": str(port), "GLOO_SOCKET_IFNAME": "lo",
                    "OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "passive"}

        self.ranks = [launch.Group([python, worker], log, environment(rank)) for rank in (0, 1)]
        self.ask = self.ranks[0].ask

    def close(self):
        for rank in self.ranks:
            rank.close()


def groups_of(options):
    log = options.folder / "log"
    groups = {name: launch.ranks_here(ranks, log)
              for name, ranks in {"one": 1, "two": 2, "in turn": 2}.items()}
    if options.python:
        groups["ddp"] = Ddp(options.python, log)
    return groups


def measure(work, options):
    """Seconds of a step, round by round, for each group; and their peak memory."""
    folder = options.folder / "work" / work.name
    works.write(work, folder)
    groups = groups_of(options)
    times, counts, losses = {name: [] for name in groups}, {}, {}
    try:
        for name, group in groups.items():
            losses[name] = launch.prepare(group, folder, 2 if name == "one" else 1,
                                          overlap=False if name == "in turn" else None)["loss"]
            group.ask(do="train", steps=work.pool)
            once = group.ask(do="train", steps=work.pool)["seconds"]
            counts[name] = work.pool * max(1, min(round(options.seconds / once), 1000))
        if any(abs(loss - losses["one"]) > 0.01 * losses["one"] for loss in losses.values()):
            raise launch.GroupError(f"{work.name}: other losses of the first step: {losses}")
        for _ in range(options.rounds):
            for name, group in groups.items():
                answer = group.ask(do="train", steps=counts[name])
                times[name].append(answer["seconds"] / counts[name])
        return times, {name: group.ask(do="memory")["peak_bytes"] for name, group in groups.items()}
    finally:
        for group in groups.values():
            group.close()


def table(results):
    names = [name for name in NAMES if all(name in times for times, _ in results.values())]
    lines = ["| work | " + " | ".join(NAMES[name] for name in names) + " |",
             "|---|" + "--:|" * len(names)]
    for work, (times, memory) in results.items():
        cells = []
        for name in names:
            ratio = statistics.median(a / b for a, b in zip(times["two"], times[name]))
            cells.append(f"{1e3 * statistics.median(times[name]):.3g} ms"
                         + ("" if name == "two" else f" ({1 / ratio:.2f} x)")
                         + f", {memory[name] / 2**20:.0f} MiB")
        lines.append(f"| {work} | " + " | ".join(cells) + " |")
    lines.append("\n(n x): the median over the rounds of the time over that of 2 ranks x 1 thread; "
                 "MiB: the most that a process had.")
    return "\n".join(lines)


def main():
    options = parsed()
    options.folder.mkdir(parents=True, exist_ok=True)
    results = {}
    for work in works.WORKS:
        if work.name in options.works:
            results[work.name] = measure(work, options)
            print(table({work.name: results[work.name]}), file=sys.stderr, flush=True)
    print(table(results))


if __name__ == "__main__":
    main()
