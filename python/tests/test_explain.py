"""Explanations as objects, and files for other systems."""

import pathlib

import numpy as np
import pytest

import ganglion
from ganglion import layers

ROOT = pathlib.Path(__file__).resolve().parents[2]
X = np.array([[1.0, -0.5]])


def network():
    model = ganglion.Sequential([layers.Input((2,)), layers.Dense(2, "tanh"), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.set_weights([[[0.5, -1], [2, 0.25]], [0.1, -0.2], [[1.5], [-0.5]], [0.3]])
    return model


def test_values_and_derivatives_of_a_row():
    told = network().explain(X, [2.0])
    z = X @ [[0.5, -1], [2, 0.25]] + [0.1, -0.2]
    out = np.tanh(z) @ [1.5, -0.5] + 0.3
    np.testing.assert_allclose(told.layers["dense"].z, z[0], rtol=1e-7)
    np.testing.assert_allclose(told.layers["dense_1"].output, out, rtol=1e-7)
    assert told.loss == pytest.approx((out[0] - 2) ** 2)
    dz = 2 * (out - 2) * np.array([1.5, -0.5]) * (1 - np.tanh(z) ** 2)
    np.testing.assert_allclose(told.layers["dense"].dz, dz[0], rtol=1e-6)
    kernel, slope = told.layers["dense"].weights["dense/kernel"]
    np.testing.assert_allclose(kernel, [[0.5, -1], [2, 0.25]])
    np.testing.assert_allclose(slope, X.T @ dz, rtol=1e-6)
    np.testing.assert_allclose(list(told.derivatives.values()), dz[0] @ np.array([[0.5, -1], [2, 0.25]]).T, rtol=1e-6)
    assert told.units.startswith("<svg") and told.graph.startswith("<svg")
    assert told._repr_html_().startswith("<svg") and "dense_1" in str(told)


def test_without_a_target_derivatives_are_of_the_output():
    told = network().explain(X)
    assert told.loss is None
    np.testing.assert_allclose(told.layers["dense"].doutput, [1.5, -0.5], rtol=1e-7)


def test_a_row_of_a_table():
    data = ROOT / "data" / "penguins.csv"
    pd = pytest.importorskip("pandas")
    frame = pd.read_csv(data)
    model = ganglion.train(frame, "species", epochs=3, ensemble=1, verbose=False).model
    told = model.explain(frame, 2)
    assert told.prediction.keys() == set(model.class_names)
    assert told.prediction["Adelie"] == pytest.approx(model.predict_proba(frame)[2, 0], abs=1e-6)
    (of, parts), = told.contributions.items()
    assert "flipper_length_mm" in parts
    assert model.explain(frame, -1).inputs == model.explain(frame, len(frame) - 1).inputs != told.inputs
    for row in (len(frame), -len(frame) - 1):
        with pytest.raises(ValueError, match=f"row {row}: there are 344 rows, the first is 0"):
            model.explain(frame, row)
    with pytest.raises(TypeError):
        model.explain(frame, 1.5)


def test_a_row_of_an_array(tmp_path):
    model = network()
    model.save(tmp_path / "model.ganglion")
    trained, rows = ganglion.load_model(tmp_path / "model.ganglion"), np.float32([[1, 2], [3, 4]])
    assert list(trained.explain(rows, -1).inputs.values()) == [3, 4]
    assert trained.explain(rows, 1).layers["dense_1"].output == pytest.approx(model.predict(rows)[1])
    with pytest.raises(ValueError, match="row 2: there are 2 rows"):
        trained.explain(rows, 2)


def test_models_are_written_for_others(tmp_path):
    model = network()
    model.export(tmp_path / "model.onnx")
    again = ganglion.Model.load(tmp_path / "model.onnx")
    np.testing.assert_allclose(again.predict(X), model.predict(X), rtol=1e-6)
    model.export(tmp_path / "torch.npz", layout="torch")
    with np.load(tmp_path / "torch.npz") as stored:
        np.testing.assert_array_equal(stored["dense.weight"], model.get_weights()[0].T)
    trained = ganglion.load_model(tmp_path / "model.onnx")
    trained.export(tmp_path / "weights.safetensors")
    with pytest.raises(ValueError, match="format 'txt'; there are onnx, npz and safetensors"):
        model.export(tmp_path / "model.txt")
    model.save_weights(tmp_path / "weights.npz")
    other = ganglion.Sequential([layers.Input((2,)), layers.Dense(2, "tanh"), layers.Dense(1)], seed=2)
    other.load_weights(tmp_path / "weights.npz")
    assert other.hash == model.hash
    with pytest.raises(ValueError, match="has the weights .*, the model has dense/kernel, dense/bias$"):
        ganglion.Sequential([layers.Input((2,)), layers.Dense(2)]).load_weights(tmp_path / "weights.npz")


def test_onnx_runtime_gives_the_same(tmp_path):
    onnxruntime = pytest.importorskip("onnxruntime")
    model = network()
    model.export(tmp_path / "model.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    given = {session.get_inputs()[0].name: X.astype(np.float32)}
    np.testing.assert_allclose(session.run(None, given)[0], model.predict(X), rtol=1e-6)


def test_one_row_is_predicted_as_one_of_many(tmp_path):
    model = network()
    model.save(tmp_path / "model.ganglion")
    trained = ganglion.load_model(tmp_path / "model.ganglion")
    rows = np.random.default_rng(1).normal(size=(5, 2)).astype(np.float32)
    many = trained.predict(rows)
    np.testing.assert_allclose([trained.predict(row[None])[0] for row in rows], many, rtol=1e-6)
    with pytest.raises(ValueError, match="nan"):
        trained.predict(np.full((1, 2), np.nan))
