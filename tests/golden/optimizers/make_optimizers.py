"""Ten steps of each optimizer on fixed gradients, and learning-rate schedules.

Two parameters, kernel [2, 2] and bias [2]; step k gives them gradients[k]. After each step the case lists both.
The gradients do not depend on the parameters, so that an error in one step does not hide in the next.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
from keras_double import SOURCE, keras
import numpy as np

O, S = keras.optimizers, keras.optimizers.schedules
KERNEL = np.array([[0.5, -1.2], [2.0, 0.03]])
BIAS = np.array([-0.7, 1.5])
rng = np.random.default_rng(7)
# The gradient of a quadratic bowl whose centre drifts: signs change, sizes run from 1e-3 to about 10.
CURVATURE = np.array([3.0, 0.5, 1.0, 0.02, 8.0, 1.0])
START = np.concatenate([KERNEL.ravel(), BIAS])
GRADIENTS = [CURVATURE * (START * (1 - 0.25 * k) + rng.normal(scale=0.3, size=6)) for k in range(10)]


def steps(make, exclude=()):
    kernel, bias = keras.Variable(KERNEL, name="kernel"), keras.Variable(BIAS, name="bias")
    optimizer = make()
    if exclude:
        optimizer.exclude_from_weight_decay(var_names=list(exclude))
    optimizer.build([kernel, bias])
    after = []
    for g in GRADIENTS:
        optimizer.apply([g[:4].reshape(2, 2), g[4:]], [kernel, bias])
        after.append({"kernel": np.asarray(kernel.value), "bias": np.asarray(bias.value)})
    return after


def case(name, kind, options, keras_class, exclude=(), **keras_options):
    row = {"name": name, "optimizer": kind, "options": options}
    if exclude:
        row["exclude_from_weight_decay"] = list(exclude)
    row["after"] = steps(lambda: keras_class(**keras_options), exclude)
    return row


def plain(name, kind, keras_class, **options):
    """A case whose option names are Keras' own."""
    return case(name, kind, options, keras_class, **options)


schedule = S.CosineDecay(0.1, 10, alpha=0.1)
cases = [
    # Keras' defaults, nothing set: learning rates 0.01 (sgd) and 0.001 (all others).
    plain("sgd_defaults", "sgd", O.SGD),
    plain("adam_defaults", "adam", O.Adam),
    plain("adamw_defaults", "adamw", O.AdamW),
    plain("rmsprop_defaults", "rmsprop", O.RMSprop),
    plain("adagrad_defaults", "adagrad", O.Adagrad),
    # Larger rates, where an error shows in the leading digits.
    plain("sgd", "sgd", O.SGD, learning_rate=0.05),
    plain("momentum", "sgd", O.SGD, learning_rate=0.05, momentum=0.9),
    plain("nesterov", "sgd", O.SGD, learning_rate=0.05, momentum=0.9, nesterov=True),
    plain("adam", "adam", O.Adam, learning_rate=0.1),
    plain("adam_options", "adam", O.Adam, learning_rate=0.1, beta_1=0.8, beta_2=0.95, epsilon=1e-3),
    plain("adam_amsgrad", "adam", O.Adam, learning_rate=0.1, amsgrad=True),
    plain("adamw", "adamw", O.AdamW, learning_rate=0.1, weight_decay=0.05),
    plain("rmsprop", "rmsprop", O.RMSprop, learning_rate=0.1),
    plain("rmsprop_momentum", "rmsprop", O.RMSprop, learning_rate=0.05, rho=0.8, momentum=0.9),
    plain("rmsprop_centered", "rmsprop", O.RMSprop, learning_rate=0.05, centered=True),
    plain("rmsprop_momentum_centered", "rmsprop", O.RMSprop, learning_rate=0.05, momentum=0.9, centered=True),
    plain("adagrad", "adagrad", O.Adagrad, learning_rate=0.5),
    plain("adagrad_options", "adagrad", O.Adagrad, learning_rate=0.5, initial_accumulator_value=0.0, epsilon=1e-4),
    # Clipping: by the norm of all gradients together, by the norm of each parameter's own, and by value.
    plain("sgd_global_clipnorm", "sgd", O.SGD, learning_rate=0.05, global_clipnorm=1.5),
    plain("adam_global_clipnorm", "adam", O.Adam, learning_rate=0.1, global_clipnorm=1.5),
    plain("sgd_clipnorm", "sgd", O.SGD, learning_rate=0.05, clipnorm=1.5),
    plain("sgd_clipvalue", "sgd", O.SGD, learning_rate=0.05, clipvalue=0.4),
    plain("adam_clipvalue", "adam", O.Adam, learning_rate=0.1, clipvalue=0.4),
    # Decoupled weight decay: parameter -= learning_rate * weight_decay * parameter, before the update.
    plain("sgd_weight_decay", "sgd", O.SGD, learning_rate=0.05, momentum=0.9, weight_decay=0.1),
    case("adamw_bias_excluded", "adamw", {"learning_rate": 0.1, "weight_decay": 0.05}, O.AdamW,
         exclude=("bias",), learning_rate=0.1, weight_decay=0.05),
    # A schedule: step k (from 0) uses the schedule's value at k.
    case("sgd_cosine_schedule", "sgd",
         {"learning_rate": {"schedule": "cosine_decay",
                            "options": {"initial_learning_rate": 0.1, "decay_steps": 10, "alpha": 0.1}}},
         O.SGD, learning_rate=schedule),
]

