#!/usr/bin/env python3
"""Writes small arrays as NumPy writes them: every type that is read, both orders, three versions."""
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent


def save(name, array, version=(1, 0)):
    with open(HERE / name, "wb") as file:
        np.lib.format.write_array(file, array, version=version)


for kind in ["f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]:
    values = np.array([[0, 1, 2], [3, 4, 100]])
    if kind[0] in "fi":
        values = values * -1
    save(f"{kind}.npy", values.astype("<" + kind))
cube = np.arange(24, dtype="<f4").reshape(2, 3, 4)
save("fortran.npy", np.asfortranarray(cube))
save("version2.npy", cube, (2, 0))
save("version3.npy", cube, (3, 0))
save("big.npy", cube.astype(">f4"))
save("text.npy", np.array(["a", "b"]))
save("fields.npy", np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]))
x = np.arange(6, dtype="<f8").reshape(3, 2) / 4
y = np.array([1, 0, 1])
np.savez(HERE / "stored.npz", y=y, x=x)
np.savez_compressed(HERE / "packed.npz", y=y, x=x)
np.savez(HERE / "uneven.npz", x=x, z=np.arange(4))
