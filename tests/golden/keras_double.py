"""Import this first: Keras on JAX, everything in double precision."""
import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax  # noqa: E402
import keras  # noqa: E402
from keras.src.backend.common import dtypes  # noqa: E402

keras.config.set_floatx("float64")
# Away from TensorFlow, Keras lets float64 decay to float32 inside mean, batch normalisation and the like.
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
assert dtypes.result_type("float64", "float32") == "float64"
third = keras.ops.mean(keras.ops.convert_to_tensor([1.0 / 3.0, 0.1]))
assert float(third) == (1.0 / 3.0 + 0.1) / 2.0, "this Keras does not compute in double"

SOURCE = f"Keras {keras.__version__} on JAX {jax.__version__}, float64"
