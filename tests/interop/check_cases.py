#!/usr/bin/env python3
"""Runs the cases that the package onnx brings with `ganglion onnx-test`: single nodes, models from PyTorch, and whole networks.

    tests/interop/check_cases.py PROGRAM

No number may be wrong; what is not supported must be refused, and no more of it than there was.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper
from onnx.backend.test.loader import load_node_model_tests
from onnx.backend.test.runner import Runner

from program import program

warnings.filterwarnings("ignore")  # numpy tells of the infinities that some cases are about
published = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data"
PASSING = {"nodes": 1260, "pytorch-converted": 69, "pytorch-operator": 35, "simple": 7, "light": 9}  # of onnx 1.23.2


def protobuf(value, info):
    if info.type.HasField("sequence_type"):
        return numpy_helper.from_list(value, info.name)
    if info.type.HasField("optional_type"):
        return numpy_helper.from_optional(value, info.name)
    if isinstance(value, TensorProto):
        return value
    return numpy_helper.from_array(np.asarray(value), info.name)


def write_nodes(folder):
    for case in load_node_model_tests():
        place = folder / case.name
        place.mkdir()
        (place / "model.onnx").write_bytes(case.model.SerializeToString())
        for number, (inputs, outputs) in enumerate(case.data_sets or []):
            data = place / f"test_data_set_{number}"
            data.mkdir()
            for kind, values, infos in (("input", inputs, case.model.graph.input), ("output", outputs, case.model.graph.output)):
                for i, value in enumerate(values):
                    (data / f"{kind}_{i}.pb").write_bytes(protobuf(value, infos[i]).SerializeToString())


def write_light(folder):
    """Networks whose weights are made by nodes; their inputs are numbers from 0 to 1, as ONNX's own runner has them."""
    for file in sorted((published / "light").glob("*.onnx")):
        data = folder / file.stem / "test_data_set_0"
        data.mkdir(parents=True)
        shutil.copy(file, folder / file.stem / "model.onnx")
        shutil.copy(file.with_name(f"{file.stem}_output_0.pb"), data / "output_0.pb")
        graph = onnx.load(file).graph
        made = {tensor.name for tensor in graph.initializer}
        for i, info in enumerate(info for info in graph.input if info.name not in made):
            (data / f"input_{i}.pb").write_bytes(protobuf(Runner.generate_dummy_data(info), info).SerializeToString())


def check(suite, folder):
    run = subprocess.run([program, "onnx-test", str(folder)], text=True, capture_output=True)
    found = re.search(r"(\d+) passed, (\d+) refused, (\d+) wrong", run.stdout)
    if not found:
        sys.exit(f"onnx-test ended with {run.returncode}: {run.stderr or run.stdout[-1000:]}")
    passed, refused, wrong = map(int, found.groups())
    cases = sum(place.is_dir() for place in folder.iterdir())
    print(f"{suite}: {found[0]}, of {cases}")
    assert wrong == 0 and run.returncode == 0, "\n".join(line for line in run.stdout.splitlines() if line.startswith("WRONG"))
    assert passed + refused == cases, "some cases were passed over"
    assert passed >= PASSING[suite], f"{PASSING[suite]} passed before"


with tempfile.TemporaryDirectory() as scratch:
    made = {"nodes": write_nodes, "light": write_light}
    for suite in PASSING:
        folder = published / suite
        if suite in made:
            folder = pathlib.Path(scratch) / suite
            folder.mkdir()
            made[suite](folder)
        check(suite, folder)
