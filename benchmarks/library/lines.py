#!/usr/bin/env python3
"""Counts the lines of the example programs and of their Keras twins: those that aren't blank and aren't comments alone.

    benchmarks/library/lines.py [--check]

With --check it fails where a program is longer than its twin by more than USUAL, and where docs/programs.md says otherwise.
"""

import pathlib
import re
import sys

here = pathlib.Path(__file__).resolve().parent
root = here.parent.parent

# What C++ adds: includes, main, the handler of errors, constants with a type.
USUAL = 10


def count(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        text = re.sub(r'^\s*"""[^"]*"""$', "", text, flags=re.M)
    comment = "#" if path.suffix == ".py" else "//"
    return sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith(comment))


def main():
    faults = 0
    page = (root / "docs/programs.md").read_text(encoding="utf-8")
    print("| program | Ganglion | Keras |\n|---|--:|--:|")
    for twin in sorted((here / "keras").glob("*.py")):
        ours, theirs = count(root / "examples" / f"{twin.stem}.cpp"), count(twin)
        print(f"| {twin.stem} | {ours} | {theirs} |")
        if "--check" in sys.argv[1:] and ours - theirs > USUAL:
            print(f"{twin.stem}: {ours - theirs} lines more, at most {USUAL}", file=sys.stderr)
            faults += 1
        if "--check" in sys.argv[1:] and f"| `examples/{twin.stem}.cpp` | {ours} | {theirs} |" not in page:
            print(f"docs/programs.md doesn't say {ours} and {theirs} lines of {twin.stem}", file=sys.stderr)
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
