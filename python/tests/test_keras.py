"""Sequential and Model: what Keras' users know, against closed forms."""

import copy
import os
import pickle
import subprocess
import sys
import threading

import numpy as np
import pytest

import ganglion
from ganglion import layers, losses, optimizers

RNG = np.random.default_rng(1)
X = RNG.normal(size=(96, 3))
Y = X @ [1.0, -2.0, 0.5] + 3.0


def line(**settings):
    model = ganglion.Sequential([layers.Input((3,)), layers.Dense(1)])
    model.compile(**{"optimizer": optimizers.SGD(0.05), "loss": "mse", **settings})
    return model


def test_a_step_of_gradient_descent():
    model = line(optimizer=optimizers.SGD(0.1))
    kernel, bias = RNG.normal(size=(3, 1)), np.array([0.5])
    model.set_weights([kernel, bias])
    weights = RNG.random(96)
    error = (X @ kernel)[:, 0] + bias - Y
    model.fit(X, Y, batch_size=96, verbose=0, sample_weight=weights)
    gradient = 2 * (weights * error) @ X / 96
    np.testing.assert_allclose(model.get_weights()[0][:, 0], kernel[:, 0] - 0.1 * gradient, rtol=1e-5)
    np.testing.assert_allclose(model.get_weights()[1], bias - 0.1 * 2 * (weights * error).mean(), rtol=1e-5)


def test_least_squares():
    history = line().fit(X, Y, epochs=60, verbose=0)
    assert history.history["loss"][-1] < 1e-8
    np.testing.assert_allclose(np.concatenate(history.model.get_weights(), axis=None), [1, -2, 0.5, 3], atol=1e-4)


def test_the_history_is_named_as_in_keras():
    model = line(metrics=["mae", ganglion.metrics.RootMeanSquaredError(name="error")])
    history = model.fit(X, Y, epochs=2, verbose=0, validation_split=0.25)
    names = ["loss", "mae", "error", "val_loss", "val_mae", "val_error"]
    assert list(history.history) == names
    assert history.epoch == [0, 1]
    held_out = model.evaluate(X[72:], Y[72:], return_dict=True)
    assert list(held_out) == names[:3]
    assert held_out["loss"] == pytest.approx(history.history["val_loss"][-1])
    assert held_out["error"] == pytest.approx(np.sqrt(held_out["loss"]))
    assert "<svg" in history._repr_html_()
    assert "trainable 4" in model._repr_html_()


