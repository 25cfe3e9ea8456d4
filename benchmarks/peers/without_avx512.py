#!/usr/bin/env python3
"""Makes build/peers-avx2: the Python environment build/peers, in which no library sees AVX-512.

    build/peers/bin/python benchmarks/peers/without_avx512.py

A library asks the instruction xgetbv which registers the system saves, and uses AVX-512 only if
those of 512 bits are among them. In copies of the libraries that instruction is replaced by one
that answers: those of 128 and 256 bits. All other files are links to those of build/peers. What is
there already stays until packages are installed.
"""

import os
import shutil
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ASKS = bytes.fromhex("0f01d0")  # xgetbv
ANSWERS = bytes.fromhex("b00790")  # mov al, 7; nop
# Register 0 is asked for; without this before it, the three bytes may be something else.
REGISTER_0 = (bytes.fromhex("31c9"), bytes.fromhex("33c9"), bytes.fromhex("b900000000"))
NEAR = 24  # bytes before the instruction in which register 0 is chosen
EXECUTABLE = 1  # flag of a segment, as ELF has it


def code_of(data):
    """The ranges of a shared library (ELF, 64 bits) that hold instructions."""
    if data[:5] != b"\x7fELF\x02":
        return []
    table, size, count = (struct.unpack_from("<Q", data, 32)[0],
                          *struct.unpack_from("<HH", data, 54))
    ranges = []
    for i in range(count):
        kind, flags, offset, _, _, length = struct.unpack_from("<IIQQQQ", data, table + i * size)
        if kind == 1 and flags & EXECUTABLE:
            ranges.append((offset, offset + length))
    return ranges


def places(data):
    """Where register 0 is asked for."""
    for begin, end in code_of(data):
        at = data.find(ASKS, begin, end)
        while at >= 0:
            if any(chosen in data[max(begin, at - NEAR):at] for chosen in REGISTER_0):
                yield at
            at = data.find(ASKS, at + 1, end)


def answer(path):
    """Replaces the file by a copy that doesn't see AVX-512; gives the number of places."""
    data = bytearray(path.read_bytes())
    found = list(places(bytes(data)))
    if found:
        for at in found:
            data[at:at + len(ASKS)] = ANSWERS
        mode = path.stat().st_mode
        path.unlink()  # a link: the original stays as it is
        path.write_bytes(data)
        path.chmod(mode)
    return len(found)


def main():
    source, target = ROOT / "build" / "peers", ROOT / "build" / "peers-avx2"
    if not (source / "bin" / "python").exists():
        sys.exit("build/peers is not there: benchmarks/peers/install.sh makes it")
    settings = target / "pyvenv.cfg"  # written last
    if settings.exists() and settings.stat().st_mtime > (source / "installed").stat().st_mtime:
        return
    shutil.rmtree(target, ignore_errors=True)
    packages = next(source.glob("lib/python3*")).relative_to(source)
    shutil.copytree(source / "bin", target / "bin", symlinks=True)
    shutil.copytree(source / packages, target / packages, symlinks=True, copy_function=os.link)
    for path in sorted((target / packages).rglob("*.so*")):
        if path.is_file() and not path.is_symlink() and (count := answer(path)):
            print(f"{path.relative_to(target / packages)}: {count}")
    shutil.copy(source / settings.name, settings)


if __name__ == "__main__":
    main()
