"""What the workers share: a work read from its folder, and the protocol.

A line of JSON in, a line of JSON out:
    {"do": "prepare", "work": FOLDER, "threads": N}  → {"loss": of the first step, "version": TEXT}
    {"do": "train", "steps": N}                      → {"seconds": S, "loss": of the last step}
    {"do": "predict", "rows": R, "runs": N}          → {"seconds": S, "sample": first probability}
Each `train` begins at the first batch. Whatever fails is answered by {"error": TEXT}.
"""

import json
import math
import os
import sys
import time
from pathlib import Path

import numpy


class Work:
    """A folder that works.py wrote."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.__dict__.update(json.loads((self.folder / "work.json").read_text(encoding="utf-8")))
        self.x = self.read("x.bin", "f4").reshape(self.rows, *self.inputs)
        self.y = self.read("y.bin", "f4" if self.outputs == 1 else "i4")
        if self.outputs == 1:
            self.y = self.y.reshape(self.rows, 1)
        self.tables = None
        if self.categories:
            self.tables = self.read("categories.bin", "i4").reshape(self.rows, -1)

    def read(self, name, dtype):
        return numpy.fromfile(self.folder / name, dtype)

    def weights(self):
        """One array a parameter, in the order of the layers."""
        flat, result, at = self.read("weights.bin", "f4"), [], 0
        for _, shape in self.parameters:
            size = math.prod(shape)
            result.append(flat[at:at + size].reshape(shape))
            at += size
        return result

    def slices(self):
        """The rows of each batch."""
        return [slice(i * self.batch, (i + 1) * self.batch) for i in range(self.pool)]

    def inputs_of(self, rows, layout="channels first"):
        """The input arrays of some rows: one, or numbers and categories."""
        x = self.x[rows]
        if layout == "channels last" and x.ndim == 4:
            x = x.transpose(0, 2, 3, 1)
        x = numpy.ascontiguousarray(x)
        return [x] if self.tables is None else [x, self.tables[rows]]


def channels_last(work, weights):
    """The same weights for images [rows, height, width, channels]."""
    result, filters = [], 0
    after_flatten = "flatten" in [words[0] for words in work.layers]
    for value in weights:
        if value.ndim == 4:
            filters = value.shape[0]
            value = value.transpose(2, 3, 1, 0)
        elif value.ndim == 2 and after_flatten and filters:
            side = math.isqrt(value.shape[0] // filters)
            value = value.reshape(filters, side, side, -1).transpose(1, 2, 0, 3)
            value = value.reshape(filters * side * side, -1)
            filters = 0
        result.append(numpy.ascontiguousarray(value))
    return result


def reply(peer, work, request):
    """Does what is asked. A peer has train(batch indices) → last loss, predict(rows) → a function
    that gives an array of probabilities."""
    if request["do"] == "train":
        order = [i % work.pool for i in range(request["steps"])]
        begin = time.perf_counter()
        loss = peer.train(order)
        return {"seconds": time.perf_counter() - begin, "loss": loss}
    run = peer.predict(request["rows"])
    run()
    begin = time.perf_counter()
    for _ in range(request["runs"]):
        result = run()
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "sample": float(numpy.asarray(result).reshape(-1)[0])}


def serve(make):
    """Answers until standard input ends. `make(work, threads)` gives a peer."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    peer = work = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["do"] == "prepare":
                work = Work(request["work"])
                peer = make(work, request["threads"])
                answer = {"version": peer.version}
                if hasattr(peer, "train"):
                    answer["loss"] = peer.train([0])
            else:
                answer = reply(peer, work, request)
        except Exception as error:  # noqa: BLE001: the driver says what became of it
            answer = {"error": f"{type(error).__name__}: {error}"[:500]}
        print(json.dumps(answer), file=answers, flush=True)
