#!/usr/bin/env python3
"""Checks files of weights against the Python packages numpy and safetensors, and torch if it is there.

    tests/interop/check_weights.py PROGRAM

Imports a state dict that this script made, compares what the model computes with PyTorch's formulas, and reads what is
exported of it.
"""

import json
import pathlib
import subprocess
import tempfile

import numpy as np
from safetensors.numpy import load_file, save_file

from program import ganglion

try:
    import torch
except ImportError:
    torch = None


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def own_prediction(x, w):
    """dense 6 relu; batchnorm; dense 3, by PyTorch's names and layout."""
    h = np.maximum(x @ w["dense.weight"].T + w["dense.bias"], 0)
    n = "batch_normalization."
    h = (h - w[n + "running_mean"]) / np.sqrt(w[n + "running_var"] + 1e-3) * w[n + "weight"] + w[n + "bias"]
    return softmax(h @ w["dense_1.weight"].T + w["dense_1.bias"])


def check_arrays(folder):
    rng = np.random.default_rng(1)
    state = {"0.weight": rng.normal(size=(6, 4)), "0.bias": rng.normal(size=6), "2.weight": rng.normal(size=6),
             "2.bias": rng.normal(size=6), "2.running_mean": rng.normal(size=6), "2.running_var": rng.uniform(1, 2, 6),
             "4.weight": rng.normal(size=(3, 6)), "4.bias": rng.normal(size=3)}
    state = {name: value.astype(np.float32) for name, value in state.items()}
    save_file({**state, "2.num_batches_tracked": np.array(7)}, folder + "/state.safetensors")
    network = ["--network", "dense 6 relu; batchnorm; dense 3", "--input-shape", "4", "--layout", "torch"]
    ganglion("import", folder + "/state.safetensors", *network, "--out", folder + "/m.ganglion")
    for ending, load in (("safetensors", load_file), ("npz", lambda path: dict(np.load(path)))):
        path = f"{folder}/back.{ending}"
        ganglion("export", folder + "/m.ganglion", "--layout", "torch", "--out", path)
        back = load(path)
        names = {"dense": "0", "batch_normalization": "2", "dense_1": "4"}
        assert len(back) == len(state), sorted(back)
        for name, value in back.items():
            layer, weight = name.split(".")
            assert np.array_equal(value, state[f"{names[layer]}.{weight}"]), name
    return back


def check_c(folder, weights):
    """The imported model computes PyTorch's formulas: its C source is compiled and run."""
    rows = np.random.default_rng(2).normal(size=(5, 4)).astype(np.float32)
    ganglion("export", folder + "/m.ganglion", "--out", folder + "/m.h")
    numbers = ", ".join(f"{x:.9g}" if "." in f"{x:.9g}" or "e" in f"{x:.9g}" else f"{x:.9g}.0" for x in rows.ravel())
    main = f"""#include <stdio.h>
#define M_IMPLEMENTATION
#include "m.h"
int main(void) {{
  static const float rows[] = {{{numbers}}};
  float y[3], scratch[M_SCRATCH]; int i;
  if (m_self_test(scratch)) return 1;
  for (i = 0; i < 5; ++i) {{ m_run(rows + 4 * i, y, scratch); printf("%.9g %.9g %.9g\\n", y[0], y[1], y[2]); }}
  return 0; }}"""
    pathlib.Path(folder, "main.c").write_text(main)
    subprocess.run(["cc", "-o", folder + "/main", folder + "/main.c", "-lm"], check=True)
    found = np.loadtxt(subprocess.run([folder + "/main"], check=True, capture_output=True, text=True).stdout.splitlines())
    np.testing.assert_allclose(softmax(found), own_prediction(rows, weights), rtol=1e-5, atol=1e-6)
    if torch is None:
        return print("torch isn't here: its formulas were computed with numpy")
    net = torch.nn.Sequential(torch.nn.Linear(4, 6), torch.nn.ReLU(), torch.nn.BatchNorm1d(6, eps=1e-3),
                              torch.nn.Identity(), torch.nn.Linear(6, 3))
    net.load_state_dict({k: torch.tensor(v) for k, v in load_file(folder + "/state.safetensors").items()})
    net.eval()
    with torch.no_grad():
        np.testing.assert_allclose(found, net(torch.tensor(rows)).numpy(), rtol=1e-5, atol=1e-5)


with tempfile.TemporaryDirectory() as folder:
    weights = check_arrays(folder)
    check_c(folder, weights)
    shown = json.loads(ganglion("inspect", folder + "/m.ganglion", "--json"))
    assert shown["parameters"] == 4 * 6 + 6 + 2 * 6 + 6 * 3 + 3
print("weights: safetensors, NPZ and the network agree")
