#!/usr/bin/env python3
"""Measures how long `ganglion import` takes for files of 100 MB: the median of several runs, with its peak of memory.

    benchmarks/imports/run.py PROGRAM [--rounds 7] [--folder FOLDER]

Needs the packages onnx, keras (with a backend), h5py and safetensors. Files, made once in FOLDER: ResNet-50 as ONNX (25.6 M random
weights, batch normalisation apart) and as .keras and .h5 of Keras; a network of three dense layers as safetensors of PyTorch.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

random = np.random.default_rng(1)


class Onnx:
    """Nodes one behind the other; each method gives the name of its result."""

    def __init__(self):
        self.nodes, self.weights, self.count = [], [], 0

    def weight(self, values):
        import onnx
        self.weights.append(onnx.numpy_helper.from_array(values.astype(np.float32), f"w{len(self.weights)}"))
        return self.weights[-1].name

    def node(self, op, inputs, **attributes):
        import onnx
        self.count += 1
        self.nodes.append(onnx.helper.make_node(op, inputs, [f"v{self.count}"], **attributes))
        return f"v{self.count}"

    def conv(self, x, channels, filters, size, stride=1, relu=True):
        kernel = random.standard_normal((filters, channels, size, size)) * np.sqrt(2 / (channels * size * size))
        x = self.node("Conv", [x, self.weight(kernel)], kernel_shape=[size] * 2, strides=[stride] * 2, pads=[size // 2] * 4)
        norm = [np.full(filters, 0.5), np.zeros(filters), np.zeros(filters), np.ones(filters)]
        x = self.node("BatchNormalization", [x, *map(self.weight, norm)])
        return self.node("Relu", [x]) if relu else x

    def resnet_50(self):
        x = self.conv("x", 3, 64, 7, 2)
        x, channels = self.node("MaxPool", [x], kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4), 64
        for width, blocks, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
            for block in range(blocks):
                step = 1 if block else stride
                y = self.conv(self.conv(x, channels, width, 1), width, width, 3, step)
                y = self.conv(y, width, 4 * width, 1, relu=False)
                beside = x if block else self.conv(x, channels, 4 * width, 1, step, relu=False)
                x, channels = self.node("Relu", [self.node("Add", [y, beside])]), 4 * width
        x = self.node("Flatten", [self.node("GlobalAveragePool", [x])])
        return self.node("Gemm", [x, self.weight(random.standard_normal((1000, 2048)) * 0.02), self.weight(np.zeros(1000))], transB=1)


def make_onnx(path):
    import onnx
    made = Onnx()
    last = made.resnet_50()
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(made.nodes, "resnet50", [value("x", 1, ["N", 3, 224, 224])], [value(last, 1, ["N", 1000])], made.weights)
    onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8), path)


def make_keras(path):
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras
    keras.applications.ResNet50(weights=None).save(path)


def make_safetensors(path):
    from safetensors.numpy import save_file
    widths = [2048, 5000, 3000, 100]
    tensors = {}
    for number, (before, after) in enumerate(zip(widths, widths[1:])):
        tensors[f"{2 * number}.weight"] = random.standard_normal((after, before)).astype(np.float32) * 0.02
        tensors[f"{2 * number}.bias"] = np.zeros(after, np.float32)
    save_file(tensors, path)


SAFETENSORS = ["--network", "dense 5000 relu; dense 3000 relu; dense 100", "--input-shape", "2048", "--layout", "torch",
               "--rename", "0.*=dense/*", "--rename", "2.*=dense_1/*", "--rename", "4.*=dense_2/*"]
FILES = [("resnet50.onnx", make_onnx, []), ("resnet50.keras", make_keras, []), ("resnet50.h5", make_keras, []),
         ("dense.safetensors", make_safetensors, SAFETENSORS)]


def measured(words):
    """Seconds and peak of memory (MB)."""
    begun = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    error = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{words}: {error}")
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "ganglion-imports")
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    print("| file | MB | seconds, median of", options.rounds, "| least | of processor | peak, MB |\n|---|---|---|---|---|---|")
    for name, make, words in FILES:
        path = options.folder / name
        if not path.exists():
            make(str(path))
        runs = [measured([options.program, "import", str(path), *words, "--out", str(options.folder / "made.ganglion")])
                for _ in range(options.rounds)]
        seconds, processor, memory = zip(*runs)
        print(f"| {name} | {path.stat().st_size / 1e6:.0f} | {statistics.median(seconds):.2f} | {min(seconds):.2f} "
              f"| {statistics.median(processor):.2f} | {max(memory):.0f} |")


if __name__ == "__main__":
    main()
