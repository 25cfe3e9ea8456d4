#!/usr/bin/env python3
"""Checks that TensorBoard's own reader takes a file of events whole: needs the Python package tensorboard.

    tests/interop/check_events.py PROGRAM
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.hparams import plugin_data_pb2

program = str(pathlib.Path(sys.argv[1]).resolve())
data = pathlib.Path(__file__).resolve().parents[2] / "data"


def events_of(folder):
    files = sorted(pathlib.Path(folder).glob("*tfevents*"))
    return [event for file in files for event in EventFileLoader(str(file)).Load()], files


def hparams_of(events):
    for event in events:
        for value in event.summary.value:
            if value.tag == "_hparams_/session_start_info":
                content = value.metadata.plugin_data.content
                return plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info.hparams
    raise AssertionError("no hyperparameters")


with tempfile.TemporaryDirectory() as folder:
    subprocess.run([program, "train", str(data / "penguins.csv"), "--target", "species", "--epochs", "4", "--patience", "0",
                    "--ensemble", "1", "--tensorboard", folder + "/board", "--out", folder + "/run", "--quiet"], check=True,
                   stdout=subprocess.DEVNULL)
    history = (pathlib.Path(folder) / "run/history.csv").read_text().splitlines()
    names = history[0].split(",")
    rows = [dict(zip(names, map(float, line.split(",")))) for line in history[1:]]
    events, files = events_of(folder + "/board")
    assert len(files) == 1 and events[0].file_version == "brain.Event:2", files
    graphs = [event for event in events if event.graph_def]  # the reader shows one more, in a form of its own
    assert len(graphs) == 1 and len(events) in (10, 11), len(events)
    reader = EventAccumulator(folder + "/board", size_guidance={"tensors": 0, "scalars": 0, "histograms": 0})
    reader.Reload()
    for name, tag in (("loss", "loss/train"), ("val_loss", "loss/validation"), ("learning_rate", "learning_rate")):
        points = reader.Scalars(tag) if tag in reader.Tags()["scalars"] else None
        if points is None:
            values = [float(p.tensor_proto.float_val[0]) for p in reader.Tensors(tag)]
            steps = [p.step for p in reader.Tensors(tag)]
        else:
            values, steps = [p.value for p in points], [p.step for p in points]
        assert steps == [1, 2, 3, 4], (tag, steps)
        for value, row in zip(values, rows):
            assert abs(value - row[name]) <= 1e-6 * abs(row[name]), (tag, value, row[name])
    kernels = sorted({tag for tag in reader.Tags()["histograms"] + reader.Tags()["tensors"] if tag.endswith("/kernel")})
    assert kernels, reader.Tags()
    nodes = {node.name: node for node in reader.Graph().node}
    order = list(nodes)
    assert order[0] == "input" and len(order) >= 2, order
    assert all(nodes[name].input and set(nodes[name].input) <= set(order[:i]) for i, name in enumerate(order) if i > 0), nodes
    assert all(node.attr["_output_shapes"].list.shape[0].dim[0].size == -1 for node in nodes.values()), nodes
    pictures = [(event.step, value) for event in events for value in event.summary.value if value.metadata.plugin_data.plugin_name == "images"]
    assert {step for step, _ in pictures} == {1, 2, 4} and {value.tag for _, value in pictures} == set(kernels), pictures
    assert all(value.tensor.string_val[2].startswith(b"\x89PNG") for _, value in pictures), "width, height, and the file"
    hparams = hparams_of(events)
    job = json.loads(json.dumps({key: hparams[key].number_value for key in ("epochs", "batch_size", "seed")}))
    assert job["epochs"] == 4 and job["seed"] == 1 and job["batch_size"] >= 1, job
    assert hparams["network"].string_value
print(f"events: {len(events)} records, {len(kernels)} histograms, {len(pictures)} pictures, a graph of {len(nodes)} nodes, hyperparameters and curves agree with history.csv")
