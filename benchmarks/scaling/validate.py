#!/usr/bin/env python3
"""What model.py predicts beside what is measured, on ranks in network namespaces of this machine.

    benchmarks/scaling/validate.py [--works mlp wide resnet20] [--ranks 2] …    (as root)

The line (messages of fourteen sizes), steps behind it, and steps of as many ranks on the memory of
this machine are measured in turns, so that what else runs hurts them alike.
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

SIZES = (64, *(1024 << shift for shift in range(0, 13)))  # bytes: to 4 Mi


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--works", nargs="+", default=["mlp", "wide", "resnet20"])
    parser.add_argument("--ranks", nargs="+", type=int, default=[2],
                        help="no more than processors: the model's ranks never wait for a turn (2)")
    parser.add_argument("--gbit", nargs="+", type=float, default=[1, 10])
    parser.add_argument("--delays", nargs="+", type=float, default=[0.1, 1], help="milliseconds")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.4, help="about how long a turn is (0.4)")
    parser.add_argument("--folder", type=Path, default=launch.ROOT / "build" / "scaling")
    return parser.parse_args()


def line_of(group, aside):
    """Answers for an all-gather of each size, by the network between the ranks: its "seconds", and,
    of one on another thread (`aside`), the share of computing that is "taken" by it."""
    return [group.ask(do="exchange", bytes=size, runs=5 if size > 300_000 else 10, aside=aside)
            for size in SIZES]


def shortest(rounds):
    """The seconds at each size, as traces are taken: while packets are lost, messages in both
    directions go one after the other, among nothing but exchanges more often than in steps."""
    return tuple(zip(SIZES, (min(answer["seconds"] for answer in same) for same in zip(*rounds))))


def middle(rounds, what):
    """Likewise, of what depends on who has the processor when."""
    return tuple(zip(SIZES, (statistics.median(answer[what] for answer in same)
                             for same in zip(*rounds))))


class Ranks:
    """A group at one work; what its line takes."""

    def __init__(self, group, ranks, delay):
        self.group, self.ranks, self.delay = group, ranks, delay
        self.lines, self.times = {False: [], True: []}, {False: [], True: []}

    def round(self, count, overlap):
        if not overlap:
            self.see_line(aside=False)
        self.times[overlap].append(self.group.ask(do="train", steps=count)["seconds"] / count)

    def see_line(self, aside):
        self.lines[aside].append(line_of(self.group, aside))

    def seconds(self, overlap):
        return statistics.median(self.times[overlap])

    def network(self):
        return model.Network(delay=self.delay, measured=shortest(self.lines[False]),
                             measured_aside=middle(self.lines[True], "seconds"),
                             taken=middle(self.lines[True], "taken"))


def measure(behind, here, folder, overlap, pool, options):
    """Trains the ranks behind a line and those on the memory of this machine, in turns; gives the
    step of one of them. What they share doesn't depend on where they are."""
    prepared = launch.prepare(behind.group, folder, 1, behind.delay, overlap)
    launch.prepare(here.group, folder, 1, 0.0, overlap,
                   bytes_per_second=prepared["bytes_per_second"])
    once = min(behind.group.ask(do="train", steps=pool)["seconds"] for _ in range(2))
    count = pool * max(1, min(round(options.seconds / once), 200))
    traces = []
    for _ in range(options.rounds):
        behind.round(count, overlap)
        here.round(count, overlap)
        traces.append(here.group.ask(do="trace", ranks=here.ranks, rows_times=1, runs=2))
    return model.least(traces)


def compare(behind, here, trace, overlap):
    """Seconds of a step behind the line, measured and predicted: what the ranks take on the memory
    of this machine, and what the model says that the line adds. (A rank by itself would tell too
    little: where processors are busy, ranks wait for each other's turns.)"""
    steps = [model.simulate(trace, behind.ranks, behind.network(), overlap),
             model.simulate(trace, here.ranks, here.network(), overlap)]
    predicted = here.seconds(overlap) + steps[0].seconds - steps[1].seconds
    return behind.seconds(overlap), predicted, steps[0]


def points_of(behind, here, folder, pool, options):
    """Without overlap and with it."""
    traces = {overlap: measure(behind, here, folder, overlap, pool, options)
              for overlap in (False, True)}
    for ranks in (behind, here):
        for _ in range(options.rounds):
            ranks.see_line(aside=True)
    return [compare(behind, here, trace, overlap) for overlap, trace in traces.items()]


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
                points = points_of(Ranks(group, ranks, own_delay), Ranks(near, ranks, 0.0), folder,
                                   work.pool, options)
            rows.append(row(work.name, ranks, gbit, delay, points))
            print(rows[-1], file=sys.stderr, flush=True)
    print("\n".join(rows))


if __name__ == "__main__":
    main()
