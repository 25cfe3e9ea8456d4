#!/usr/bin/env python3
"""Writes the files of this folder with h5py (3.x): make_hdf5.py

kinds.h5: what Keras' files have, and numbers of other types; latest.h5: the same groups as new
versions of HDF5 write them (superblock 3, links in the headers); dense.h5: more links than a header
holds. Arrays hold 0, 1, 2, … divided by 4.
"""

from pathlib import Path

import h5py
import numpy as np

FOLDER = Path(__file__).parent


def numbers(shape, dtype="<f4"):
    values = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    return (values / 4 if np.dtype(dtype).kind == "f" else values).astype(dtype)


def fill(file):
    file.attrs["long"] = "größer " * 40
    file.attrs["several"] = ["a", "bc", ""]
    file.attrs["fixed"] = np.array([b"kernel:0", b"bias"])
    file.attrs["none"] = []
    file.attrs["number"] = 3
    file.create_dataset("a/b/c", data=numbers((2, 3)))


def main():
    with h5py.File(FOLDER / "kinds.h5", "w") as file:
        fill(file)
        for name in ["<f8", ">f4", "<f2", "<i1", "<i4", "<i8", "<u2", ">i2"]:
            file.create_dataset("types/" + name, data=numbers((3,), name))
        file["negative"] = np.array([-1.5, -0.0, np.inf], "<f2")
        file["negative_int"] = np.array([-2, 127], "<i1")
        file["scalar"] = np.float32(2.5)
        file["empty"] = np.zeros((0, 3), "<f4")
        file["text"] = "no numbers"
        chunks = {"chunks": (4, 3), "compression": "gzip"}
        file.create_dataset("packed/plain", data=numbers((10, 7)), chunks=(4, 3))
        file.create_dataset("packed/gzip", data=numbers((10, 7)), **chunks)
        file.create_dataset("packed/shuffle", data=numbers((10, 7)), shuffle=True, **chunks)
        file.create_dataset("packed/all", data=numbers((10, 7)), shuffle=True, fletcher32=True,
                            **chunks)
        file.create_dataset("packed/lzf", data=numbers((10, 7)), chunks=(4, 3), compression="lzf")
        file.create_dataset("never_written", (3,), "<f4")
        for i in range(30):
            file.create_group(f"many/g{i}").attrs["number"] = str(i)
    with h5py.File(FOLDER / "latest.h5", "w", libver="latest") as file:
        fill(file)
    with h5py.File(FOLDER / "dense.h5", "w", libver="latest") as file:
        for i in range(20):
            file.create_group(f"g{i}")


if __name__ == "__main__":
    main()
