#!/usr/bin/env python3
"""Types the commands of README.md and of the pages that teach, and checks that they print what is shown.

    tests/check_readme.py BUILD_FOLDER

A block that begins with "$ " is a command and its output; "…" stands for lines left out. A block of C that begins with
"/* NAME */" is the file of that name. Numbers may differ, since the last
bits, and what follows from them, depend on the processor; on the pages of EXACT they may not. For `make run` the command
of that rule is run. Each page begins in a folder of its own, which holds data/ and build/.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
build = pathlib.Path(sys.argv[1]).resolve()

EXACT = {"own_numbers.md"}


def plain(line, page):
    """Without widths of columns, and but for EXACT pages without numbers and hashes."""
    if page.name in EXACT:
        return " ".join(line.split())
    line = re.sub(r"\b[0-9a-f]{32}\b", "#", line)
    line = re.sub(r"([-+]?[0-9.,]+(e[-+]?[0-9]+)?)+", "#", line)
    return " ".join(line.split())


def command_of(line):
    if line != "make run":
        return line
    rule = re.search(r"^run:.*\n\t((?:.*\\\n)*.*)", (root / "Makefile").read_text(), re.M)
    return rule.group(1)


def faults_of(page):
    blocks = re.findall(r"^```\n\$ (.*)\n((?:.*\n)*?)```$", page.read_text(), re.M)
    name = page.relative_to(root)
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "data").symlink_to(root / "data")
        (pathlib.Path(folder) / "build").symlink_to(build)
        for file, text in re.findall(r"^```c\n/\* (\S+) \*/\n((?:.*\n)*?)```$", page.read_text(), re.M):
            (pathlib.Path(folder) / file).write_text(text)
        for command, shown in blocks:
            ran = subprocess.run(command_of(command), shell=True, cwd=folder, text=True, env=environment,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            printed = iter([plain(line, page) for line in ran.stdout.splitlines()])
            for line in shown.splitlines():
                if line != "…" and plain(line, page) not in printed:  # takes the iterator beyond the line
                    print(f"{name} shows, for `{command}`:\n  {line}\nbut it printed:\n{ran.stdout}")
                    faults += 1
                    break
    print(f"{len(blocks)} commands of {name}, {faults} differ")
    return len(blocks), faults


pages = [root / "README.md",
         *(root / "docs" / name for name in ("index.md", "install.md", "tour.md", "photos.md", "check.md", "report.md", "errors.md", "demand.md",
                                             "ecg.md", "own_numbers.md", "limits.md", "compare.md", "tune.md", "c_source.md",
                                             "diagnosis.md", "questions.md")),
         *sorted((root / "docs" / "concepts").glob("*.md"))]
environment = {**os.environ, "PATH": f"{build}{os.pathsep}{os.environ['PATH']}"}
found = [faults_of(page) for page in pages]
assert found[0][0] >= 5 and sum(count for count, _ in found) >= 40, "few commands found"
sys.exit(any(faults for _, faults in found))
