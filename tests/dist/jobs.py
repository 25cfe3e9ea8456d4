"""Trainings that any number of ranks must bring to the same bits."""

from dataclasses import dataclass

import tables

DIGITS = ["data/digits.csv", "--target", "digit", "--seed", "3"]
NORMALISED = [*DIGITS, "--network", "dense 64 relu; batchnorm; dense 32 relu; dropout 0.1", "--batch-size", "256",
              "--replicas", "8"]
WIDE = [*DIGITS, "--network", "dense 512 relu; dense 256 relu", "--batch-size", "256", "--epochs", "3"]


@dataclass(frozen=True)
class Job:
    arguments: list
    shared: str = "ranks share the "  # what the notes say
    is_short: bool = False  # in the short form of the tests too
    on_all: bool = False  # tried on all numbers of ranks and threads, not on some


def of_all_kinds(folder):
    """By name; `folder` is for data that are written for them."""
    tables.write_census(folder / "census.csv")
    (folder / "six.csv").write_text("a,b,y\n" + "".join(f"{row},{row * 7 % 5},{row * 0.37:.2f}\n" for row in range(6)))
    census = [str(folder / "census.csv"), "--target", "income", "--network", "dense 32 relu; dense 16 relu",
              "--batch-size", "200", "--replicas", "8", "--ensemble", "1", "--epochs", "4"]
    return {
        "digits": Job([*NORMALISED, "--epochs", "4"], is_short=True, on_all=True),
        "wide": Job(WIDE, is_short=True),
        "table with folds": Job(["data/breast_cancer.csv", "--target", "diagnosis", "--batch-size", "128", "--replicas", "4",
                                 "--epochs", "12", "--cross-validate", "3"], "ranks train the 5 networks", is_short=True),
        "images": Job(["data/shapes", "--network", "conv2d 8 3x3 same; batchnorm; activation relu; maxpool 2; flatten",
                       "--augment", "flip; shift 2", "--batch-size", "32", "--replicas", "4", "--epochs", "3"], is_short=True,
                      on_all=True),
        "ensemble": Job([*DIGITS, "--network", "dense 24 relu", "--ensemble", "3", "--epochs", "3"],
                        "ranks train the 3 networks", is_short=True, on_all=True),
        "bf16": Job([*WIDE, "--precision", "bf16"], on_all=True),
        "bf16 images": Job(["data/shapes", "--network", "conv2d 8 3x3 same relu; maxpool 2; flatten; dense 64 relu",
                            "--precision", "bf16", "--batch-size", "32", "--replicas", "4", "--epochs", "3"]),
        "census": Job(census, on_all=True),
        "census, streamed": Job([*census, "--stream", "yes"], on_all=True),
        "images, streamed": Job(["data/shapes", "--network", "conv2d 4 3x3 relu; flatten", "--batch-size", "64",
                                 "--replicas", "4", "--epochs", "2", "--stream", "yes"]),
        "signals": Job(["data/ecg.csv", "--target", "beat", "--signal", "--batch-size", "64", "--replicas", "4",
                        "--epochs", "3"], on_all=True),
        "one replica": Job([*DIGITS, "--network", "dense 8 relu", "--epochs", "3"], "has one replica, which can't be shared"),
        "effort": Job(["data/breast_cancer.csv", "--target", "diagnosis", "--effort", "best", "--epochs", "6",
                       "--batch-size", "128", "--replicas", "4"], "ranks "),
        # 230 rows in steps of 44, 11 for each replica, and a last one of 10, which 4 doesn't divide.
        "uneven rows": Job(["data/ecg.csv", "--target", "beat", "--network", "dense 16 relu; batchnorm", "--batch-size", "44",
                            "--replicas", "4", "--epochs", "4"]),
        "odd batch": Job(["data/ecg.csv", "--target", "beat", "--network", "dense 16 relu", "--batch-size", "43", "--replicas",
                          "4", "--epochs", "2"], "43 rows can't be divided by 4: --batch-size 44 can"),
        # Four rows in each step, one for each of four ranks.
        "idle ranks": Job(["data/penguins.csv", "--target", "species", "--network", "dense 8 relu", "--batch-size", "4",
                           "--replicas", "4", "--ensemble", "1", "--epochs", "2"]),
        "fewer rows than ranks": Job([str(folder / "six.csv"), "--target", "y", "--network", "dense 4 relu", "--batch-size",
                                      "4", "--replicas", "4", "--ensemble", "1", "--epochs", "2"]),
    }
