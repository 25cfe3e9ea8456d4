#!/usr/bin/env python3
"""Writes the files of this folder with the Python package safetensors (0.5 or later, and numpy).

    make_safetensors.py              writes mixed.safetensors and half.safetensors
    make_safetensors.py --read FILE  prints what the package finds in a file, one of ours say
"""

import sys
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file


def write(folder):
    mixed = {
        "dense_1/kernel": np.arange(6, dtype=np.float32).reshape(2, 3) / 2,
        "double": np.array([0.1, -1e300]),
        "long": np.array([-(2**63), 7], dtype=np.int64),
        "int": np.array([-5, 6], dtype=np.int32),
        "bytes": np.array([1, 2, 255], dtype=np.uint8),
        "scalar": np.array(3.25, dtype=np.float32),
        "empty": np.zeros((0, 2), dtype=np.float32),
    }
    metadata = {"maker": "the safetensors package", "text": "größer → \"quoted\""}
    save_file(mixed, folder / "mixed.safetensors", metadata=metadata)
    save_file({"half": np.ones(2, dtype=np.float16)}, folder / "half.safetensors")


def read(path):
    with safe_open(path, framework="numpy") as file:
        print("metadata", file.metadata())
        for name in file.keys():
            tensor = file.get_tensor(name)
            print(name, tensor.dtype, tensor.shape, tensor.ravel()[:8].tolist())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read(sys.argv[2])
    else:
        write(Path(__file__).parent)
