#!/usr/bin/env python3
"""Writes coefficients.csv beside it: scikit-learn's LogisticRegression on data/breast_cancer.csv.

    python3 tests/golden/logistic_regression/make_logistic_regression.py     (from the root; needs python3-sklearn)

Features have mean 0 and (biased) standard deviation 1, C is 1, the intercept is not penalised; "malignant" is 1.
The last row is the intercept.
"""

import csv
import pathlib

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

with open("data/breast_cancer.csv") as file:
    names, *rows = csv.reader(file)
x = StandardScaler().fit_transform(numpy.array([row[:-1] for row in rows], dtype=float))
y = numpy.array([row[-1] == "malignant" for row in rows], dtype=int)
fit = LogisticRegression(C=1.0, tol=1e-8, max_iter=100000, solver="newton-cg").fit(x, y)
coefficients = numpy.append(fit.coef_[0], fit.intercept_)

# Where the cost is least, its gradient is zero.
error = fit.predict_proba(x)[:, 1] - y
gradient = numpy.append(error @ x + fit.coef_[0], error.sum())
assert abs(gradient).max() < 1e-6, f"not converged: {gradient}"

here = pathlib.Path(__file__).parent
with open(here / "coefficients.csv", "w") as file:
    print("feature,coefficient", file=file)
    for name, value in zip(names[:-1] + ["intercept"], coefficients):
        print(f"{name},{value:.9f}", file=file)
