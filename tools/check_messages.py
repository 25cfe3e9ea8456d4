#!/usr/bin/env python3
"""Checks that no text of the library speaks of flags of the command line.

    tools/check_messages.py [ROOT]       checks the sources under ROOT (default: this repository)
    tools/check_messages.py --self-test  checks the checker

The library is used without the program, too, so its messages name settings in backticks,
`encoding = latin1`, and the program words them as flags (ganglion/core/setting.h). A whole command,
`ganglion train --job FILE`, may have flags.
"""

import re
import sys

from check_unity import TOKEN
from checking import main

COMMAND = re.compile(r"`ganglion [^`]*`")
FLAG = re.compile(r"--[a-z][a-z-]*")

# Texts in which "--" is something else.
EXCEPT = {"ganglion/train/report/style.cpp",
          "ganglion/train/explain/units/units_style.cpp"}  # custom properties of CSS


def check(root):
    """All faults under root, as lines 'file:line: what'."""
    faults = []
    for file in sorted((root / "ganglion").rglob("*")):
        path = file.relative_to(root).as_posix()
        if file.suffix not in (".cpp", ".h") or path.endswith("_test.cpp") or path in EXCEPT:
            continue
        line = 1
        for match in TOKEN.finditer(file.read_text(encoding="utf-8")):
            literal = COMMAND.sub("", match["raw"] or match["string"] or "")
            for flag in FLAG.findall(literal):
                name = flag.strip("-").replace("-", "_")
                faults.append(f"{path}:{line}: a text of the library speaks of {flag}: write `{name}`")
            line += match[0].count("\n")
    return faults


# A small tree: file -> (content, part of the fault that must be found, or None).
SELF_TEST = {
    "ganglion/core/a.cpp": ('int a;\nauto s = "omit --skip-bad";', "a.cpp:2: a text of the library speaks of --skip-bad: write `skip_bad`"),
    "ganglion/core/b.h": ('auto s = R"(x\n--seed 1)";', "b.h:1: a text of the library speaks of --seed"),
    "ganglion/core/c.cpp": ('// "--seed"\n/* --seed */ int d = --seed; auto s = "a -- b" + "--";', None),
    "ganglion/core/d.cpp": ('auto s = "`ganglion train --job FILE` runs it; `encoding = latin1`";', None),
    "ganglion/core/e.cpp": ('auto s = "`ganglion train` takes --job";', "speaks of --job"),
    "ganglion/core/a_test.cpp": ('auto s = "--seed";', None),
    "ganglion/train/report/style.cpp": ('auto s = "var(--soft)";', None),
    "cli/a.cpp": ('auto s = "--seed";', None),
}


if __name__ == "__main__":
    sys.exit(main(check, SELF_TEST))
