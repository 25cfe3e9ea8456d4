#!/usr/bin/env python3
"""Makes data/demand.csv: T-shirts in a shop, a row each, and whether they became top sellers.

    tools/make_demand.py [FILE]     (default data/demand.csv)

A shirt becomes one when people can afford it, know of it and think it good: three numbers that no column holds. Prices and shipping are
in euros, marketing in thousands of euros. The numbers are made up, always in the same way: a run writes the same bytes again.
"""

import math
import pathlib
import random
import sys

ROWS = 800
MATERIALS = {"polyester": -1.2, "blend": 0.2, "cotton": 1.4}


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def shirt(numbers):
    price, shipping = numbers.uniform(8, 45), numbers.uniform(0, 9)
    marketing, material = numbers.uniform(0, 20), numbers.choice(list(MATERIALS))
    affordable = sigmoid((30 - price - shipping) / 2.5)
    known = sigmoid((marketing - 6) / 1.2)
    good = sigmoid(2 * MATERIALS[material] + (price - 15) / 4)
    sells = affordable * known * good > 0.4
    if numbers.random() < 0.02:  # nobody knows why
        sells = not sells
    return f"{price:.2f},{shipping:.2f},{marketing:.1f},{material},{'yes' if sells else 'no'}"


def main():
    path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "data/demand.csv")
    numbers = random.Random(1)
    path.write_text("\n".join(["price,shipping,marketing,material,top_seller", *(shirt(numbers) for _ in range(ROWS))]) + "\n")


main()
