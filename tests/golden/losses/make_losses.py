"""Every loss with its gradient by the predictions, with and without sample weights.

"value" is Keras' sum_over_batch_size: sum(weight * per_sample) / batch. "gradient" is that of the value by y_pred.
The categorical losses from probabilities divide each row by its sum first, and the gradient includes that
division; "gradient_without_division" is the plain -weight * target / (p * batch), equal to it up to a constant in each row.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
from keras_double import SOURCE, jax, keras
import jax.numpy as jnp
import numpy as np

L = keras.losses
rng = np.random.default_rng(20240611)
BATCH = 6
WEIGHTS = np.array([1.0, 0.5, 2.0, 0.0, 1.5, 3.0])


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


logits2 = rng.normal(scale=2.0, size=(BATCH, 2))
labels2 = np.array([[0, 1], [1, 1], [1, 0], [0, 0], [1, 0], [0, 1]], dtype=float)
logits1, labels1 = logits2[:, :1] * 1.5, labels2[:, :1]
logits4 = rng.normal(scale=2.0, size=(BATCH, 4))
classes = np.array([0, 3, 1, 2, 3, 3])
one_hot = np.eye(4)[classes]
soft = softmax(rng.normal(size=(BATCH, 4)))
values = rng.normal(scale=2.0, size=(BATCH, 3))
truth = rng.normal(scale=2.0, size=(BATCH, 3))
positive, counts = np.exp(0.5 * values), rng.poisson(2.0, size=(BATCH, 3)).astype(float)
huge = np.array([[1e4, -1e4, 0.0, 5e3], [-1e4, 1e4, 1e4, 0.0], [0.0, -1e4, 1e4, 1e4 - 1],
                 [1e4, 1e4, 1e4, 1e4], [-1e4, -1e4, -1e4, -9999.0], [300.0, 0.0, -300.0, 299.0]])


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


CASES = []
for smoothing in (0.0, 0.1):
    for z, t in ((logits1, labels1), (logits2, labels2)):
        CASES.append(("binary_crossentropy", {"from_logits": False, "label_smoothing": smoothing}, t, sigmoid(z)))
        CASES.append(("binary_crossentropy", {"from_logits": True, "label_smoothing": smoothing}, t, z))
    for t in (one_hot, soft):
        CASES.append(("categorical_crossentropy", {"from_logits": False, "label_smoothing": smoothing}, t,
                      softmax(logits4)))
        CASES.append(("categorical_crossentropy", {"from_logits": True, "label_smoothing": smoothing}, t, logits4))
CASES += [
    ("binary_crossentropy", {"from_logits": True, "label_smoothing": 0.0},
     np.array([[1.0], [0.0], [1.0], [0.0], [1.0], [0.0]]),
     np.array([[1e4], [1e4], [-1e4], [-1e4], [30.0], [-800.0]])),
    ("categorical_crossentropy", {"from_logits": True, "label_smoothing": 0.0}, one_hot, huge),
    ("sparse_categorical_crossentropy", {"from_logits": False}, classes, softmax(logits4)),
    ("sparse_categorical_crossentropy", {"from_logits": True}, classes, logits4),
    ("sparse_categorical_crossentropy", {"from_logits": True}, classes, huge),
    ("mean_squared_error", {}, truth, values),
    ("mean_squared_error", {}, truth[:, :1], values[:, :1]),
    ("mean_absolute_error", {}, truth, values),
    ("huber", {"delta": 1.0}, truth, values),
    ("huber", {"delta": 2.5}, truth, values),
    ("hinge", {}, labels1, values[:, :1]),  # labels 0/1 become -1/+1
    ("hinge", {}, labels2, values[:, :2]),
    ("hinge", {}, 2.0 * labels2 - 1.0, values[:, :2]),
    ("poisson", {}, counts, positive),
]
CLASSES = {
    "binary_crossentropy": L.BinaryCrossentropy, "categorical_crossentropy": L.CategoricalCrossentropy,
    "sparse_categorical_crossentropy": L.SparseCategoricalCrossentropy, "mean_squared_error": L.MeanSquaredError,
    "mean_absolute_error": L.MeanAbsoluteError, "huber": L.Huber, "hinge": L.Hinge, "poisson": L.Poisson,
}

cases = []
for name, options, t, p in CASES:
    per_sample = CLASSES[name](reduction="none", **options)(t, p)
    for weights in (None, WEIGHTS):
        loss = CLASSES[name](**options)
        value, gradient = jax.value_and_grad(lambda y: loss(t, y, sample_weight=weights))(jnp.asarray(p))
        w = np.ones(BATCH) if weights is None else weights
        assert abs(float(value) - float((w * np.asarray(per_sample)).sum() / BATCH)) <= 1e-12 * max(1, float(value))
        case = {"loss": name, "options": options, "y_true": t, "y_pred": p, "sample_weight": weights,
                "per_sample": per_sample, "value": value, "gradient": gradient}
        if "categorical" in name and not options["from_logits"]:
            targets = one_hot if "sparse" in name else np.asarray(t)
            smoothing = options.get("label_smoothing", 0.0)
            targets = targets * (1 - smoothing) + smoothing / p.shape[1]
            case["gradient_without_division"] = -w[:, None] * targets / (p * BATCH)
        cases.append(case)
golden.write(__file__, "losses.json", {"source": SOURCE, "cases": cases})
