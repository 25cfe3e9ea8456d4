"""Every activation at a few points, with its derivative. Kinks (0 for relu, leaky_relu, elu) are avoided."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
from keras_double import SOURCE, jax, keras
import numpy as np

X = np.array([-30.0, -8.0, -3.5, -2.0, -1.25, -0.7, -0.1, -1e-3,
              1e-3, 0.1, 0.6, 1.0, 1.75, 3.2, 9.0, 40.0])
a = keras.activations
FUNCTIONS = [
    ("linear", {}, a.linear),
    ("sigmoid", {}, a.sigmoid),
    ("tanh", {}, a.tanh),
    ("relu", {}, a.relu),
    # Two defaults live in Keras: the layer LeakyReLU has 0.3, the function leaky_relu has 0.2.
    ("leaky_relu", {"negative_slope": 0.3}, lambda x: a.leaky_relu(x, negative_slope=0.3)),
    ("leaky_relu", {"negative_slope": 0.2}, a.leaky_relu),
    ("elu", {"alpha": 1.0}, a.elu),
    ("elu", {"alpha": 0.5}, lambda x: a.elu(x, alpha=0.5)),
    ("gelu", {"approximate": False}, a.gelu),
    ("silu", {}, a.silu),
    ("softplus", {}, a.softplus),
    ("relu6", {}, a.relu6),
    ("selu", {}, a.selu),
    ("mish", {}, a.mish),
    ("hard_sigmoid", {}, a.hard_sigmoid),
    ("hard_silu", {}, a.hard_silu),
    ("softsign", {}, a.softsign),
    ("exponential", {}, a.exponential),
    ("log_sigmoid", {}, a.log_sigmoid),
]
assert keras.layers.LeakyReLU().negative_slope == 0.3

cases = [{"name": name, "options": options, "x": X, "y": f(X),
          "derivative": jax.vmap(jax.grad(lambda v, f=f: f(v)))(X)} for name, options, f in FUNCTIONS]

# softmax works on rows: the gradient is that of sum(upstream * softmax(x)).
rows = np.array([[1.0, 2.0, 3.0, 4.0], [-5.0, 0.0, 0.5, 0.5], [100.0, 99.0, -100.0, 101.5],
                 [1e4, -1e4, 9999.0, 0.0]])
upstream = np.array([[0.3, -1.2, 0.7, 2.0], [1.0, 0.0, -1.0, 0.25], [0.5, 0.5, -0.5, 1.5],
                     [2.0, 1.0, -3.0, 0.1]])
softmax = {"x": rows, "y": a.softmax(rows), "log_softmax": a.log_softmax(rows), "upstream": upstream,
           "gradient": jax.grad(lambda x: (upstream * a.softmax(x)).sum())(rows),
           "log_gradient": jax.grad(lambda x: (upstream * a.log_softmax(x)).sum())(rows)}
golden.write(__file__, "activations.json", {"source": SOURCE, "cases": cases, "softmax": softmax})
