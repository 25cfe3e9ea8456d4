#!/usr/bin/env python3
"""Trains variants of `ganglion train` on many tables and compares them on the same rows.

    choose/run.py old=/path/to/ganglion new=build/ganglion "flat=build/ganglion --bins 0"

Each variant is NAME=PROGRAM and options. Results go to --cache, one line each, so that a run that
was interrupted goes on; with --held-back the tables that nothing was chosen on are taken.
"""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy

import tables


def train(command, paths, target, options, seed):
    """One training; None for a table that is refused."""
    with tempfile.TemporaryDirectory() as out:
        line = [*command, "train", str(paths[0]), "--target", target, "--test", str(paths[1]),
                "--seed", str(seed), "--out", out, "--json", "--threads", "1", *options]
        start = time.perf_counter()
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - start
    if done.returncode != 0:
        return None
    answer = json.loads(done.stdout)
    linear = {k: v for k, v in answer["baselines"].items() if k in ("linear", "logistic")}
    return {"test": answer["test"], "linear": next(iter(linear.values()), None),
            "constant": next(iter(answer["baselines"].values())), "task": answer["task"],
            "seconds": seconds, "network": answer["network"], "epochs": answer["epochs_run"],
            "rows": answer["rows"]["train"]}


def all_results(arguments, chosen):
    """Every result, by (table, variant, seed); those in the cache are not made again."""
    known = {}
    if arguments.cache.exists():
        for line in arguments.cache.read_text().splitlines():
            entry = json.loads(line)
            known[tuple(entry["key"])] = entry["result"]
    variants = dict(v.split("=", 1) for v in arguments.variants)
    with open(arguments.cache, "a", encoding="utf-8") as cache:
        for seed in range(1, arguments.seeds + 1):
            for table in chosen:
                missing = [v for v in variants if (table.name, v, seed) not in known]
                if not missing:
                    continue
                with tempfile.TemporaryDirectory() as folder:
                    *paths, target, options = tables.write_split(table, arguments.data, seed,
                                                                 folder)
                    for name in missing:
                        program, *more = shlex.split(variants[name])
                        result = train([program], paths, target, [*options, *more], seed)
                        known[table.name, name, seed] = result
                        key = {"key": [table.name, name, seed], "result": result}
                        cache.write(json.dumps(key) + "\n")
                        cache.flush()
    return known


def error_of(result):
    """What is compared: the log loss of classes, the RMSE of regressions."""
    return result["test"]["rmse" if result["task"] == "regression" else "log_loss"]


def compare(known, chosen, names, seeds):
    """Ratios of errors to the first variant, their mean and standard error over the seeds."""
    wins = {name: [] for name in names[1:]}
    for table in chosen:
        parts = [table.name]
        for name in names:
            pairs = [(known.get((table.name, names[0], s)), known.get((table.name, name, s)))
                     for s in range(1, seeds + 1)]
            pairs = [(a, b) for a, b in pairs if a and b]
            if not pairs:
                parts.append("refused")
                continue
            if name == names[0]:
                parts.append(f"{pairs[0][0]['rows']} rows")
                parts.append(f"{numpy.mean([error_of(a) for a, _ in pairs]):.4g}")
            else:
                change = numpy.array([100 * (error_of(b) / max(error_of(a), 1e-12) - 1)
                                      for a, b in pairs])
                sure = change.std(ddof=1) / len(change) ** 0.5 if len(change) > 1 else 0
                wins[name].append(change.mean())
                seconds = numpy.mean([b["seconds"] for _, b in pairs])
                parts.append(f"{change.mean():+.1f} ± {sure:.1f} % ({seconds:.1f} s)")
        print("| " + " | ".join(parts) + " |")
    for name, changes in wins.items():
        changes = numpy.array(changes)
        print(f"{name}: median {numpy.median(changes):+.2f} %, geometric mean "
              f"{100 * (numpy.exp(numpy.log1p(changes / 100).mean()) - 1):+.2f} %, better by 1 % "
              f"on {(changes < -1).sum()}, worse by 1 % on {(changes > 1).sum()} of {len(changes)}")
    for name in names:
        print(name, behind_linear(known, chosen, name, seeds))


def behind_linear(known, chosen, name, seeds):
    """On how many tables a variant is clearly worse than the best baseline it prints."""
    worse = []
    total = 0
    for table in chosen:
        found = [known.get((table.name, name, s)) for s in range(1, seeds + 1)]
        found = [f for f in found if f]
        if not found:
            continue
        total += 1
        metric = "mae" if found[0]["task"] == "regression" else "accuracy"
        own = numpy.mean([f["test"][metric] for f in found])
        others = [numpy.mean([f[b][metric] for f in found if f[b]])
                  for b in ("linear", "constant") if any(f[b] for f in found)]
        if metric == "mae" and own > 1.1 * min(others) + 1e-12:
            worse.append(f"{table.name} x{own / max(min(others), 1e-12):.2f}")
        if metric == "accuracy" and own < max(others) - 0.03:
            worse.append(f"{table.name} {100 * (own - max(others)):.1f}")
    return f"clearly behind a baseline on {len(worse)} of {total}: {', '.join(worse)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("variants", nargs="+", metavar="NAME=PROGRAM")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path("choose.jsonl.tmp"))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--held-back", action="store_true")
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--without", nargs="+", default=[], metavar="TABLE")
    parser.add_argument("--named", action="store_true", help="without the drawn tables")
    arguments = parser.parse_args()
    chosen = tables.named() if arguments.named else tables.every()
    chosen = [t for t in chosen if t.choosing != arguments.held_back
              and (not arguments.only or t.name in arguments.only)
              and t.name not in arguments.without]
    known = all_results(arguments, chosen)
    compare(known, chosen, [v.split("=", 1)[0] for v in arguments.variants], arguments.seeds)


if __name__ == "__main__":
    sys.exit(main())
