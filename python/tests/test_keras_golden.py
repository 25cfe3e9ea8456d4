"""Networks as in Keras, against what Keras computed: tests/golden/mlp, made by its make_mlp.py."""

import json
import pathlib

import numpy as np
import pytest

import ganglion
from ganglion import layers, losses, optimizers

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests" / "golden"
CASES = json.loads((GOLDEN / "mlp" / "mlp.json").read_text(encoding="utf-8"))["cases"]


def network(case):
    indices = case["input_gradient"] is None
    model = ganglion.Sequential([layers.Input((len(case["inputs"][0]),), dtype="int32" if indices else "float32")])
    for row in case["layers"]:
        settings = {key: value for key, value in row.items() if key != "type"}
        if row["type"] == "LayerNormalization":
            settings.pop("axis")
        model.add(getattr(layers, row["type"])(**settings))
    kinds = {
        "sparse_categorical_crossentropy": losses.SparseCategoricalCrossentropy,
        "binary_crossentropy": losses.BinaryCrossentropy,
        "mean_squared_error": losses.MeanSquaredError,
    }
    rate = case["adam_10_steps"]["learning_rate"]
    model.compile(optimizers.Adam(learning_rate=rate), kinds[case["loss"]](**case["loss_options"]))
    for layer in model.layers:
        told = {**case["weights"], **case.get("moving_before", {})}
        layer.set_weights([np.array(told[path]) for path in layer.weight_names])
    return model


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_outputs_and_loss(case):
    model = network(case)
    np.testing.assert_allclose(model.predict(case["inputs"]), case["inference_output"], rtol=2e-5, atol=2e-6)
    if "moving_before" not in case:  # elsewhere the loss is that of training
        weights = case["sample_weight"]
        loss = model.evaluate(case["inputs"], case["targets"], sample_weight=weights)
        assert loss == pytest.approx(case["loss_value"], rel=2e-5)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_ten_steps_of_adam(case):
    model = network(case)
    golden = case["adam_10_steps"]
    history = model.fit(
        case["inputs"], case["targets"], batch_size=len(case["inputs"]), epochs=10, shuffle=False, verbose=0,
        sample_weight=case["sample_weight"],
    )  # fmt: skip
    np.testing.assert_allclose(history.history["loss"], golden["loss_before_step"], rtol=1e-5, atol=1e-5)
    for layer in model.layers:
        for path, value in zip(layer.weight_names, layer.get_weights(), strict=True):
            wanted = {**golden["weights"], **golden.get("moving", {})}[path]
            if "moving_before" not in case or path != "dense/bias":  # it has no effect before a normalisation
                np.testing.assert_allclose(value, wanted, atol=2e-5, err_msg=path)


FOLDERS = sorted(folder for folder in (GOLDEN / "keras").iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_models_of_keras_are_read(folder):
    path = next(folder.glob("model.*"))
    if "refused" in folder.name:
        with pytest.raises(ValueError, match="layer"):
            ganglion.Model.load(path)
        return
    model = ganglion.Model.load(path)
    outputs = model.predict([np.load(file) for file in sorted(folder.glob("input_*.npy"))])
    outputs = outputs if isinstance(outputs, list) else [outputs]
    for number, output in enumerate(outputs):
        np.testing.assert_allclose(output, np.load(folder / f"expected_{number}.npy"), rtol=1e-4, atol=1e-5)
    again = ganglion.Model.load(path)
    again.set_weights([0 * array for array in model.get_weights()])
    again.set_weights(model.get_weights())
    assert again.hash == model.hash
