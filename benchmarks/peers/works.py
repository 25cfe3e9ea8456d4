"""What is measured: networks, data and first weights, written to files that every worker reads.

A folder a work: work.json, x.bin (f32), y.bin (i32, or f32 for one output), weights.bin (f32, one
parameter after the other), and categories.bin (i32) of tables with categories. Images are
[rows, channels, height, width], kernels of convolutions [filters, channels, height, width].
"""

import dataclasses
import json
import math

import numpy

RESIDUALS = "; ".join(["residual 16"] * 3 + ["residual 32 stride 2"] + ["residual 32"] * 2 +
                      ["residual 64 stride 2"] + ["residual 64"] * 2)
TABLE_BLOCK = "dense {}; batchnorm; activation relu; dropout 0.2"


@dataclasses.dataclass
class Work:
    """A network between inputs and logits, as ganglion's --network writes it, and its batches."""
    name: str
    inputs: list        # the shape of an example; of a table: how many numbers it has
    network: str
    outputs: int        # classes; 1 for a yes/no answer
    batch: int
    pool: int = 4       # different batches, taken in turns
    categories: list = dataclasses.field(default_factory=list)  # values of each such column
    random: bool = False  # dropout: losses agree roughly only
    learning_rate: float = 1e-4  # small, so that random labels aren't learnt by heart

    def layers(self):
        """The words of each layer."""
        return [layer.split() for layer in self.network.split(";") if layer.strip()]

    def embeddings(self):
        """(values, length of the vector) of each column of categories."""
        return [(values, min(50, (values + 1) // 2)) for values in self.categories]


WORKS = [
    Work("tiny", [64], "dense 25 relu; dense 15 relu", 10, 32),
    Work("digits", [784], "dense 128 relu", 10, 32),
    Work("mlp", [784], "dense 512 relu; dense 512 relu", 10, 128),
    Work("wide", [1024], "dense 4096 relu; dense 4096 relu", 1000, 256, pool=1,
         learning_rate=1e-6),
    Work("deep", [256], "; ".join(["dense 256 relu"] * 64), 10, 64),
    Work("tabular", [6], f"{TABLE_BLOCK.format(64)}; {TABLE_BLOCK.format(32)}", 2, 256,
         categories=[9, 16, 7, 15, 6, 5, 2, 42], random=True),
    Work("logistic", [30], "", 1, 1000, pool=1000),
    Work("convnet", [1, 28, 28], "conv2d 32 3x3 relu; maxpool 2; conv2d 64 3x3 relu; maxpool 2; "
         "flatten; dropout 0.5", 10, 128, random=True),
    Work("resnet20", [3, 32, 32], "conv2d 16 3x3 same bias=no; batchnorm momentum=0.9; "
         f"activation relu; {RESIDUALS}; globalavgpool", 10, 128, pool=1),
]


class Walk:
    """Goes through a network, and collects parameters [(role, shape)] and operations."""

    def __init__(self, work):
        self.parameters = [("embedding", list(pair)) for pair in work.embeddings()]
        self.flops, self.first = 0, 0
        self.shape = list(work.inputs)
        if work.categories:
            self.shape = [work.inputs[0] + sum(length for _, length in work.embeddings())]
        for words in work.layers():
            self.layer(words)
        self.dense(work.outputs)

    def count(self, flops):
        self.first = self.first or flops
        self.flops += flops

    def dense(self, units):
        inputs = self.shape[0]
        self.parameters += [("kernel", [inputs, units]), ("bias", [units])]
        self.count(2 * inputs * units)
        self.shape = [units]

    def conv(self, filters, window, stride, same, bias):
        channels, height, _ = self.shape
        self.parameters.append(("kernel", [filters, channels, window, window]))
        if bias:
            self.parameters.append(("bias", [filters]))
        side = math.ceil(height / stride) if same else (height - window) // stride + 1
        self.shape = [filters, side, side]
        self.count(2 * channels * window * window * filters * side * side)

    def norm(self):
        self.parameters += [("gamma", [self.shape[0]]), ("beta", [self.shape[0]])]

    def residual(self, filters, stride):
        before = self.shape
        self.conv(filters, 3, stride, True, False)
        self.norm()
        self.conv(filters, 3, 1, True, False)
        self.norm()
        if before != self.shape:
            after, self.shape = self.shape, before
            self.conv(filters, 1, stride, True, False)
            self.norm()
            assert after == self.shape

    def layer(self, words):
        match words:
            case ["dense", units, *_]:
                self.dense(int(units))
            case ["conv2d", filters, "3x3", *rest]:
                self.conv(int(filters), 3, 1, "same" in rest, "bias=no" not in rest)
            case ["batchnorm", *_]:
                self.norm()
            case ["residual", filters, *rest]:
                self.residual(int(filters), int(rest[1]) if rest else 1)
            case ["maxpool", "2"]:
                self.shape = [self.shape[0], self.shape[1] // 2, self.shape[2] // 2]
            case ["flatten"]:
                self.shape = [math.prod(self.shape)]
            case ["globalavgpool"]:
                self.shape = self.shape[:1]


def flops(work):
    """Of a row's products: (training step, prediction); a step needs no derivative by the input."""
    walk = Walk(work)
    training = 3 * walk.flops - (0 if work.categories else walk.first)
    return training, walk.flops


def first_value(generator, role, shape):
    """Kernels as He et al. 2015 draw them, embeddings small, the rest as usual."""
    if role == "kernel":
        fan_in = shape[0] if len(shape) == 2 else math.prod(shape[1:])
        return generator.normal(0, math.sqrt(2 / fan_in), shape)
    if role == "embedding":
        return generator.uniform(-0.05, 0.05, shape)
    return numpy.full(shape, 1.0 if role == "gamma" else 0.0)


def write(work, folder):
    """Draws data and weights, always the same, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = numpy.random.default_rng(1)
    rows = max(work.batch * work.pool, 1024)
    generator.standard_normal([rows, *work.inputs], numpy.float32).tofile(folder / "x.bin")
    labels = generator.integers(0, max(work.outputs, 2), rows)
    labels.astype("f4" if work.outputs == 1 else "i4").tofile(folder / "y.bin")
    if work.categories:
        columns = [generator.integers(0, values, rows) for values in work.categories]
        numpy.stack(columns, 1).astype("i4").tofile(folder / "categories.bin")
    parameters = Walk(work).parameters
    with open(folder / "weights.bin", "wb") as file:
        for role, shape in parameters:
            first_value(generator, role, shape).astype("f4").tofile(file)
    known = {**dataclasses.asdict(work), "layers": work.layers(), "rows": rows,
             "embeddings": work.embeddings(),
             "parameters": [[role, shape] for role, shape in parameters]}
    (folder / "work.json").write_text(json.dumps(known), encoding="utf-8")
