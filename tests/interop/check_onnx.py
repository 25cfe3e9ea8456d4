#!/usr/bin/env python3
"""Checks exported ONNX files with the packages onnx (the checker) and onnxruntime.

    tests/interop/check_onnx.py PROGRAM [--short]

Models of tables are trained and exported with their preparation of columns inside: ONNX Runtime gets the rows of the table,
among them rows with missing, unknown and extreme values, and must predict what `predict` does. The network alone (--raw) and
networks for images are compared by arrays. --short: trained for less time, and of one opset.
"""

import csv
import pathlib
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime

from program import ganglion

short = "--short" in sys.argv
EPOCHS, OPSETS = (2, [17]) if short else (20, [13, 17, 18, 21, 23])
data = pathlib.Path(__file__).resolve().parents[2] / "data"
MISSING = {"", "NA", "nan", "NaN", "?", "null", "NULL", "None", "N/A"}

# Table, target, options.
TABLES = [("penguins.csv", "species", []),
          ("penguins.csv", "sex", ["--task", "binary"]),
          ("penguins.csv", "body_mass_g", []),
          ("penguins.csv", "body_mass_g", ["--bins", "8"]),
          ("breast_cancer.csv", "diagnosis", []),
          ("bakery.csv", "rolls", ["--ignore", "date"])]
IMAGES = ["conv2d 4 3 pad 1 relu; maxpool 2; residual 4; flatten; dense 10",
          "conv2d_transpose 3 3 stride 2; depthwise_conv2d 3 silu; batchnorm; globalavgpool; dense 10",
          "conv2d 3 3 mish; flatten; dense 6 relu6; dense 6 selu; dense 6 hard_sigmoid; dense 6 hard_silu; dense 6 softsign; "
          "dense 6 log_sigmoid; dense 6 log_softmax; activation exponential; dense 10",
          "reshape 8x8; bidirectional lstm 4 sequences; gru 3; dense 10"]


def checked(path):
    onnx.checker.check_model(onnx.load(path), full_check=True)
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def feeds_of(session, rows):
    feeds = {}
    for given in session.get_inputs():
        cells = [row[given.name] for row in rows]
        if given.type == "tensor(string)":
            values = np.array(["" if cell in MISSING else cell for cell in cells], dtype=object)
        else:
            yes = {"yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0}
            values = np.array([np.nan if c in MISSING else yes[c] if c in yes else float(c) for c in cells])
        feeds[given.name] = values.reshape(-1, 1)
    return feeds


def odd_rows(rows, target):
    """Some rows again with one cell changed: missing, unknown, or far away."""
    made = []
    for number, row in enumerate(rows[:60]):
        names = [name for name in row if name != target]
        name = names[number % len(names)]
        try:
            other = ["", str(float(row[name]) * 1000 + 7), str(-float(row[name]) * 50)][number // len(names) % 3]
        except ValueError:
            other = ["", "something new"][number // len(names) % 2]
        made.append({**row, name: other})
    return made


def check_table(folder, number, name, target, options):
    run = folder / f"table_{number}"
    ganglion("train", data / name, "--target", target, *options, "--epochs", EPOCHS, "--ensemble", 1, "--out", run, "--quiet")
    with open(data / name, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[target] not in MISSING]
    rows += odd_rows(rows, target)
    table = folder / "rows.csv"
    with open(table, "w", newline="") as file:
        writer = csv.DictWriter(file, [key for key in rows[0] if key != target], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    wanted = list(csv.reader(ganglion("predict", run, table).splitlines()))
    session = checked_export(folder, run)
    outputs = dict(zip([o.name for o in session.get_outputs()], session.run(None, feeds_of(session, rows))))
    if "value" in outputs:
        np.testing.assert_allclose(outputs["value"].reshape(len(rows), -1), np.array(wanted[1:], dtype=float),
                                   rtol=1e-5, atol=1e-5, err_msg=name)
        return len(rows)
    assert list(outputs["label"]) == [row[0] for row in wanted[1:]], name
    given = next(value for key, value in outputs.items() if key != "label").reshape(len(rows), -1)
    probabilities = np.array([row[1:] for row in wanted[1:]], dtype=float)
    np.testing.assert_allclose(given, probabilities[:, -given.shape[1]:], rtol=1e-5, atol=1e-5, err_msg=name)
    return len(rows)


def checked_export(folder, model, *options):
    out = folder / "exported.onnx"
    ganglion("export", model, "--out", out, *options)
    return checked(str(out))


def check_arrays(folder):
    rows = np.random.default_rng(5).normal(size=(7, 64)).astype(np.float32)
    np.save(folder / "rows.npy", rows)
    for number, layers in enumerate(IMAGES):
        run = folder / f"images_{number}"
        ganglion("train", data / "digits.csv", "--target", "digit", "--network", "reshape 1x8x8; " + layers, "--epochs", 1,
                 "--ensemble", 1, "--out", run, "--quiet")
        for opset in OPSETS:
            session = checked_export(folder, run, "--raw", "--opset", opset)
            ganglion("predict", folder / "exported.onnx", folder / "rows.npy", "--out", folder / "own.npy")
            [got] = session.run(None, {session.get_inputs()[0].name: rows})
            np.testing.assert_allclose(got, np.load(folder / "own.npy"), rtol=1e-5, atol=1e-5)
    return len(OPSETS) * len(IMAGES)


def check_scaled_images(folder):
    """Images are scaled inside: the file takes pixels, and says what the model says."""
    run = folder / "pixels"
    ganglion("train", data / "digits.csv", "--target", "digit", "--image", "8x8", "--epochs", EPOCHS, "--ensemble", 1,
             "--out", run, "--quiet")
    with open(data / "digits.csv", newline="") as file:
        rows = [[float(cell) for key, cell in row.items() if key != "digit"] for row in csv.DictReader(file)]
    wanted = list(csv.reader(ganglion("predict", run, data / "digits.csv").splitlines()))[1:]
    for opset in OPSETS:
        session = checked_export(folder, run, "--opset", opset)
        pixels = np.array(rows, dtype=np.float32).reshape(-1, 1, 8, 8)
        given, label = session.run(None, {session.get_inputs()[0].name: pixels})
        assert list(label) == [row[0] for row in wanted]
        np.testing.assert_allclose(given, np.array([row[1:] for row in wanted], dtype=float), rtol=1e-5, atol=1e-5)


with tempfile.TemporaryDirectory() as place:
    check_scaled_images(pathlib.Path(place))
    checked_rows = sum(check_table(pathlib.Path(place), number, *table) for number, table in enumerate(TABLES))
    networks = check_arrays(pathlib.Path(place))
print(f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}: {len(TABLES)} tables with {checked_rows} rows and "
      f"{networks} networks agree to 1e-5, full_check passes")