def test_logits_are_predicted_as_they_are():
    model = line(loss=losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"])
    kernel, bias = model.get_weights()
    np.testing.assert_allclose(model.predict(X), X @ kernel + bias, rtol=1e-4, atol=1e-5)


def test_a_convolution_is_that_of_keras():
    x = RNG.normal(size=(2, 3, 5, 6)).astype(np.float32)
    model = ganglion.Sequential(
        [layers.Input((3, 5, 6)), layers.Conv2D(4, (2, 3), data_format="channels_first"), layers.Flatten()]
    )
    kernel, bias = RNG.normal(size=(2, 3, 3, 4)), RNG.normal(size=4)  # height, width, channels, filters
    model.set_weights([kernel, bias])
    wanted = np.zeros((2, 4, 4, 4))
    for i in range(4):
        for j in range(4):
            wanted[:, :, i, j] = np.einsum("nchw,hwcf->nf", x[:, :, i : i + 2, j : j + 3], kernel) + bias
    np.testing.assert_allclose(model.predict(x), wanted.reshape(2, -1), rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(model.get_weights()[0], kernel.astype(np.float32))


def test_several_inputs_and_outputs():
    a, b = ganglion.Input((2,), name="a"), ganglion.Input((2,), name="b")
    shared = layers.Dense(2, use_bias=False)
    total = layers.Add(name="sum")([shared(a), shared(b)])
    model = ganglion.Model([a, b], [total, layers.Dense(1, name="one")(total)])
    rows = {"a": RNG.normal(size=(9, 2)), "b": RNG.normal(size=(9, 2))}
    both, _ = model.predict(rows)
    np.testing.assert_allclose(both, (rows["a"] + rows["b"]) @ shared.get_weights()[0], rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(model.outputs_of("sum", rows), both)
    model.compile("adam", ["mse", "mse"], loss_weights=[1.0, 0.5])
    first, second = RNG.normal(size=(9, 2)), RNG.normal(size=9)
    loss = model.evaluate(rows, [first, second])
    outputs = model.predict(rows)
    assert loss == pytest.approx(((outputs[0] - first) ** 2).mean() + 0.5 * ((outputs[1][:, 0] - second) ** 2).mean(), rel=1e-5)


def test_what_is_not_trainable_stays():
    model = ganglion.Sequential([layers.Input((3,)), layers.Dense(4, "tanh"), layers.Dense(1)])
    model.layers[0].trainable = False
    model.compile("adam", "mse")
    before = model.get_weights()
    model.fit(X, Y, verbose=0)
    after = model.get_weights()
    np.testing.assert_array_equal(before[0], after[0])
    assert (before[2] != after[2]).any()


def test_class_weights_are_weights_of_rows():
    labels = (Y > 3).astype(int)
    by_class, by_row = (line(loss=losses.BinaryCrossentropy(from_logits=True)) for _ in range(2))
    by_class.fit(X, labels, verbose=0, class_weight={1: 3.0})
    by_row.fit(X, labels, verbose=0, sample_weight=np.where(labels == 1, 3.0, 1.0))
    assert by_class.hash == by_row.hash


def test_a_saved_model_is_trained_on(tmp_path):
    model = line(optimizer="sgd")
    model.fit(X, Y, epochs=2, verbose=0)
    model.save(tmp_path / "line.ganglion")
    again = ganglion.Model.load(tmp_path / "line.ganglion")
    assert again.hash == model.hash
    np.testing.assert_array_equal(ganglion.load_model(tmp_path / "line.ganglion").predict(X), model.predict(X))
    again.fit(X, Y, verbose=0)
    model.fit(X, Y, verbose=0)
    assert again.evaluate(X, Y) == pytest.approx(model.evaluate(X, Y), rel=0.2)
    with pytest.raises(ValueError, match="not written; save to a file that ends in .ganglion"):
        model.save(tmp_path / "line.keras")


def test_a_copy_is_its_own():
    model = line(metrics=["mae"])
    other = copy.deepcopy(model)
    assert pickle.loads(pickle.dumps(other)).hash == model.hash
    assert list(other.fit(X, Y, verbose=0).history) == ["loss", "mae"]
    assert other.hash != model.hash


def test_rows_of_lists():
    model = line()
    one, two = model.predict([[1, 2, 3]]), model.predict([np.array([[1, 2, 3]])])
    np.testing.assert_array_equal(one, two)
    assert model.predict([[1, 2, 3], [4, 5, 6]]).shape == (2, 1)


def test_bad_input_is_refused_by_a_sentence():
    model = line()
    for error, match, call in [
        (ValueError, "not compiled", lambda: ganglion.Model(*(2 * [ganglion.Input((3,))])).fit(X, X)),
        (ValueError, "different numbers of rows", lambda: model.fit(X, Y[:5])),
        (TypeError, "x: numbers are needed", lambda: model.predict([["a", "b", "c"]])),
        (ValueError, "beyond the range of float32", lambda: model.predict(np.full((1, 3), 1e300))),
        (ValueError, "too many digits for float32", lambda: model.predict(np.full((1, 3), 2**24 + 1))),
        (ValueError, "sample_weight", lambda: model.fit(X, Y, sample_weight=np.full(96, np.nan))),
        (ValueError, "class_weight: 2 is none", lambda: model.fit(X, Y, class_weight={2: 1.0})),
        (ValueError, "x: its rows are not all of one shape", lambda: model.predict([[1, 2, 3], [1]])),
        (ValueError, "batch_size 'a'", lambda: model.fit(X, Y, batch_size="a")),
        (ValueError, "validation_data: expected", lambda: model.fit(X, Y, validation_data=X)),
        (ValueError, "expected whole numbers above 0", lambda: layers.Input((None, 3))),
        (TypeError, "made of layers, not of int", lambda: ganglion.Sequential([3])),
        (TypeError, "learning_rate 'x'", lambda: optimizers.SGD("x")),
        (ValueError, "seed -1", lambda: ganglion.Sequential([], seed=-1)),
        (ValueError, "epochs 0", lambda: model.fit(X, Y, epochs=0)),
        (ValueError, "has the shape", lambda: model.set_weights([np.zeros((2, 1)), np.zeros(1)])),
        (ValueError, "relux", lambda: ganglion.Sequential([layers.Input((3,)), layers.Dense(1, "relux")]).summary()),
        (ValueError, "belongs to a model already", lambda: ganglion.Sequential([layers.Input((3,)), *model.layers]).summary()),
        (ValueError, "optimizer 'adm' is unknown", lambda: model.compile("adm", "mse")),
        (TypeError, "clip_by", lambda: optimizers.Adam(clip_by=1)),
        (ValueError, "msse", lambda: model.compile("adam", "msse")),
        (ValueError, "wrong_metric", lambda: model.compile("adam", "mse", ["wrong_metric"])),
        (FileNotFoundError, "nowhere", lambda: ganglion.Model.load("nowhere.ganglion")),
    ]:
        with pytest.raises(error, match=match):
            call()


def test_labels_are_whole_numbers():
    model = ganglion.Sequential([layers.Input((3,)), layers.Dense(2, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    with pytest.raises(ValueError, match="y: whole numbers"):
        model.fit(X, Y)


def test_a_second_thread_is_refused_while_it_trains():
    model, inside, done = line(), threading.Event(), threading.Event()

    def wait(epoch, logs):
        inside.set()
        done.wait(20)

    trainer = threading.Thread(target=lambda: model.fit(X, Y, verbose=0, callbacks=[wait]))
    trainer.start()
    inside.wait(20)
    with pytest.raises(ValueError, match="this network is in use, by another thread"):
        model.predict(X)
    done.set()
    trainer.join()
    assert model.predict(X).shape == (96, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="sends SIGINT to itself")
def test_ctrl_c_leaves_the_model_whole():
    program = (
        "import ganglion, numpy as np, os, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background ignore it\n"
        "x = np.random.default_rng(1).normal(size=(4096, 8))\n"
        "model = ganglion.Sequential([ganglion.layers.Dense(64, 'relu'), ganglion.layers.Dense(1)])\n"
        "model.compile('adam', 'mse')\n"
        "stop = lambda epoch, logs: epoch == 1 and os.kill(os.getpid(), signal.SIGINT)\n"
        "try:\n"
        "    model.fit(x, x[:, 0], epochs=10**9, verbose=0, callbacks=[stop])\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', len(model.history.epoch) < 10**9, np.isfinite(model.predict(x)).all())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, text=True, env=os.environ)
    assert done.stdout == "interrupted True True\n", done.stderr
