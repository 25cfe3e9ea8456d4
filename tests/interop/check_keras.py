#!/usr/bin/env python3
"""Checks that Keras loads what the program writes for it, and predicts the same.

    tests/interop/check_keras.py PROGRAM keras|tensorflow

With "keras" it is the package of that name (3.x), which gets .keras and .h5; with "tensorflow" it is TensorFlow's own
Keras (2.x), which gets .h5. Models that Keras made (make_keras_models.py) are imported, exported and loaded again, and must
predict what they did before; networks that the program trained are exported, and predicted from by both.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np

from keras_models import MODELS
from make_keras_models import make
from program import ganglion, program

which = sys.argv[2]
if which == "tensorflow":
    import tensorflow
    from tensorflow import keras
    version = tensorflow.__version__  # its Keras names none
    endings = ["h5"]
else:
    import keras
    version = keras.__version__
    endings = ["keras", "h5"]

# An .h5 of these holds functions that can't be told from layers; they are refused.
NOT_HERE = {"arithmetic", "picked", "row_functions", "activation_functions"}
# Keras 3 doesn't read calls with named tensors from an .h5, as an attention's are.
NOT_BACK = {("keras", "attention", "h5")}
# A hard_sigmoid that Keras 2 and 3, which both read an .h5, would compute differently.
REFUSED = {("recurrent", "h5")}
# Recurrent layers with a mask are read, but not written yet.
REFUSED |= {(name, ending) for name in ("masking", "masked_text") for ending in ("keras", "h5")}
if which == "keras":
    NOT_HERE |= {"masking"}  # how its mask is computed is such a function
if which == "tensorflow":  # computes these layers on a processor of another kind only
    NOT_HERE |= {"channels_first", "conv_dilated_grouped"}
NATIVE = ["conv2d 4 3 pad 2x1 relu; maxpool 2 same; residual 4; groupnorm 2; flatten; dense 6 leaky_relu; dense 10",
          "conv2d_transpose 3 3 stride 2 pad 1; separable_conv2d 4 3 silu; batchnorm; avgpool 2; globalavgpool; dense 10",
          "depthwise_conv2d 3 same; layernorm; permute 2x3x1; dense 4 gelu; flatten; dense 10 softplus; dropout 0.2",
          "reshape 8x8; bidirectional lstm 4 sequences; gru 5 sequences; rnn 3 sequences; flatten; dense 10",
          "reshape 8x8; bidirectional gru 3 sequences merge=sum; lstm 6 bias=no; dense 10",
          "conv2d 4 3 leaky_relu; upsample 2; cropping 1; zeropad 2; conv2d 3 3 stride 2 same; flatten; dense 5 elu l2=0.01; dense 10",
          "conv2d 3 3 mish; flatten; dense 6 relu6; dense 6 selu; dense 6 hard_sigmoid; dense 6 hard_silu; dense 6 softsign; "
          "dense 6 log_sigmoid; dense 6 log_softmax; activation exponential; dense 10"]


def refused(*words):
    run = subprocess.run([program, *map(str, words)], text=True, capture_output=True)
    assert run.returncode == 1 and "can't be written for Keras" in run.stderr, (words, run.stderr)


def predicted(file, inputs):
    model = keras.models.load_model(file, compile=False)
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    return outputs if isinstance(outputs, (list, tuple)) else [outputs]


def arrays(folder, kind):
    return [np.load(folder / f"{kind}_{i}.npy") for i in range(len(list(folder.glob(f"{kind}_*.npy"))))]


def agree(got, wanted, what):
    assert len(got) == len(wanted), what
    for a, b in zip(got, wanted):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5, err_msg=str(what))


def check_models_of_keras(folder):
    checked = 0
    for name in MODELS:
        if name.startswith("refused") or name in NOT_HERE:
            continue
        try:
            make(keras, name, "h5", folder)
        except Exception as error:  # not every version has every layer
            print(f"{name}: {which} doesn't make it: {str(error)[:100]}")
            continue
        original = folder / f"{name}.h5"
        copy = folder / f"{name}.ganglion"
        ganglion("import", original / "model.h5", "--out", copy)
        for ending in endings:
            out = folder / f"{name}.back.{ending}"
            if (which, name, ending) in NOT_BACK:
                continue
            if (name, ending) in REFUSED:
                refused("export", copy, "--out", out)
                continue
            ganglion("export", copy, "--out", out)
            agree(predicted(out, arrays(original, "input")), arrays(original, "expected"), out)
            checked += 1
    return checked


def check_own_models(folder):
    data = pathlib.Path(__file__).resolve().parents[2] / "data"
    images = np.random.default_rng(3).normal(size=(5, 1, 8, 8)).astype(np.float32)
    np.save(folder / "images.npy", images)
    for number, layers in enumerate(NATIVE):
        run = folder / f"run_{number}"
        ganglion("train", data / "digits.csv", "--target", "digit", "--network", "reshape 1x8x8; " + layers, "--epochs", 1,
                 "--ensemble", 1, "--out", run, "--quiet")
        for ending in endings:
            out = folder / f"own_{number}.{ending}"
            ganglion("export", run, "--out", out)
            rows = images.reshape(5, 64)
            np.save(folder / "rows.npy", rows)
            ganglion("predict", out, folder / "rows.npy", "--out", folder / "own.npy")
            agree(predicted(out, [rows]), [np.load(folder / "own.npy")], out)
    return len(NATIVE) * len(endings)


def check_weights_alone(folder):
    model = keras.models.load_model(folder / "conv_flatten.h5" / "model.h5", compile=False)
    original = folder / "conv_flatten.h5"
    names = ["alone.weights.h5"] + (["alone.h5"] if which == "tensorflow" else [])
    for name in names:
        model.save_weights(folder / name)
        ganglion("import", folder / name, "--network", "permute 3x1x2; conv2d 4 3x2 relu; maxpool 2; permute 2x3x1; flatten; "
                 "dense 5 softmax", "--input-shape", "9x7x3", "--out", folder / "alone.ganglion")
        ganglion("predict", folder / "alone.ganglion", original / "input_0.npy", "--out", folder / "own.npy")
        agree([np.load(folder / "own.npy")], arrays(original, "expected"), name)
    return len(names)


with tempfile.TemporaryDirectory() as place:
    theirs = check_models_of_keras(pathlib.Path(place))
    own = check_own_models(pathlib.Path(place))
    alone = check_weights_alone(pathlib.Path(place))
print(f"{which} {version}: {theirs} files of imported models and {own} of own ones loaded, {alone} files of weights "
      "read, predictions agree")
