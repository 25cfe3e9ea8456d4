#!/usr/bin/env python3
"""Compiles every source by itself, as far as its errors and warnings, without code.

    tools/compile_alone.py BUILD_FOLDER [PATTERN] [--since COMMIT]

The other builds compile the files of a module together, where one may lean on what its neighbours
include. BUILD_FOLDER holds the compile_commands.json of a build without that (the preset debug);
PATTERN, a regular expression, chooses among the paths. --since leaves out those that are as they
were at a commit, and whose own includes are; where the commit isn't known, as in a shallow clone,
all are compiled. What GoogleTest's header takes is read once for all tests that include it: that is
half of their time, and nothing they wouldn't see anyway.
"""

import argparse
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


def changed_since(commit):
    """The paths of files that differ from those of a commit; None if it isn't known."""
    differences = subprocess.run(["git", "diff", "--name-only", commit, "--"], cwd=ROOT, text=True,
                                 capture_output=True, check=False)
    return set(differences.stdout.splitlines()) if differences.returncode == 0 else None


def is_among(changed, source):
    """Whether a source, or a file that it includes itself, is one of those that changed."""
    path = Path(source)
    included = re.findall(r'^#include "(.+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
    return not changed.isdisjoint([str(path.relative_to(ROOT)), *included])


def arguments():
    parser = argparse.ArgumentParser(description="Compiles every source by itself.")
    parser.add_argument("build", type=Path)
    parser.add_argument("pattern", nargs="?", default="")
    parser.add_argument("--since", metavar="COMMIT")
    return parser.parse_args()


def main():
    chosen = arguments()
    build = chosen.build.resolve()
    wanted = re.compile(chosen.pattern)
    changed = changed_since(chosen.since) if chosen.since else None
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    entries = [entry for entry in entries if wanted.search(entry["file"])
               and Path(entry["file"]).is_relative_to(ROOT) and build not in Path(entry["file"]).parents
               and (changed is None or is_among(changed, entry["file"]))]
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