# Independent of Keras: the published equations for two of them, to show that the run above was in double.
w, m, v = START.copy(), np.zeros(6), np.zeros(6)
for k, g in enumerate(GRADIENTS, 1):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
    w = w - 0.1 * np.sqrt(1 - 0.999 ** k) / (1 - 0.9 ** k) * m / (np.sqrt(v) + 1e-7)
by_name = {row["name"]: row for row in cases}
for name, want in (("adam", w), ("sgd", START - 0.05 * sum(GRADIENTS))):
    last = by_name[name]["after"][-1]
    got = np.concatenate([last["kernel"].ravel(), last["bias"]])
    assert np.allclose(got, want, rtol=1e-13, atol=0), (name, got - want)

AT = [0, 1, 2, 3, 5, 7, 9, 10, 11, 15, 19, 20, 25, 30, 50, 100, 1000]
SCHEDULES = [
    ("cosine_decay", S.CosineDecay, dict(initial_learning_rate=0.1, decay_steps=20, alpha=0.0)),
    ("cosine_decay", S.CosineDecay, dict(initial_learning_rate=0.1, decay_steps=30, alpha=0.05)),
    # warm-up goes in a line from initial_learning_rate to warmup_target over warmup_steps; decay_steps follow it
    ("cosine_decay", S.CosineDecay, dict(initial_learning_rate=0.0, decay_steps=20, alpha=0.0, warmup_target=0.1,
                                         warmup_steps=10)),
    ("cosine_decay", S.CosineDecay, dict(initial_learning_rate=0.01, decay_steps=15, alpha=0.1, warmup_target=0.5,
                                         warmup_steps=5)),
    ("exponential_decay", S.ExponentialDecay, dict(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5,
                                                   staircase=False)),
    ("exponential_decay", S.ExponentialDecay, dict(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5,
                                                   staircase=True)),
    ("piecewise_constant_decay", S.PiecewiseConstantDecay, dict(boundaries=[5, 10, 20], values=[1.0, 0.5, 0.1, 0.01])),
]
schedules = [{"schedule": name, "options": options, "steps": AT,
              "learning_rates": [float(make(**options)(step)) for step in AT]} for name, make, options in SCHEDULES]

golden.write(__file__, "optimizers.json", {
    "source": SOURCE, "initial": {"kernel": KERNEL, "bias": BIAS},
    "gradients": [{"kernel": g[:4].reshape(2, 2), "bias": g[4:]} for g in GRADIENTS],
    "cases": cases, "schedules": schedules})
