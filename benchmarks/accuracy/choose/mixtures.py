#!/usr/bin/env python3
"""What combinations of two ensembles bring: their predictions, made once, are mixed here.

    choose/mixtures.py build/ganglion --data ../shared/data --seeds 1 --cache mixtures.tmp \\
        --b="--linear-path no --bins 4 --network 'dense 32 relu; dense 16 relu' --ensemble 5"

Ensemble A has the options --a (none: the defaults), B those of --b. Both learn from the same rows,
with the same validation rows. Printed is by how many per cent of a constant's log loss each
combination changes the log loss of A on the test rows, over the small tables of classes for choosing.
"""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import pandas

import tables

LEAST = 1e-7


def files_of(table, arguments, seed, folder):
    """Training, validation and test rows as files, the target, and its place."""
    *paths, target, options = tables.write_split(table, arguments.data, seed, folder)
    frame = pandas.read_csv(paths[0], dtype=str, keep_default_na=False)
    order = numpy.random.default_rng(seed).permutation(len(frame))
    cut = len(frame) // 5
    parts = {"test": paths[1]}
    for name, rows in (("train", order[cut:]), ("validation", order[:cut])):
        parts[name] = Path(folder) / f"{name}_part.csv"
        frame.iloc[rows].to_csv(parts[name], index=False)
    return parts, target, list(options)


def logits_of(program, parts, target, options, folder):
    """Logits and actual classes of the validation and the test rows, and the constant's log loss."""
    run = Path(folder) / "run"
    done = subprocess.run([program, "train", parts["train"], "--target", target, "--validation",
                           parts["validation"], "--test", parts["test"], "--calibration", "none",
                           "--threads", "1", "--json", "--quiet", "--out", run, *options],
                          capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    result = [answer["baselines"]["majority_class"]["log_loss"]]
    for part in ("validation", "test"):
        out = Path(folder) / "predicted.csv"
        subprocess.run([program, "predict", run, parts[part], "--out", out], check=True,
                       capture_output=True)
        found = pandas.read_csv(out).filter(like="probability_")
        names = [name.removeprefix("probability_") for name in found.columns]
        actual = pandas.read_csv(parts[part], dtype=str, keep_default_na=False)[target]
        result.append((numpy.log(numpy.clip(found.to_numpy(), LEAST, 1)),
                       numpy.array([names.index(name) for name in actual])))
    subprocess.run(["rm", "-r", run], check=True)
    return result


def losses(logits, actual):
    shifted = logits - logits.max(axis=1, keepdims=True)
    shifted -= numpy.log(numpy.exp(shifted).sum(axis=1, keepdims=True))
    return -numpy.maximum(shifted[numpy.arange(len(actual)), actual], numpy.log(LEAST))


def combinations(a, b):
    """The test log loss of A and of each combination, from [constant, validation, test] of both."""
    (_, (va, y), (ta, actual)), (_, (vb, _), (tb, _)) = a, b

    def test(share):
        return losses(share * ta + (1 - share) * tb, actual).mean()

    known = [losses(v, y).sum() for v in (va, vb)]
    grid = numpy.linspace(0, 1, 11)
    best = grid[numpy.argmin([losses(s * va + (1 - s) * vb, y).mean() for s in grid])]
    likely = 1 / (1 + numpy.exp(numpy.clip(known[0] - known[1], -50, 50)))
    return {"A": test(1), "B": test(0), "mean": test(0.5), "3 of A, 2 of B": test(0.6),
            "the lower validation loss": test(1.0 if known[0] <= known[1] else 0.0),
            "grid on validation rows": test(best), "validation likelihood": test(likely)}


def all_changes(arguments):
    """For each table and seed the training rows and the changes to A, in per cent of a constant."""
    known = {}
    if arguments.cache.exists():
        known = json.loads(arguments.cache.read_text(encoding="utf-8"))
    for seed in range(1, arguments.seeds + 1):
        for table in tables.every():
            key = f"{table.name} {seed}"
            small = isinstance(table.origin, tuple) and table.classes and table.choosing
            if key in known or not small:
                continue
            with tempfile.TemporaryDirectory() as folder:
                parts, target, options = files_of(table, arguments, seed, folder)
                rows = len(pandas.read_csv(parts["train"], dtype=str))
                if rows > arguments.rows:
                    continue
                options += ["--seed", str(seed)]
                try:
                    a, b = (logits_of(arguments.program, parts, target,
                                      [*options, *shlex.split(more)], folder)
                            for more in (arguments.a, arguments.b))
                    found = combinations(a, b)
                except (subprocess.CalledProcessError, ValueError, KeyError) as error:
                    print(f"left out: {key}: {error}", file=sys.stderr)
                    continue
            changes = {name: 100 * (loss - found["A"]) / a[0] for name, loss in found.items()}
            known[key] = {"rows": rows, "changes": changes}
            arguments.cache.write_text(json.dumps(known), encoding="utf-8")
    return known.values()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--a", default="")
    parser.add_argument("--b", default="--linear-path no")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--rows", type=int, default=2000, help="training rows at most")
    parser.add_argument("--cache", type=Path, default=Path("mixtures.json.tmp"))
    arguments = parser.parse_args()
    found = all_changes(arguments)
    for low, high in ((0, 300), (300, arguments.rows)):
        some = pandas.DataFrame([f["changes"] for f in found if low <= f["rows"] < high])
        print(f"{len(some)} trainings of {low} to {high} rows")
        for name, changes in some.items():
            print(f"  {name}: {changes.mean():+.2f}, better by 0.5 on {(changes < -0.5).sum()}, "
                  f"worse on {(changes > 0.5).sum()}")


if __name__ == "__main__":
    main()
