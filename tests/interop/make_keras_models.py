#!/usr/bin/env python3
"""Makes models with the Keras that is installed, and what they predict, for tests of the importer.

    make_keras_models.py FOLDER [--keras tensorflow]

For each model of keras_models and each format, FOLDER/NAME.FORMAT/ holds the file `model.keras` or
`model.h5`, inputs `input_0.npy`, … and what Keras predicts for them, `expected_0.npy`, …. Weights
are random, so that none is 0 or 1 by chance. With --keras tensorflow it is TensorFlow's own Keras
(2.x), else the package `keras` (3.x).
"""

import argparse
import os
import sys
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "jax")

from keras_models import MODELS  # noqa: E402


def randomise(made, random):
    for layer in made._flatten_layers(include_self=False):
        if getattr(layer, "_layers", None):
            continue
        values = []
        for old in layer.get_weights():
            new = random.normal(0, 0.5, np.shape(old)).astype(np.asarray(old).dtype)
            positive = "Normalization" in type(layer).__name__ and len(np.shape(old)) == 1
            values.append(np.abs(new) + 0.2 if positive else new)
        if type(layer).__name__ != "Normalization" and values:
            layer.set_weights(values)


def hide_steps(made, values):
    """Zeros for some steps of a model with a mask: at the end, at the beginning, between, and none."""
    masks = any("Masking" in type(layer).__name__ or getattr(layer, "mask_zero", False)
                for layer in made._flatten_layers(include_self=False))
    if masks:
        values[0, 4:] = values[1, :2] = values[1, 3] = 0
    return values


def inputs_for(made, random):
    inputs = []
    for tensor in made.inputs:
        shape = [3, *[d or 8 for d in tensor.shape[1:]]]
        embeds = any("Embedding" in type(layer).__name__
                     for layer in made._flatten_layers(include_self=False))
        if embeds:
            inputs.append(hide_steps(made, random.integers(0, 20, shape).astype("float32")))
        else:
            inputs.append(hide_steps(made, random.normal(0, 1, shape).astype("float32")))
    return inputs


def make(k, name, suffix, folder):
    k.utils.set_random_seed(1)
    k.backend.clear_session()
    random = np.random.default_rng(7)
    made = MODELS[name](k)
    randomise(made, random)
    inputs = inputs_for(made, random)
    outputs = made.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    target = folder / f"{name}.{suffix}"
    target.mkdir(parents=True, exist_ok=True)
    made.save(target / f"model.{suffix}")
    for kind, arrays in (("input", inputs), ("expected", outputs)):
        for number, array in enumerate(arrays):
            np.save(target / f"{kind}_{number}.npy", np.asarray(array))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keras", choices=["keras", "tensorflow"], default="keras")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    if options.keras == "tensorflow":
        from tensorflow import keras as k
    else:
        import keras as k
    for name in MODELS:
        for suffix in ("keras", "h5"):
            if options.only and options.only not in name:
                continue
            try:
                make(k, name, suffix, options.folder)
            except Exception as error:  # not every version has every layer
                print(f"{name}.{suffix}: not made: {str(error)[:150]}", file=sys.stderr)


if __name__ == "__main__":
    main()
