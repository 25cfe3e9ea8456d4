"""What the program does, from Python."""

import json
import os
import pathlib
import pickle
import subprocess
import sys

import numpy as np
import pytest

import ganglion

ROOT = pathlib.Path(__file__).resolve().parents[2]
PENGUINS = ROOT / "data" / "penguins.csv"


@pytest.fixture(scope="module")
def penguins(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "penguins"
    return ganglion.train(PENGUINS, "species", epochs=12, out=folder, verbose=False)


def test_a_file_gives_what_the_program_gives(penguins, tmp_path):
    program = os.environ.get("GANGLION_PROGRAM")
    if not program:
        pytest.skip("GANGLION_PROGRAM names no program to compare with")
    command = [program, "train", PENGUINS, "--target", "species", "--epochs", "12", "--json"]
    done = subprocess.run([*command, "--out", tmp_path / "run"], capture_output=True, check=True)
    assert penguins.model.hash == json.loads(done.stdout)["model_hash"]


def test_a_frame_gives_the_same_bits_as_its_file(penguins):
    pd = pytest.importorskip("pandas")
    result = ganglion.train(pd.read_csv(PENGUINS), "species", epochs=12, verbose=False)
    assert result.model.hash == penguins.model.hash
    assert len(result.history["loss"]) <= 12
    assert "species" in result.job


def test_predictions_are_those_of_the_program(penguins):
    pd = pytest.importorskip("pandas")
    frame = pd.read_csv(PENGUINS)
    said = penguins.model.predict(frame)
    assert (said == frame["species"]).mean() > 0.9
    np.testing.assert_allclose(penguins.model.predict_proba(frame).sum(axis=1), 1, rtol=1e-6)
    assert penguins.model.predict(frame.iloc[:1]) == said[:1]


def test_a_model_is_pickled_as_its_file(penguins):
    again = pickle.loads(pickle.dumps(penguins.model))
    assert again.hash == penguins.model.hash
    with pytest.raises(ValueError, match="model"):
        ganglion._model._from_bytes(b"nothing of the kind")


def test_errors_are_sentences_of_python(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere.csv"):
        ganglion.train("nowhere.csv")
    with pytest.raises(ValueError, match="specie.*species"):
        ganglion.train(PENGUINS, "specie", verbose=False, out=tmp_path / "a")
    with pytest.raises(ValueError, match="epoch"):
        ganglion.train(PENGUINS, "species", epoch=3)
    with pytest.raises(FileNotFoundError):
        ganglion.load_model(tmp_path / "none.ganglion")


def test_a_missing_column_is_named(penguins):
    pd = pytest.importorskip("pandas")
    frame = pd.read_csv(PENGUINS).drop(columns=penguins.model.column_names[0])
    with pytest.raises(ValueError, match=penguins.model.column_names[0]):
        penguins.model.predict(frame)


@pytest.mark.skipif(sys.platform != "linux", reason="sends SIGINT to itself")
def test_ctrl_c_ends_a_training():
    program = (
        "import ganglion, numpy as np, threading, os, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background ignore it\n"
        "x = np.random.default_rng(1).normal(size=(20000, 20))\n"
        "threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "rows = {f'c{i}': x[:, i] for i in range(20)}\n"
        "try:\n"
        "    ganglion.train(rows, 'c3', epochs=100000, patience=100000, network='dense 512; dense 512', verbose=False)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=120, text=True)
    assert done.stdout == "interrupted\n", done.stderr


def test_pixels_in_columns_are_predicted_as_they_were_learned():
    pd = pytest.importorskip("pandas")
    frame = pd.read_csv(ROOT / "data" / "digits.csv")
    result = ganglion.train(frame, epochs=2, ensemble=1, verbose=False)
    assert (result.model.predict(frame) == frame.iloc[:, -1].astype(str)).mean() > 0.8
