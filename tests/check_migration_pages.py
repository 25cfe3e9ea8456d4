#!/usr/bin/env python3
"""Compiles and runs the C++ side of docs/from_keras.md and docs/from_pytorch.md.

    tests/check_migration_pages.py BUILD_FOLDER [COMPILER]

The first block of C++ of a page stands before everything; each section is a function: the code in the second column of its tables
and its further blocks, in their order.
"""

import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
build = pathlib.Path(sys.argv[1]).resolve()
compiler = sys.argv[2] if len(sys.argv) > 2 else "g++"

BLOCK = re.compile(r"^```cpp\n(.*?)^```$", re.M | re.S)
ROW = re.compile(r"^\|.*\| `([^`]*)` \|$")


def program_of(page):
    text = page.read_text(encoding="utf-8")
    prelude = BLOCK.search(text)
    program, count = [prelude[1]], 0
    sections = re.split(r"^## .*$", text[prelude.end():], flags=re.M)[1:]
    for number, section in enumerate(sections):
        program.append(f"static void section_{number}() {{")
        for piece in re.finditer(r"^```cpp\n.*?^```$|^\|[^\n]*\|$", section, re.M | re.S):
            block, row = BLOCK.fullmatch(piece[0]), ROW.match(piece[0])
            if block:
                program += block[1].splitlines()
                count += 1
            elif row and not row[1].startswith("ganglion "):
                program.append(row[1])
                count += 1
        program.append("}")
    assert count > 30, f"{page}: only {count} pieces of C++ found"
    calls = " ".join(f"section_{number}();" for number in range(len(sections)))
    return "\n".join([*program, f"int main() {{ {calls} }}", ""])


def libraries():
    """What links the built library, as pkg-config tells those who have it installed."""
    text = (build / "ganglion.pc").read_text(encoding="utf-8")
    needed = re.search(r"^Requires: (.*)", text, re.M)[1].split()
    own = re.search(r"^Libs: -L\S+ -lganglion (.*)", text, re.M)[1].split()
    return [build / "libganglion.a", *own, *shlex.split(subprocess.check_output(["pkg-config", "--libs", *needed], text=True))]


for name in ("from_keras.md", "from_pytorch.md"):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "page.cpp"
        source.write_text(program_of(root / "docs" / name), encoding="utf-8")
        (pathlib.Path(folder) / "data").symlink_to(root / "data")
        subprocess.run([compiler, "-std=c++20", "-Wall", "-Wextra", "-Wno-unused", "-Wno-unused-result", "-Werror", f"-I{root}", source, *libraries(),
                        "-o", "page"], cwd=folder, check=True)
        subprocess.run(["./page"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    print(f"docs/{name}: compiled and run")
