#!/usr/bin/env python3
"""How time grows with the size of the work, over three decades: training steps, predictions, whole trainings. And
the time and memory of trainings up to the largest sizes that are promised (limits.py).

    make bench-growth    or    benchmarks/growth/run.py build/ganglion [--only width depth] [--out FOLDER]

Prints the tables of docs/performance.md; --out also writes growth.svg and growth.json. What grows faster than its
work is a bug.
All sizes are measured in turns, round after round; a point is the median of its rounds. The exponent is that of
time against work, fitted to the sizes from a tenth of the largest on: below, what every call costs hides the growth.
The steepest decade shows where a curve bends, upwards at the edge of a cache too, before it goes on in proportion.
"""

import argparse
import datetime
import json
import math
import statistics
import sys
import tempfile
from pathlib import Path

import chart
import curves
import limits

CURVES = curves.CURVES + limits.LIMITS
ALLOWED = 0.1  # above the expected exponent: noise, and caches that overflow


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [curve.name for curve in CURVES]
    parser.add_argument("program", help="build/ganglion")
    parser.add_argument("--only", nargs="+", metavar="CURVE", choices=names, default=names,
                        help=f"some of: {', '.join(names)}")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each point (3)")
    parser.add_argument("--seconds", type=float, default=0.2, help="about, of a measurement (0.2)")
    parser.add_argument("--fraction", type=float, default=1.0, metavar="F",
                        help="only sizes up to F times the largest of each curve, 0.1 to 1 (1)")
    parser.add_argument("--threads", type=int, default=1, help="worker threads (1)")
    parser.add_argument("--out", type=Path, help="folder for growth.svg and growth.json")
    parser.add_argument("--points", type=Path, metavar="JSON",
                        help="measures nothing; shows what a growth.json holds")
    return parser.parse_args()


def measured(chosen, options):
    """A list of points: dicts of curve, what, size, work, and the seconds of each round."""
    points = {}
    with tempfile.TemporaryDirectory() as folder:
        options.folder = Path(folder)
        for number in range(options.rounds):
            for curve in chosen:
                print(f"round {number + 1} of {options.rounds}: {curve.name}", file=sys.stderr)
                for size in [size for size in curve.sizes if size <= options.fraction * curve.sizes[-1]]:
                    for what, (work, seconds) in curve.measure(options, size).items():
                        point = points.setdefault((curve.name, what, size), {
                            "curve": curve.name, "what": what, "size": size, "work": work, "seconds": []})
                        point["seconds"].append(seconds)
    return list(points.values())


def slope(xs, ys):
    """(exponent, height) of the line through the logarithms, by least squares."""
    xs, ys = [math.log(x) for x in xs], [math.log(y) for y in ys]
    x_mean, y_mean = statistics.mean(xs), statistics.mean(ys)
    exponent = (sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys)) /
                sum((x - x_mean)**2 for x in xs))
    return exponent, y_mean - exponent * x_mean


class Series:
    """One line of a curve: its points, and the exponent of its upper decade."""

    def __init__(self, curve, what, points):
        self.what, self.sizes = what, [point["size"] for point in points]
        # Where the work stays the same, time is set against the size.
        self.works = [point["work"] if curve.expected else point["size"] for point in points]
        self.rounds = [point["seconds"] for point in points]
        self.times = [statistics.median(seconds) for seconds in self.rounds]
        self.last = len(self.sizes) - 1
        self.first = self.decade_before(self.last)
        self.exponent, self.height = self.fit(self.times, self.first, self.last)
        single = [self.fit(times, self.first, self.last)[0] for times in zip(*self.rounds)]
        self.lowest, self.highest = min(single), max(single)
        self.in_proportion = self.exponent <= curve.expected + ALLOWED

    def decade_before(self, last):
        """Where the decade begins that ends with point `last`."""
        return next(i for i, size in enumerate(self.sizes) if 10 * size >= self.sizes[last])

    def fit(self, times, first, last):
        return slope(self.works[first:last + 1], times[first:last + 1])

    def steepest(self):
        """(exponent, smallest size, largest size) of the decade with the largest exponent."""
        ends = [(self.decade_before(last), last) for last in range(1, self.last + 1)]
        whole = [(first, last) for first, last in ends if self.sizes[last] >= 8 * self.sizes[first]]
        return max((self.fit(self.times, first, last)[0], self.sizes[first], self.sizes[last])
                   for first, last in whole)

    def fitted(self, work):
        return math.exp(self.height + self.exponent * math.log(work))


def series_of(curve, points):
    mine = [point for point in points if point["curve"] == curve.name]
    names = dict.fromkeys(point["what"] for point in mine)
    return [Series(curve, what, [point for point in mine if point["what"] == what]) for what in names]


def time_text(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size or unit == "µs":
            return f"{seconds / size:.3g} {unit}"
    return ""


def memory_text(size):
    return f"{size / 1e6:.3g} MB" if size < 1e9 else f"{size / 1e9:.3g} GB"


def row(curve, line):
    text = memory_text if line.what == curves.MEMORY else time_text
    cells = [curve.title, line.what, text(line.times[0]), text(line.times[line.first]), text(line.times[-1]),
             f"{line.exponent:.2f} ({line.lowest:.2f} to {line.highest:.2f})",
             "yes" if line.in_proportion else "**no**", "{:.2f} ({:,} to {:,})".format(*line.steepest())]
    return "| " + " | ".join(cells) + " |"


def main():
    options = parsed()
    if not options.points and not Path(options.program).is_file():
        raise SystemExit(f"{options.program} isn't there: make build")
    if options.points:
        points = json.loads(options.points.read_text(encoding="utf-8"))
    else:
        points = measured([curve for curve in CURVES if curve.name in options.only], options)
    known = {point["curve"] for point in points}
    shown = [(curve, series_of(curve, points)) for curve in CURVES if curve.name in known]
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "growth.json").write_text(json.dumps(points, indent=1) + "\n", encoding="utf-8")
        timed = [(curve, [line for line in lines if line.what != curves.MEMORY]) for curve, lines in shown]
        (options.out / "growth.svg").write_text(chart.picture(timed), encoding="utf-8")
    if not options.points:
        print(f"{datetime.date.today()}, {options.rounds} rounds, threads: {options.threads}\n")
    print("| what grows | what is timed | smallest | upper decade begins | largest | exponent (rounds) "
          "| in proportion | steepest decade |\n|---|---|--:|--:|--:|--:|---|--:|")
    for curve, lines in shown:
        for line in lines:
            print(row(curve, line))


if __name__ == "__main__":
    main()
