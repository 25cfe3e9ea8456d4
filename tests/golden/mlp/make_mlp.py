"""Small networks: outputs, loss, every gradient, and ten steps of Adam.

Weights are named "<layer>/<variable>" with Keras' variable names; a dense kernel is [inputs, units].
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
from keras_double import SOURCE, jax, keras
import jax.numpy as jnp
import numpy as np

D, L = keras.layers, keras.losses
BATCH = 8


def name_of(variable):
    return "/".join(variable.path.split("/")[-2:])


def case(name, layers, loss, loss_name, loss_options, inputs, targets, seed, sample_weight=None):
    rng = np.random.default_rng(seed)
    model = keras.Sequential([keras.Input(inputs.shape[1:], dtype=inputs.dtype)] + layers, name="model")
    for v in model.trainable_variables:  # nothing at a special value: no zero bias, no gamma of one
        offset = 1.0 if v.name == "gamma" else 0.0
        v.assign(offset + rng.normal(scale=0.5, size=v.shape))
    for v in model.non_trainable_variables:
        if v.name in ("moving_mean", "moving_variance"):
            v.assign(rng.uniform(0.5, 1.5, size=v.shape))
    trainable = [v.value for v in model.trainable_variables]
    fixed = [v.value for v in model.non_trainable_variables]

    def loss_of(parameters, x):
        y, updated = model.stateless_call(parameters, fixed, x, training=True)
        return loss(targets, y, sample_weight=sample_weight), (y, updated)

    integer = np.issubdtype(inputs.dtype, np.integer)
    which = 0 if integer else (0, 1)
    (value, (output, updated)), gradient = jax.value_and_grad(loss_of, argnums=which, has_aux=True)(
        trainable, jnp.asarray(inputs))
    parameter_gradients, input_gradient = (gradient, None) if integer else gradient
    names = [name_of(v) for v in model.trainable_variables]
    fixed_names = [name_of(v) for v in model.non_trainable_variables]

    # Ten steps of Adam on the whole batch: the loss before each step, and the weights at the end.
    variables = model.trainable_variables
    optimizer = keras.optimizers.Adam(learning_rate=0.01)
    losses, state = [], trainable
    slots = (optimizer.build(variables), [v.value for v in optimizer.variables])[1]
    running = fixed
    for _ in range(10):
        def step_loss(parameters):
            y, new = model.stateless_call(parameters, running, inputs, training=True)
            return loss(targets, y, sample_weight=sample_weight), new
        (step_value, new_running), g = jax.value_and_grad(step_loss, has_aux=True)(state)
        losses.append(float(step_value))
        state, slots = optimizer.stateless_apply(slots, g, state)
        running = new_running

    batch_norm = [i for i, n in enumerate(fixed_names) if "moving_" in n]
    row = {
        "name": name,
        "layers": [describe(layer) for layer in layers],
        "loss": loss_name, "loss_options": loss_options,
        "inputs": inputs, "targets": targets, "sample_weight": sample_weight,
        "weights": dict(zip(names, trainable)),
        "output": output, "loss_value": value,
        "gradients": dict(zip(names, parameter_gradients)), "input_gradient": input_gradient,
        "inference_output": model.stateless_call(trainable, fixed, inputs, training=False)[0],
        "adam_10_steps": {"learning_rate": 0.01, "loss_before_step": losses, "weights": dict(zip(names, state))},
    }
    if batch_norm:
        row["moving_before"] = {fixed_names[i]: fixed[i] for i in batch_norm}
        row["moving_after"] = {fixed_names[i]: updated[i] for i in batch_norm}
        row["adam_10_steps"]["moving"] = {fixed_names[i]: running[i] for i in batch_norm}
    return row


def describe(layer):
    row = {"type": type(layer).__name__, "name": layer.name}
    config = layer.get_config()
    for key in ("units", "activation", "momentum", "epsilon", "input_dim", "output_dim", "axis"):
        if key in config:
            row[key] = config[key]
    return row


rng = np.random.default_rng(99)
X = rng.normal(size=(BATCH, 5))
CLASSES = np.array([0, 2, 1, 1, 0, 2, 2, 1])
BINARY = np.array([[0], [1], [1], [0], [1], [0], [0], [1]], dtype=float)
REAL = rng.normal(scale=2.0, size=(BATCH, 2))
WEIGHTS = np.array([1.0, 2.0, 0.5, 0.0, 1.0, 3.0, 1.0, 0.25])
TOKENS = np.array([[0, 3, 6], [1, 1, 1], [5, 2, 0], [6, 6, 4], [2, 3, 4], [0, 0, 5], [1, 5, 1], [4, 2, 0]],
                  dtype="int32")


def sparse():
    return L.SparseCategoricalCrossentropy(from_logits=True)


cases = [
    case("softmax_tanh_5_4_3", [D.Dense(4, activation="tanh", name="dense"), D.Dense(3, name="dense_1")],
         sparse(), "sparse_categorical_crossentropy", {"from_logits": True}, X, CLASSES, 1),
    case("softmax_probabilities_5_4_3",
         [D.Dense(4, activation="tanh", name="dense"), D.Dense(3, activation="softmax", name="dense_1")],
         L.SparseCategoricalCrossentropy(), "sparse_categorical_crossentropy", {"from_logits": False}, X, CLASSES, 1),
    case("sigmoid_bce_5_4_1", [D.Dense(4, activation="relu", name="dense"),
                               D.Dense(1, activation="sigmoid", name="dense_1")],
         L.BinaryCrossentropy(), "binary_crossentropy", {"from_logits": False}, X, BINARY, 2),
    case("sigmoid_bce_logits_weighted_5_4_1",
         [D.Dense(4, activation="silu", name="dense"), D.Dense(1, name="dense_1")],
         L.BinaryCrossentropy(from_logits=True), "binary_crossentropy", {"from_logits": True}, X, BINARY, 3, WEIGHTS),
    case("regression_mse_5_6_4_2",
         [D.Dense(6, activation="gelu", name="dense"), D.Dense(4, activation="elu", name="dense_1"),
          D.Dense(2, name="dense_2")],
         L.MeanSquaredError(), "mean_squared_error", {}, X, REAL, 4),
    case("layer_norm_5_4_3",
         [D.Dense(4, name="dense"), D.LayerNormalization(name="layer_normalization"),
          D.Activation("tanh", name="activation"), D.Dense(3, name="dense_1")],
         sparse(), "sparse_categorical_crossentropy", {"from_logits": True}, X, CLASSES, 5),
    case("batch_norm_5_4_3",
         [D.Dense(4, name="dense"), D.BatchNormalization(name="batch_normalization"),
          D.Activation("relu", name="activation"), D.Dense(3, name="dense_1")],
         sparse(), "sparse_categorical_crossentropy", {"from_logits": True}, X, CLASSES, 6),
    case("embedding_7x2_flatten_dense_3",
         [D.Embedding(7, 2, name="embedding"), D.Flatten(name="flatten"), D.Dense(3, name="dense")],
         sparse(), "sparse_categorical_crossentropy", {"from_logits": True}, TOKENS, CLASSES, 8),
]

# Batch normalisation once more by hand: biased variance, momentum 0.99.
bn = next(c for c in cases if c["name"].startswith("batch_norm"))
z = X @ np.asarray(bn["weights"]["dense/kernel"]) + np.asarray(bn["weights"]["dense/bias"])
for key, batch in (("moving_mean", z.mean(0)), ("moving_variance", z.var(0))):
    want = 0.99 * np.asarray(bn["moving_before"]["batch_normalization/" + key]) + 0.01 * batch
    assert np.allclose(np.asarray(bn["moving_after"]["batch_normalization/" + key]), want, rtol=1e-13)

golden.write(__file__, "mlp.json", {"source": SOURCE, "cases": cases})
