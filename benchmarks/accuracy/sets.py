"""The data sets of the accuracy benchmark, and how their lines are split for training and test.

A split copies the lines of the file as they are (header, separator, quotes, missing values), so
that a program is given the kind of file a person has.
"""

import gzip
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import numpy
import pandas
from sklearn.model_selection import train_test_split


@dataclass(frozen=True)
class DataSet:
    """One data set: where it is, how scikit-learn has to read it, what is to be learned."""

    name: str
    files: tuple  # below the data folder; rows of several files follow one another
    targets: tuple  # columns, counted from 0
    task: str  # classes, regression or multilabel
    header: bool = False
    read: dict = field(default_factory=dict)  # for pandas.read_csv
    drop: tuple = ()  # columns (names, or counted from 0) a person would keep from scikit-learn
    options: tuple = ()  # what must be said to ganglion beside the target
    official: bool = False  # the second file is the test
    pasted: bool = False  # the second file holds the last column
    note: str = ""


BLANKS = {"sep": r"\s+"}
SEMICOLON = {"sep": ";"}
REGRESSION = ("--task", "regression")

SETS = [
    DataSet("iris", ("iris/iris.csv",), (4,), "classes", header=True),
    DataSet("wine", ("wine/wine.data",), (0,), "classes"),
    DataSet("breast cancer", ("breast-cancer-wdbc/wdbc.data",), (1,), "classes", drop=(0,)),
    DataSet("pima", ("pima-diabetes/pima-indians-diabetes.csv",), (8,), "classes"),
    DataSet("penguins", ("penguins/penguins.csv",), (0,), "classes", header=True),
    DataSet("titanic", ("titanic/titanic.csv",), (1,), "classes", header=True,
            drop=("PassengerId", "Name", "Ticket", "Cabin")),
    DataSet("auto-mpg", ("auto-mpg/auto-mpg.data",), (0,), "regression", drop=(8,),
            read={**BLANKS, "na_values": "?"}),
    DataSet("diabetes", ("diabetes-regression/diabetes_data_raw.csv.gz",
                         "diabetes-regression/diabetes_target.csv.gz"), (10,), "regression",
            read=BLANKS, pasted=True, note="the target's file is pasted on as the last column"),
    DataSet("wine quality red", ("wine-quality/winequality-red.csv",), (11,), "regression",
            header=True, read=SEMICOLON, options=REGRESSION),
    DataSet("wine quality white", ("wine-quality/winequality-white.csv",), (11,), "regression",
            header=True, read=SEMICOLON, options=REGRESSION),
    DataSet("emotions", ("emotions-multilabel/emotions-train.arff",
                         "emotions-multilabel/emotions-test.arff"), tuple(range(72, 78)),
            "multilabel", note="rows of both files, split at random"),
    DataSet("yeast", ("yeast-multilabel/yeast-train.arff", "yeast-multilabel/yeast-test.arff"),
            tuple(range(103, 117)), "multilabel", note="rows of both files, split at random"),
    DataSet("optdigits", ("optdigits/optdigits.tra", "optdigits/optdigits.tes"), (64,), "classes",
            official=True, note="the official split; a seed changes the training only"),
    DataSet("california housing", ("california-housing/housing.csv",), (8,), "regression",
            header=True),
    DataSet("adult", ("adult/adult.data",), (14,), "classes",
            read={"sep": ", ", "engine": "python", "na_values": "?"},
            note="random splits of adult.data (adult.test writes its classes in another way)"),
]


def lines_of(path):
    """All lines of a file, packed or not, but for empty ones."""
    opened = gzip.open(path, "rt") if path.suffix == ".gz" else open(path, encoding="utf-8")
    with opened as file:
        return [line.rstrip("\n") for line in file if line.strip()]


def head_and_rows(data_set, path):
    """The lines before the rows, and the lines of the rows."""
    lines = lines_of(path)
    if path.suffix == ".arff":
        start = next(i for i, line in enumerate(lines) if line.strip().lower() == "@data") + 1
    else:
        start = 1 if data_set.header else 0
    return lines[:start], lines[start:]


def table(data_set, path):
    """The rows of a split file as scikit-learn is given them."""
    head, _ = head_and_rows(data_set, path)
    named = data_set.header and path.suffix != ".arff"
    return pandas.read_csv(path, header=0 if named else None, skiprows=0 if named else len(head),
                           skip_blank_lines=False, **data_set.read)


def parts_of(data_set, paths, seed):
    """The lines of the head, of the training part, and of the test part."""
    read = [head_and_rows(data_set, path) for path in paths]
    head = read[0][0]
    if data_set.official:
        return head, read[0][1], read[1][1]
    if data_set.pasted:
        rows = [f"{left} {right}" for left, right in zip(read[0][1], read[1][1])]
    else:
        rows = [row for _, part in read for row in part]
    return (head, *train_test_split(rows, test_size=0.2, random_state=seed,
                                    stratify=classes(data_set, rows)))


def classes(data_set, rows):
    """The class of every line, or None where nothing is to be kept in proportion."""
    if data_set.task != "classes":
        return None
    frame = pandas.read_csv(StringIO("\n".join(rows)), header=None, **data_set.read)
    return numpy.asarray(frame.iloc[:, data_set.targets[0]].astype(str))


def split(data_set, data, seed, folder):
    """Writes the two files of a seed, and returns their paths."""
    paths = [Path(data) / name for name in data_set.files]
    head, train, test = parts_of(data_set, paths, seed)
    # What is unpacked or pasted together is plain text; all else keeps its ending.
    suffix = ".txt" if data_set.pasted else paths[0].suffix
    if data_set.official:
        suffix = ".csv"
    result = []
    for part, rows in (("train", train), ("test", test)):
        path = Path(folder) / f"{part}{suffix}"
        path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
        result.append(path)
    return result
