#!/usr/bin/env python3
"""Writes data/digits.csv from the copy of the data that scikit-learn carries.

    tools/make_digits.py > data/digits.csv     (needs Debian's python3-sklearn)
"""

from sklearn.datasets import load_digits

digits = load_digits()
print(",".join([f"pixel_{row}_{column}" for row in range(8) for column in range(8)] + ["digit"]))
for pixels, digit in zip(digits.data.astype(int), digits.target):
    print(",".join(map(str, [*pixels, digit])))
