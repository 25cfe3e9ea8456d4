#!/usr/bin/env python3
"""Predicts the time of a training step on 1 to 1,024 ranks, each with as many rows as the batch of
a work, and draws it.

    benchmarks/scaling/predict.py [--works mlp wide resnet20] [--svg PREFIX] …

What a rank computes is measured here (the worker's trace of jobs of 4 and 8 ranks, and on a line
through both from there on); the networks are assumed.
"""

import argparse
from pathlib import Path

import launch
import model
import works

RANKS = [2 ** i for i in range(11)]
NETWORKS = {"10 Gbit/s, 50 µs": (10, 50), "25 Gbit/s, 25 µs": (25, 25),
            "100 Gbit/s, 10 µs": (100, 10), "400 Gbit/s, 5 µs": (400, 5)}
MESSAGE = 1e-6  # seconds of a processor for each message
MEASURED = (4, 8)


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--works", nargs="+", default=["mlp", "wide", "resnet20"])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.3, help="about how long a round is")
    parser.add_argument("--svg", help="draws PREFIX_speedup.svg and PREFIX_time.svg")
    parser.add_argument("--folder", type=Path, default=launch.ROOT / "build" / "scaling")
    return parser.parse_args()


def network_of(name):
    gbit, microseconds = NETWORKS[name]
    return model.Network(latency=microseconds * 1e-6, bandwidth=gbit * 1e9 / 8, message=MESSAGE)


def traces_of(group, options):
    """For 1, 4 and 8 ranks."""
    def trace(ranks, runs):
        return group.ask(do="trace", ranks=ranks, rows_times=ranks, runs=runs)

    once = sum(row["seconds"] for row in trace(1, 2)["calls"])
    runs = max(1, min(round(options.seconds / once), 30))
    found = {ranks: [] for ranks in (1, *MEASURED)}
    for _ in range(options.rounds):
        for ranks, rounds in found.items():
            rounds.append(trace(ranks, runs))
    return {ranks: model.least(rounds) for ranks, rounds in found.items()}


def step_on(ranks, traces, network):
    if ranks == 1:
        return model.simulate(traces[1], 1, network)
    first, second = ((count, traces[count]) for count in MEASURED)
    return model.simulate(model.extrapolated(first, second, ranks), ranks, network)


def predict(work, options):
    """{network: [Step for each number of ranks]}."""
    folder = options.folder / "work" / work.name
    works.write(work, folder)
    with launch.ranks_here(1, options.folder / "log") as group:
        launch.prepare(group, folder, options.threads)
        traces = traces_of(group, options)
    return {name: [step_on(ranks, traces, network_of(name)) for ranks in RANKS]
            for name in NETWORKS}


def table(results):
    shown = [2, 4, 16, 64, 256, 1024]
    lines = ["| work | network | " + " | ".join(f"{ranks} ranks" for ranks in shown) + " |",
             "|---|---|" + "---|" * len(shown)]
    for work, networks in results.items():
        for name, steps in networks.items():
            cells = []
            for ranks in shown:
                step = steps[RANKS.index(ranks)]
                waits = 1 - step.compute / step.seconds
                cells.append(f"{100 * steps[0].seconds / step.seconds:.0f} %, "
                             f"waits {100 * waits:.0f} %")
            lines.append(f"| {work} | {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def draw(results, prefix):
    import matplotlib  # noqa: PLC0415: only drawing needs it

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "scaling", "svg.fonttype": "none"})
    from matplotlib import pyplot  # noqa: PLC0415

    for kind in ("speedup", "time"):
        figure, axes = pyplot.subplots(1, len(results), figsize=(4 * len(results), 3.6))
        for place, (work, networks) in zip(axes, results.items()):
            for name, steps in networks.items():
                y = ([ranks * steps[0].seconds / step.seconds for ranks, step in zip(RANKS, steps)]
                     if kind == "speedup" else [1e3 * step.seconds for step in steps])
                place.plot(RANKS, y, label=name)
            if kind == "speedup":
                place.plot(RANKS, RANKS, color="gray", linestyle=":", label="ideal")
            compute = [1e3 * step.compute for step in next(iter(networks.values()))]
            if kind == "time":
                place.plot(RANKS, compute, color="gray", linestyle=":", label="computing alone")
            place.set(title=work, xlabel="ranks", xscale="log", yscale="log",
                      ylabel="times the rows of one process" if kind == "speedup" else "ms a step")
        axes[0].legend(fontsize="small")
        figure.tight_layout()
        figure.savefig(f"{prefix}_{kind}.svg", metadata={"Date": None, "Creator": None})


def main():
    options = parsed()
    options.folder.mkdir(parents=True, exist_ok=True)
    results = {work.name: predict(work, options) for work in works.WORKS
               if work.name in options.works}
    print(table(results))
    if options.svg:
        draw(results, options.svg)


if __name__ == "__main__":
    main()
