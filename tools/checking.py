"""What the checkers of sources share: their command line, and how each is checked itself.

A checker gives `check(root)`, all faults under a folder as lines 'file:line: what', and a small tree
of its own: file -> (content, part of the fault that must be found, or None).
"""

import sys
import tempfile
from pathlib import Path


def self_test(check, tree):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, (content, _) in tree.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, encoding="utf-8")
        found = check(root)
        for path, (_, expected) in tree.items():
            mine = [line for line in found if line.startswith(path + ":")]
            if expected is None:
                assert not mine, f"false alarm: {mine}"
            else:
                assert len(mine) == 1 and expected in mine[0], f"{path}: {mine}, not '{expected}'"


def main(check, tree):
    """CHECKER [ROOT] prints the faults; CHECKER --self-test checks the checker."""
    if sys.argv[1:] == ["--self-test"]:
        self_test(check, tree)
        return 0
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    faults = check(root)
    for line in faults:
        print(line)
    return 1 if faults else 0
