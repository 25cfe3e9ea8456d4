#!/usr/bin/env python3
"""Makes data/ecg.csv: heartbeats as an electrocardiogram would show them, a row each, of three kinds.

    tools/make_ecg.py [FILE]     (default data/ecg.csv)

A beat is a sum of Gaussian bumps, the waves P, Q, R, S and T, as in P. E. McSharry, G. D. Clifford, L. Tarassenko and L. A. Smith,
*A dynamical model for generating synthetic electrocardiogram signals*, IEEE Transactions on Biomedical Engineering 50(3), 2003. Height,
width, place, a wandering base line and noise differ from beat to beat, always in the same way: a run writes the same bytes again.
"""

import math
import pathlib
import random
import sys

SAMPLES = 80  # of 10 ms
EACH = 120
# Of each kind the waves: where (ms), how high (mV), how wide (ms).
KINDS = {
    "normal": [(180, 0.14, 24), (310, -0.12, 10), (340, 1.10, 11), (372, -0.25, 11), (560, 0.30, 42)],
    # Premature ventricular contraction: no P wave, a wide QRS complex, the T wave upside down.
    "premature": [(300, 1.20, 34), (385, -0.45, 32), (560, -0.32, 48)],
    # Elevation of the ST segment, as in an infarction: between S and T the curve stays high.
    "st_elevation": [(180, 0.14, 24), (310, -0.12, 10), (340, 1.00, 11), (372, -0.10, 10), (450, 0.22, 40), (560, 0.42, 46)],
}


def beat(waves, numbers):
    """One beat in mV."""
    gain, stretch = numbers.uniform(0.75, 1.25), numbers.uniform(0.9, 1.1)
    moved = numbers.uniform(-180, 180)
    wander, phase = numbers.uniform(0, 0.12), numbers.uniform(0, 2 * math.pi)
    waves = [(340 + (at - 340) * stretch + moved, high * numbers.uniform(0.85, 1.15), wide * stretch) for at, high, wide in waves]
    values = []
    for i in range(SAMPLES):
        ms = 10 * i
        value = sum(high * math.exp(-((ms - at) / wide) ** 2 / 2) for at, high, wide in waves)
        value += wander * math.sin(phase + 2 * math.pi * ms / 2000) + numbers.gauss(0, 0.06)
        values.append(f"{gain * value:.2f}")
    return values


def main():
    path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "data/ecg.csv")
    numbers = random.Random(1)
    lines = [",".join(["beat", *(f"ms_{10 * i}" for i in range(SAMPLES))])]
    for _ in range(EACH):
        for kind, waves in KINDS.items():
            lines.append(",".join([kind, *beat(waves, numbers)]))
    path.write_text("\n".join(lines) + "\n")


main()
