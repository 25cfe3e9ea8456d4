"""The program that a script of this folder was given."""

import pathlib
import subprocess
import sys

program = str(pathlib.Path(sys.argv[1]).resolve())


def ganglion(*words):
    """What it prints; AssertionError where it fails."""
    run = subprocess.run([program, *map(str, words)], text=True, capture_output=True)
    if run.returncode != 0:
        raise AssertionError(f"{words}: {run.stderr}")
    return run.stdout
