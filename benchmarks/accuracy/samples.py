#!/usr/bin/env python3
"""How well `ganglion train` learns pictures and signals with its defaults, on their official splits.

    benchmarks/accuracy/samples.py --program build/ganglion [--data ../shared/data] [--seeds 3]

README.md says what is compared.
"""

import json
import shlex
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import run


@dataclass(frozen=True)
class Samples:
    """A data set with its split, and what there is to compare with."""

    name: str
    train: tuple  # files or folders, as on the command line
    test: tuple
    options: tuple = ()
    bar: float = 0.0  # the accuracy to reach
    bar_is: str = ""

    def folders(self):
        return [path for word in (*self.train, *self.test) for path in word.split(":")]


def signals(folder, name, bar):
    return Samples(name, (f"{folder}/{name}_TRAIN.tsv",), (f"{folder}/{name}_TEST.tsv",),
                   ("--signal", "--target", "#1"), bar, "1-NN-DTW, UCR archive 2018")


def idx(name, bar, bar_is, options=()):
    def pair(part):
        return f"{name}/{part}-images-idx3-ubyte.gz:{name}/{part}-labels-idx1-ubyte.gz"

    return Samples(name, (pair("train"),), (pair("t10k"),), ("--epochs", "12", *options), bar, bar_is)


SETS = (
    signals("ucr-gunpoint", "GunPoint", 0.9067),
    signals("ucr-ecg200", "ECG200", 0.77),
    signals("ucr-syntheticcontrol", "SyntheticControl", 0.9933),
    Samples("BasicMotions", ("basicmotions/BasicMotions_TRAIN.ts",),
            ("basicmotions/BasicMotions_TEST.ts",), (), 0.975,
            "1-NN-DTW of all channels together, UEA archive 2018"),
    Samples("spoken-words", ("spoken-words/train",), ("spoken-words/test",), (), 0.95, "goal"),  # spoken_words.py
    Samples("cifar10-small", ("cifar10-small/train",), ("cifar10-small/test",), (), 0.314 + 0.15,
            "MLP of scikit-learn, its README, and 15 points"),
    idx("fashion-mnist", 0.925, "2 convolutions, its makers' table", ("--network", "convnet")),
    idx("mnist", 0.993, "goal"),
)


def trained(data_set, seed, arguments):
    """Trains with the program, and takes what it says of the test part."""
    def paths(words):
        return [":".join(str(arguments.data / path) for path in word.split(":")) for word in words]

    with tempfile.TemporaryDirectory() as out:
        command = [str(arguments.program), "train", *paths(data_set.train), "--test",
                   ",".join(paths(data_set.test)), "--seed", str(seed), "--out", out, "--json",
                   *data_set.options, *shlex.split(arguments.options)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(command)}\nended with {done.returncode}:\n{done.stderr}")
    answer = json.loads(done.stdout)
    return {"accuracy": answer["test"]["accuracy"], "seconds": answer["seconds"],
            "epochs": answer["epochs_run"], "network": answer["network"]}


def row_of(data_set, results):
    accuracies = [100 * result["accuracy"] for result in results]
    mean = statistics.mean(accuracies)
    each = ", ".join(f"{value:.2f}" for value in accuracies)
    reached = "yes" if mean >= 100 * data_set.bar else "**no**"
    seconds = statistics.mean(result["seconds"] for result in results)
    return (f"| {data_set.name} | {mean:.2f} % | {each} | {100 * data_set.bar:.2f} % | {data_set.bar_is} | "
            f"{reached} | {results[0]['epochs']} | {seconds:.1f} |")


HEAD = ["| data set | test accuracy | each seed | to reach | which is | reached | epochs | seconds |",
        "|---|--:|---|--:|---|---|--:|--:|"]


def main():
    arguments = run.parse(__doc__, SETS, 3)
    cache = run.Cache(arguments.cache)
    lines = list(HEAD)
    print("\n".join(HEAD))
    for data_set in SETS:
        if arguments.only and data_set.name not in arguments.only:
            continue
        missing = [name for name in data_set.folders() if not (arguments.data / name).exists()]
        if missing:
            print(f"skipped {data_set.name}: {arguments.data} has no {missing[0]}")
            continue
        results = [cache.get(lambda s=seed: trained(data_set, s, arguments), set=data_set.name,
                             seed=seed, options=arguments.options)
                   for seed in range(1, arguments.seeds + 1)]
        lines.append(row_of(data_set, results))
        print(lines[-1], flush=True)
    if arguments.out:
        arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
