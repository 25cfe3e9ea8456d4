"""Evaluation metrics by scikit-learn, on small data with ties, weights and rare classes.

metrics.json: data[] = {"name", "task" (binary, multiclass, multilabel, regression), "predictions", "targets",
"weights" or null, "results" {metric: value}, "per_output" {metric: [values]}, optional "confusion" [actual][predicted]}.
The names are those of make_metric; binary F1, precision and recall are of class 1, otherwise macro without a suffix.
"""
import os
import sys
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import numpy as np
import sklearn
from sklearn import metrics as m

warnings.filterwarnings("ignore")  # of 0/0 precision
rng = np.random.default_rng(31)
SCORES = {"precision": m.precision_score, "recall": m.recall_score, "f1": m.f1_score}


def ece(p, observed, w, bins=15):
    """Binned by searching the edges, one bin after the other: another way than the library's."""
    edges = np.linspace(0, 1, bins + 1)
    total = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (p > low) & (p <= high) if low > 0 else (p <= high)
        total += abs((w * (p - observed))[inside].sum())
    return total / w.sum()


def scores(results, targets, predicted, w, averages):
    for name, f in SCORES.items():
        for suffix, average in averages.items():
            results[name + suffix] = f(targets, predicted, average=average, sample_weight=w, zero_division=0)


def binary(name, p, y, w):
    ones = np.ones(len(y)) if w is None else w
    yes = (p > 0.5).astype(int)
    r = {"accuracy": m.accuracy_score(y, yes, sample_weight=w), "ece": ece(p, y, ones),
         "brier": m.brier_score_loss(y, p, sample_weight=w),
         "log_loss": m.log_loss(y, p, sample_weight=w, labels=[0, 1])}
    if 0 < y.sum() < len(y):
        r["roc_auc"] = m.roc_auc_score(y, p, sample_weight=w)
        r["pr_auc"] = m.average_precision_score(y, p, sample_weight=w)
    scores(r, y, yes, w, {"": "binary", "_macro": "macro", "_micro": "micro", "_weighted": "weighted"})
    return {"name": name, "task": "binary", "predictions": p, "targets": y, "weights": w, "results": r,
            "per_output": {}, "confusion": m.confusion_matrix(y, yes, labels=[0, 1])}


def multiclass(name, p, y, w):
    classes = list(range(p.shape[1]))
    ones = np.ones(len(y)) if w is None else w
    top = p.argmax(axis=1)
    r = {"accuracy": m.accuracy_score(y, top, sample_weight=w),
         "ece": ece(p.max(axis=1), (top == y).astype(float), ones),
         "brier": np.average(((p - np.eye(len(classes))[y]) ** 2).sum(axis=1), weights=w),
         "log_loss": m.log_loss(y, p, sample_weight=w, labels=classes)}
    for k in (2, 3):
        r[f"top_{k}_accuracy"] = m.top_k_accuracy_score(y, p, k=k, sample_weight=w, labels=classes)
    one_hot = np.eye(len(classes))[y]
    columns = [c for c in classes if 0 < one_hot[:, c].sum() < len(y)]
    areas = {"roc_auc": m.roc_auc_score, "pr_auc": m.average_precision_score}
    per = {key: [f(one_hot[:, c], p[:, c], sample_weight=w) if c in columns else None for c in classes]
           for key, f in areas.items()}
    if len(columns) == len(classes):
        r["roc_auc"] = m.roc_auc_score(y, p, multi_class="ovr", average="macro", sample_weight=w)
        r["pr_auc"] = m.average_precision_score(one_hot, p, average="macro", sample_weight=w)
    else:
        for key, values in per.items():
            r[key] = np.mean([v for v in values if v is not None])
    scores(r, y, top, w, {"": "macro", "_macro": "macro", "_micro": "micro", "_weighted": "weighted"})
    seen = sorted(set(y) | set(top))
    for key, f in SCORES.items():
        values = dict(zip(seen, f(y, top, average=None, labels=seen, sample_weight=w, zero_division=0)))
        per[key] = [values.get(c) for c in classes]
    return {"name": name, "task": "multiclass", "predictions": p, "targets": y, "weights": w, "results": r,
            "per_output": per, "confusion": m.confusion_matrix(y, top, labels=classes)}


