#!/usr/bin/env python3
"""Compiles every source by itself, as far as its errors and warnings, without code.

    tools/compile_alone.py BUILD_FOLDER [PATTERN]

The other builds compile the files of a module together, where one may lean on what its neighbours
include. BUILD_FOLDER holds the compile_commands.json of a build without that (the preset debug);
PATTERN, a regular expression, chooses among the paths. What GoogleTest's header takes is read once
for all tests that include it: that is half of their time, and nothing they wouldn't see anyway.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTING = "#include <gtest/gtest.h>\n"


def options_of(entry):
    """The compiler and its options, without the source and where the code would go."""
    words = shlex.split(entry["command"])
    del words[words.index("-o"):words.index("-o") + 2]
    del words[words.index("-c"):]
    return words


def prepared(options, folder):
    """Options with which GoogleTest's header has been read already."""
    header = folder / "testing.h"
    folder.mkdir(parents=True, exist_ok=True)
    header.write_text(TESTING, encoding="utf-8")
    subprocess.run([*options, "-x", "c++-header", "-o", f"{header}.gch", "-c", header], check=True)
    return ["-include", str(header)]


def compiled(options, source, folder):
    run = subprocess.run([*options, "-fsyntax-only", source], cwd=folder, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if run.returncode != 0:
        print(run.stdout, flush=True)
    return run.returncode == 0


def main():
    build = Path(sys.argv[1]).resolve()
    wanted = re.compile(sys.argv[2] if len(sys.argv) > 2 else "")
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    entries = [entry for entry in entries if wanted.search(entry["file"])
               and Path(entry["file"]).is_relative_to(ROOT) and build not in Path(entry["file"]).parents]
    ready = {}
    jobs = []
    for entry in entries:
        options = options_of(entry)
        if TESTING in Path(entry["file"]).read_text(encoding="utf-8"):
            key = tuple(options)
            if key not in ready:
                ready[key] = prepared(options, build / "alone" / str(len(ready)))
            options = options + ready[key]
        jobs.append((options, entry["file"], entry["directory"]))
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        good = list(pool.map(lambda job: compiled(*job), jobs))
    print(f"{len(good)} sources by themselves, {good.count(False)} with errors")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
