"""What can't be imported exactly: refused, never wrong."""

from .registry import model, sequential


@model
def refused_state(k):
    L = k.layers
    i = L.Input((5, 3))
    return k.Model(i, L.LSTM(4, return_state=True)(i)[1])


@model
def refused_stateful(k):
    L = k.layers
    i = L.Input(batch_shape=(2, 5, 3))
    return k.Model(i, L.LSTM(4, stateful=True)(i))


@model
def refused_masking(k):
    """A sum has a mask of its own where only one of its inputs has one."""
    L = k.layers
    i = L.Input((5, 3))
    return k.Model(i, L.LSTM(4)(L.Add()([L.Masking()(i), i])))


@model
def refused_lambda(k):
    return sequential(k, (5,), k.layers.Lambda(lambda x: x * 2))


@model
def refused_mask(k):
    """An attention looks at what a mask leaves."""
    L = k.layers
    i = L.Input((6,))
    x = L.Embedding(20, 5, mask_zero=True)(i)
    return k.Model(i, L.MultiHeadAttention(2, 3)(x, x))


@model
def refused_conv3d(k):
    return sequential(k, (5, 5, 5, 2), k.layers.Conv3D(2, 3))


@model
def refused_bilinear(k):
    return sequential(k, (5, 5, 2), k.layers.UpSampling2D(2, interpolation="bilinear"))


@model
def refused_open_extent(k):
    return sequential(k, (None, None, 3), k.layers.Conv2D(2, 3))


@model
def refused_custom(k):
    """Read where --map says that MyDense is a Dense. Two of them, with a layer of Keras between."""
    @k.utils.register_keras_serializable(package="mine")
    class MyDense(k.layers.Layer):
        def __init__(self, units, **settings):
            super().__init__(**settings)
            self.units = units

        def build(self, shape):
            self.w = self.add_weight(name="w", shape=(shape[-1], self.units))
            self.b = self.add_weight(name="b", shape=(self.units,))

        def call(self, x):
            return x @ self.w + self.b

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    return sequential(k, (4,), MyDense(5), k.layers.Dense(3, activation="tanh"), MyDense(2))
