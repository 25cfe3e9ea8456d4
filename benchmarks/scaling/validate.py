#!/usr/bin/env python3
"""What model.py predicts beside what is measured, on ranks in network namespaces of this machine.

    benchmarks/scaling/validate.py [--works mlp wide resnet20] [--ranks 2 4] …    (as root)

The line (two sizes of messages), steps behind it, and steps of as many ranks on the memory of this
machine are measured in turns, so that what else runs hurts them alike.
"""

import argparse
import itertools
import statistics
import sys
from pathlib import Path

import launch
import lines
import model
import works

LARGE = 4 << 20  # bytes


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--works", nargs="+", default=["mlp", "wide", "resnet20"])
    parser.add_argument("--ranks", nargs="+", type=int, default=[2, 4])
    parser.add_argument("--gbit", nargs="+", type=float, default=[1, 10])
    parser.add_argument("--delays", nargs="+", type=float, default=[0.1, 1], help="milliseconds")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="about how long a turn is")
    parser.add_argument("--folder", type=Path, default=launch.ROOT / "build" / "scaling")
    return parser.parse_args()


def line_of(group, ranks, delay):
    """The network between the ranks, from all-gathers of two sizes."""
    small = group.ask(do="exchange", bytes=64, runs=50)["seconds"]
    large = group.ask(do="exchange", bytes=LARGE, runs=3)["seconds"]
    bandwidth = (ranks - 1) * LARGE / max(large - small, 1e-6)
    return model.Network(latency=small, bandwidth=bandwidth, delay=delay)


class Ranks:
    """A group at one work; what its line takes."""

    def __init__(self, group, ranks, delay):
        self.group, self.ranks, self.delay = group, ranks, delay
        self.lines, self.times = [], []

    def round(self, count):
        self.lines.append(line_of(self.group, self.ranks, self.delay))
        self.times.append(self.group.ask(do="train", steps=count)["seconds"] / count)

    def seconds(self):
        return statistics.median(self.times)

    def network(self):
        return model.Network(latency=statistics.median(line.latency for line in self.lines),
                             bandwidth=statistics.median(line.bandwidth for line in self.lines),
                             delay=self.delay)


def measure(behind, here, folder, overlap, pool, options):
    """Seconds of a step of the ranks behind a line, measured and predicted: what they take on the
    memory of this machine, and what the model says that the line adds. (A rank by itself would
    tell too little: where processors are busy, ranks wait for each other's turns.)"""
    for ranks in (behind, here):
        launch.prepare(ranks.group, folder, 1, ranks.delay, overlap)
    once = min(behind.group.ask(do="train", steps=pool)["seconds"] for _ in range(2))
    count = pool * max(1, min(round(options.seconds / once), 200))
    traces = []
    for _ in range(options.rounds):
        behind.round(count)
        here.round(count)
        traces.append(here.group.ask(do="trace", ranks=here.ranks, rows_times=1, runs=2))
    trace = model.least(traces)
    steps = [model.simulate(trace, ranks.ranks, ranks.network(), overlap)
             for ranks in (behind, here)]
    return behind.seconds(), here.seconds() + steps[0].seconds - steps[1].seconds, steps[0]


def row(work, ranks, gbit, delay, points):
    cells = [work, ranks, f"{gbit:g}", f"{delay:g}"]
    for measured, predicted, _ in points:
        cells += [f"{1e3 * measured:.3g}", f"{1e3 * predicted:.3g}", f"{predicted / measured:.2f}"]
    cells.append(f"{100 * points[1][2].hidden:.0f} %")
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


HEAD = ("| work | ranks | Gbit/s | delay, ms | ms a step, in turn | predicted | ratio | "
        "with overlap | predicted | ratio | hidden by the model |\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")


def main():
    options = parsed()
    options.folder.mkdir(parents=True, exist_ok=True)
    rows = [HEAD]
    for work in works.WORKS:
        if work.name not in options.works:
            continue
        folder = options.folder / "work" / work.name
        works.write(work, folder)
        for ranks, gbit, delay in itertools.product(options.ranks, options.gbit, options.delays):
            with (lines.group(ranks, gbit, delay, options.folder) as (group, own_delay),
                  launch.ranks_here(ranks, options.folder / "log") as near):
                points = [measure(Ranks(group, ranks, own_delay), Ranks(near, ranks, 0.0), folder,
                                  overlap, work.pool, options) for overlap in (False, True)]
            rows.append(row(work.name, ranks, gbit, delay, points))
            print(rows[-1], file=sys.stderr, flush=True)
    print("\n".join(rows))


if __name__ == "__main__":
    main()
