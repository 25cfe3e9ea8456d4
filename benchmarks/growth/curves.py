"""What is measured: sizes, and how long the program takes for each."""

import dataclasses
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
from typing import Callable

UP_TO_4096 = tuple(2**i for i in range(13))
FROM_4 = UP_TO_4096[2:]
TABLES = (10, 30, 100, 300, 1000, 3000, 10000)
CELLS = 1_000_000
MEMORY = "peak memory"
RUNS = 6  # of each kind in `bench --seconds 0`: three to warm up, a block of two, one for the counts


@dataclasses.dataclass
class Curve:
    """One thing that grows. `measure(options, size)` gives {what was measured: (work, seconds)}, of MEMORY bytes."""
    name: str
    title: str
    sizes: tuple
    measure: Callable
    work: str = "multiply-adds"
    expected: int = 1  # how time should grow with the work; 0: not at all, though the size does


def ran(command):
    """What a command printed, its seconds by the clock and of processors, its peak memory in bytes."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(command)[:200]}\nfailed: {err.read().strip()}")
        return out.read(), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def bench(options, network, seconds, **more):
    """What `ganglion bench` found, and the seconds of its whole process."""
    command = [options.program, "bench", "--json", "--threads", str(options.threads),
               "--network", network, "--seconds", str(seconds)]
    for name, value in more.items():
        command += ["--" + name.replace("_", "-"), str(value)]
    text, whole, _, _ = ran(command)
    return json.loads(text), whole


def speeds(options, network, **more):
    """A training step and a prediction: multiply-adds of the products, and seconds."""
    found, _ = bench(options, network, options.seconds, **more)
    return {name: (found[key]["flops"] / 2, found[key]["seconds"])
            for name, key in (("training step", "step"), ("prediction", "predict"))}


def width(options, units):
    return speeds(options, f"dense {units} relu; dense {units} relu")


def deep(layers):
    return "; ".join(["dense 64 relu"] * layers)


def depth(options, layers):
    return speeds(options, deep(layers))


def preparing(options, layers):
    """From the start of the process: a network built, weights drawn, both plans made."""
    found, whole = bench(options, deep(layers), 0)
    runs = RUNS * (found["step"]["seconds"] + found["predict"]["seconds"])
    return {"preparing": (layers, whole - runs)}


def small_batch(options, rows):
    return speeds(options, "dense 25 relu; dense 15 relu", batch_size=rows)


def large_batch(options, rows):
    return speeds(options, "dense 256 relu; dense 256 relu", batch_size=rows)


def inputs(options, columns):
    return speeds(options, "dense 32 relu", inputs=columns)


def table(folder, rows, columns):
    """A CSV file of normal numbers, and whether the first one is negative; made once."""
    path = folder / f"{rows}x{columns}.csv"
    if not path.exists():
        draw = random.Random(1)
        texts = [f"{draw.gauss(0, 1):.3f}" for _ in range(4096)]
        with open(path, "w", encoding="utf-8") as file:
            file.write(",".join(f"x{i}" for i in range(columns)) + ",y\n")
            for _ in range(rows):
                cells = draw.choices(texts, k=columns)
                file.write(",".join(cells) + (",yes\n" if cells[0][0] == "-" else ",no\n"))
    return path


def trained(options, path, network, *more):
    """A whole `ganglion train` of one epoch, with its tests, importance and report: bytes at the peak, and seconds of
    processors, which other programs disturb less than those of the clock."""
    out = options.folder / "run"
    _, _, seconds, memory = ran([options.program, "train", str(path), "--target", "y", "--network", network,
                              "--batch-size", "256", "--epochs", "1", "--ensemble", "1", "--image", "none",
                              "--seed", "1", "--threads", str(options.threads), "--out", str(out), "--quiet", *more])
    shutil.rmtree(out)
    return seconds, memory


def training(options, rows, columns, network="dense 16 relu"):
    seconds, _ = trained(options, table(options.folder, rows, columns), network)
    return {"ganglion train": (rows * columns, seconds)}


def table_rows(options, rows):
    return training(options, rows, 10)


def table_columns(options, columns):
    return training(options, 1000, columns)


def linear_columns(options, columns):
    return training(options, 1000, columns, network="")


def table_shape(options, columns):
    return training(options, CELLS // columns, columns)


CURVES = (
    Curve("width", "Width: two layers of 4 to 4096", FROM_4, width),
    Curve("depth", "Depth: 4 to 4096 layers of 64", FROM_4, depth),
    Curve("preparing", "Before the first step: 4 to 4096 layers", FROM_4, preparing,
          work="layers"),
    Curve("small batch", "Batch of 1 to 4096: 64-25-15-10", UP_TO_4096, small_batch),
    Curve("large batch", "Batch of 1 to 4096: 64-256-256-10", UP_TO_4096, large_batch),
    Curve("inputs", "Inputs: 1 to 4096, a layer of 32", UP_TO_4096, inputs),
    Curve("table rows", "10 columns: 1,000 to 1,000,000 rows",
          tuple(100 * size for size in TABLES), table_rows, work="cells"),
    Curve("table columns", "1,000 rows: 10 to 10,000 columns", TABLES,
          table_columns, work="cells"),
    Curve("linear columns", "Linear, 1,000 rows: 10 to 3,000 columns",
          TABLES[:-1], linear_columns, work="cells"),
    Curve("table shape", "A million cells: 10 to 10,000 columns", TABLES,
          table_shape, work="columns, the cells always the same", expected=0),
)
