#!/usr/bin/env python3
"""Writes data/breast_cancer.csv from the copy of the data that scikit-learn carries.

    tools/make_breast_cancer.py > data/breast_cancer.csv     (needs Debian's python3-sklearn)
"""

from sklearn.datasets import load_breast_cancer

cancer = load_breast_cancer()
print(",".join([name.replace(" ", "_") for name in cancer.feature_names] + ["diagnosis"]))
for numbers, diagnosis in zip(cancer.data, cancer.target):
    print(",".join([*(f"{number:.10g}" for number in numbers), cancer.target_names[diagnosis]]))