def multilabel(name, p, y, w):
    ones = np.ones(len(y)) if w is None else w
    yes = (p > 0.5).astype(int)
    labels = range(y.shape[1])
    per = {"per_label_accuracy": [m.accuracy_score(y[:, c], yes[:, c], sample_weight=w) for c in labels],
           "roc_auc": m.roc_auc_score(y, p, average=None, sample_weight=w),
           "pr_auc": m.average_precision_score(y, p, average=None, sample_weight=w)}
    r = {"per_label_accuracy": np.mean(per["per_label_accuracy"]),
         "accuracy": np.mean(per["per_label_accuracy"]),
         "subset_accuracy": m.accuracy_score(y, yes, sample_weight=w),
         "roc_auc": m.roc_auc_score(y, p, average="macro", sample_weight=w),
         "pr_auc": m.average_precision_score(y, p, average="macro", sample_weight=w),
         "log_loss": np.mean([m.log_loss(y[:, c], p[:, c], sample_weight=w) for c in labels]),
         "brier": np.mean([m.brier_score_loss(y[:, c], p[:, c], sample_weight=w) for c in labels]),
         "ece": ece(p.ravel(), y.ravel(), np.repeat(ones, y.shape[1]))}
    scores(r, y, yes, w, {"": "macro", "_macro": "macro", "_micro": "micro", "_weighted": "weighted"})
    for key, f in SCORES.items():
        per[key] = f(y, yes, average=None, sample_weight=w, zero_division=0)
    return {"name": name, "task": "multilabel", "predictions": p, "targets": y, "weights": w, "results": r,
            "per_output": per}


def regression(name, p, y, w):
    per = {"mae": m.mean_absolute_error(y, p, sample_weight=w, multioutput="raw_values"),
           "mse": m.mean_squared_error(y, p, sample_weight=w, multioutput="raw_values"),
           "r2": m.r2_score(y, p, sample_weight=w, multioutput="raw_values")}
    per["rmse"] = np.sqrt(per["mse"])
    r = {"mae": m.mean_absolute_error(y, p, sample_weight=w), "mse": m.mean_squared_error(y, p, sample_weight=w),
         "rmse": m.mean_squared_error(y, p, sample_weight=w, squared=False), "r2": m.r2_score(y, p, sample_weight=w)}
    return {"name": name, "task": "regression", "predictions": p, "targets": y, "weights": w, "results": r,
            "per_output": per}


def weights(n):
    w = rng.uniform(0.1, 3.0, size=n)
    w[:: 7] = 0.0
    return w


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


data = []
n = 60
y = (rng.uniform(size=n) < 0.4).astype(int)
smooth = 1 / (1 + np.exp(-(2.0 * (y - 0.5) + rng.normal(scale=1.5, size=n))))
coarse = np.round(smooth * 9.2 + 0.07, 0) / 10 + 0.013  # many ties
rare = np.zeros(n, dtype=int)
rare[[5, 41]] = 1
certain = np.where(rng.uniform(size=n) < 0.2, 1.0 - y, y).astype(float)  # probabilities of exactly 0 and 1
for kind, p, target in (("smooth", smooth, y), ("ties", coarse, y), ("rare", coarse, rare), ("certain", certain, y),
                        ("all_equal", np.full(n, 0.5), y), ("never_yes", smooth * 0.49, y)):
    data.append(binary(f"binary_{kind}", p, target, None))
    data.append(binary(f"binary_{kind}_weighted", p, target, weights(n)))

y4 = rng.choice(4, size=n, p=[0.6, 0.25, 0.1, 0.05])
y4[:4] = [0, 1, 2, 3]
p4 = softmax(2.0 * np.eye(4)[y4] + rng.normal(scale=1.5, size=(n, 4)))
data.append(multiclass("multiclass", p4, y4, None))
data.append(multiclass("multiclass_weighted", p4, y4, weights(n)))
# Class 3 never occurs and is never predicted; class 4 never occurs but is predicted.
y5 = rng.choice(3, size=n)
p5 = softmax(1.5 * np.eye(5)[y5] + rng.normal(scale=1.0, size=(n, 5)) - np.array([0, 0, 0, 20.0, 0.2]))
data.append(multiclass("multiclass_absent", p5, y5, None))
data.append(multiclass("multiclass_absent_weighted", p5, y5, weights(n)))

y3 = (rng.uniform(size=(n, 3)) < np.array([0.5, 0.2, 0.08])).astype(int)
y3[0], y3[1] = [1, 1, 1], [0, 0, 0]
p3 = np.round(1 / (1 + np.exp(-(3.0 * (y3 - 0.5) + rng.normal(scale=1.5, size=(n, 3))))), 2) * 0.98 + 0.003
data.append(multilabel("multilabel", p3, y3, None))
data.append(multilabel("multilabel_weighted", p3, y3, weights(n)))

t = 50.0 + 7.0 * rng.normal(size=n)
data.append(regression("regression", t + rng.normal(size=n), t, None))
data.append(regression("regression_weighted", t + rng.normal(size=n), t, weights(n)))
data.append(regression("regression_far_from_zero", 1e6 + t + rng.normal(size=n), 1e6 + t, None))
t2 = np.stack([t, 0.01 * rng.normal(size=n)], axis=1)
data.append(regression("regression_two_outputs", t2 + [1.0, 0.005] * rng.normal(size=(n, 2)), t2, None))
data.append(regression("regression_two_outputs_weighted", t2 + [1.0, 0.005] * rng.normal(size=(n, 2)), t2, weights(n)))

golden.write(__file__, "metrics.json", {
    "source": f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}", "data": data})
