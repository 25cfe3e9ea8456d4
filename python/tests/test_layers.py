"""Layers as Keras has them: channels last, and operators of symbols."""

import numpy as np
import pytest

import ganglion
from ganglion import Input, Model, Sequential, layers

RNG = np.random.default_rng(1)
IMAGES = RNG.normal(size=(3, 8, 7, 2)).astype(np.float32)


def stack(order, shape):
    return Sequential([
        Input(shape),
        layers.Conv2D(4, (3, 2), activation="relu", data_format=order),
        layers.BatchNormalization(axis=-1 if order == "channels_last" else 1),
        layers.MaxPooling2D(2, data_format=order),
        layers.Dropout(0.5),
        layers.ZeroPadding2D(((1, 0), (0, 2)), data_format=order),
        layers.UpSampling2D(2, data_format=order),
        layers.Conv2D(3, 2, padding="same", strides=2, data_format=order),
    ])  # fmt: skip


def test_channels_last_gives_what_channels_first_gives():
    last, first = stack("channels_last", (8, 7, 2)), stack("channels_first", (2, 8, 7))
    first.set_weights(last.get_weights())
    np.testing.assert_array_equal(last.predict(IMAGES), np.moveaxis(first.predict(np.moveaxis(IMAGES, -1, 1)), 1, -1))
    assert [layer.kind for layer in last.layers] == [layer.kind for layer in first.layers]
    assert last.layers[0].output_shape == (None, 6, 6, 4) and first.layers[0].output_shape == (None, 4, 6, 6)
    inner = last.outputs_of(["conv2d", "max_pooling"], IMAGES)
    assert [array.shape for array in inner] == [(3, 6, 6, 4), (3, 3, 3, 4)]


def test_flat_features_come_in_the_order_of_keras():
    model = Sequential([Input((8, 7, 2)), layers.AveragePooling2D(1), layers.Flatten()])
    np.testing.assert_array_equal(model.predict(IMAGES), IMAGES.reshape(3, -1))


def test_signals_too():
    kernel, bias = RNG.normal(size=(3, 2, 5)), RNG.normal(size=5)
    model = Sequential([Input((9, 2)), layers.Conv1D(5, 3), layers.GlobalMaxPooling1D()])
    model.set_weights([kernel, bias])
    x = RNG.normal(size=(4, 9, 2)).astype(np.float32)
    wanted = np.stack([np.einsum("rkc,kcf->rf", x[:, i : i + 3], kernel) for i in range(7)], axis=1).max(axis=1) + bias
    np.testing.assert_allclose(model.predict(x), wanted, rtol=1e-4, atol=1e-5)


def test_layers_that_follow_each_other_move_nothing_between():
    model = Sequential([Input((8, 7, 2)), layers.Conv2D(4, 3), layers.MaxPooling2D(), layers.Conv2D(4, 2)])
    model.count_params()
    assert [kind for _, kind, *_ in model._core.layers].count("permute") == 2


def test_symbols_have_operators():
    a, b = Input((3,), name="a"), Input((3,), name="b")
    model = Model([a, b], 2 * (a + b) - a * b / 4 + 1 - (-b))
    x, y = RNG.normal(size=(2, 5, 3)).astype(np.float32)
    np.testing.assert_allclose(model.predict([x, y]), 2 * (x + y) - x * y / 4 + 1 + y, rtol=1e-5, atol=1e-5)


def test_normalization_learns_from_data():
    rows = RNG.normal(3, 5, size=(200, 4))
    rows[:, 2] = 7.0
    scale = layers.Normalization()
    scale.adapt(rows)
    out = Sequential([Input((4,)), scale]).predict(rows.astype(np.float32))
    np.testing.assert_allclose(out.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(out.std(axis=0), [1, 1, 0, 1], atol=1e-5)
    with pytest.raises(ValueError, match="call adapt"):
        Sequential([Input((4,)), layers.Normalization()]).count_params()
    with pytest.raises(ValueError, match="data_format 'first'"):
        layers.Conv2D(4, 3, data_format="first")


def test_one_hot_labels():
    np.testing.assert_array_equal(ganglion.utils.to_categorical([2, 0]), [[0, 0, 1], [1, 0, 0]])
    with pytest.raises(ValueError, match="labels go from -1 to 1"):
        ganglion.utils.to_categorical([-1, 1])
    np.testing.assert_allclose(ganglion.utils.normalize(np.array([[3.0, 4.0], [0.0, 0.0]])), [[0.6, 0.8], [0, 0]])
