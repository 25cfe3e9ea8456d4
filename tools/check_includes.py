#!/usr/bin/env python3
"""Checks that every module includes only what it may.

    tools/check_includes.py [ROOT]       checks the sources under ROOT (default: this repository)
    tools/check_includes.py --self-test  checks the checker

The rows of ROWS are those of docs/layout.md: a module may use the modules of its row and whatever
those may use. Unit tests (*_test.cpp) may use everything: testing an op means running it.
"""

import re
import sys
import tempfile
from pathlib import Path

ROWS = {
    "core": [],
    "graph": ["core"],
    "ops": ["graph"],
    "autodiff": ["ops"],
    "kernels": ["ops"],
    "runtime": ["kernels"],
    "nn": ["ops"],
    "optim": ["ops"],
    "data": ["core"],
    "io": ["nn", "optim", "data"],
    "dist": ["core"],
    "train": ["core", "graph", "ops", "autodiff", "kernels", "runtime", "nn", "optim", "data",
              "io", "dist"],
}

# Libraries that only one place may see: a pattern of the included name, and that place.
ONLY_IN = [
    (re.compile(r"(oneapi/dnnl/)?dnnl.*\.h(pp)?$"), "ganglion/kernels"),
    (re.compile(r"hwy/"), "ganglion/kernels"),
    (re.compile(r"mpi\.h$"), "ganglion/dist"),
    (re.compile(r"CLI/"), "cli"),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')
STANDARD = re.compile(r"[a-z0-9_]+$")  # <vector>, <cstdint>: the only headers without an ending


def closure(module):
    """The module itself and all it may use, directly or through others."""
    seen, todo = set(), [module]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += ROWS[name]
    return seen


def module_of(path):
    """'nn' for ganglion/nn/dense.h; None for what lies outside the modules."""
    parts = path.split("/")
    return parts[1] if parts[0] == "ganglion" and len(parts) > 2 else None


def fault(path, quote, included, root):
    """What is wrong with one include of a file, or None."""
    for pattern, place in ONLY_IN:
        if pattern.match(included) and not path.startswith(place + "/"):
            return f"only {place}/ may see <{included}>"
    if included.startswith("ganglion/"):
        return arrow_fault(path, included, root)
    if quote == '"' and path.startswith("ganglion/kernels/"):
        return None  # Highway includes a file into itself by its own name
    if path.endswith("_test.cpp") and included.startswith("tests/"):
        return None  # what tests share
    if quote == '"':
        return f'"{included}": write the path from the root, "ganglion/…"'
    public = path.startswith("ganglion/") and path.endswith(".h")
    if public and module_of(path) != "kernels" and not STANDARD.match(included):
        return f"<{included}> in a public header: they need only the standard library"
    return None


def arrow_fault(path, included, root):
    if not (root / included).is_file():
        return f'"{included}" does not exist'
    source, target = module_of(path), module_of(included)
    if source is None or path.endswith("_test.cpp"):
        return None
    if target is None:
        return f'the modules may not include "{included}", which stands above them'
    if target not in closure(source):
        allowed = ", ".join(sorted(closure(source) - {source})) or "nothing else"
        return f'{source} may not include "{included}" (it may use: {allowed})'
    return None


def check(root):
    """All faults under root, as lines 'file:line: what'."""
    faults = []
    for folder in ("ganglion", "cli", "examples"):
        for file in sorted((root / folder).rglob("*")):
            if file.suffix not in (".h", ".cpp"):
                continue
            path = file.relative_to(root).as_posix()
            module = module_of(path)
            if module is not None and module not in ROWS:
                faults.append(f"{path}:1: ganglion/{module}/ has no row in tools/check_includes.py")
                continue
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                if path.startswith("cli/") and match[1] == '"' and (root / match[2]).is_file():
                    continue  # the program's own headers, "cli/…"
                wrong = fault(path, match[1], match[2], root)
                if wrong and not (path.endswith("_test.cpp") and "public" in wrong):
                    faults.append(f"{path}:{number}: {wrong}")
    return faults


# A small tree: file -> (content, part of the fault that must be found, or None).
SELF_TEST = {
    "ganglion/core/tensor.h": ("#pragma once\n#include <vector>\n", None),
    "ganglion/graph/graph.h": ('#include "ganglion/core/tensor.h"\n', None),
    "ganglion/ops/add.cpp": ('#include "ganglion/core/tensor.h"\n#include <fmt/format.h>\n', None),
    "ganglion/kernels/onednn/gemm.h": ("#include <dnnl.hpp>\n", None),
    "ganglion/io/model_file.cpp": ('#include "ganglion/graph/graph.h"\n', None),
    "ganglion/ops/add_test.cpp": ('#include "ganglion/kernels/onednn/gemm.h"\n', None),
    "ganglion/train/trainer.cpp": ('#include "ganglion/kernels/onednn/gemm.h"\n', None),
    "ganglion/ganglion.h": ('#include "ganglion/graph/graph.h"\n', None),
    "cli/main.cpp": ("#include <CLI/CLI.hpp>\n", None),
    "ganglion/core/upward.cpp": ('\n#include "ganglion/graph/graph.h"\n',
                                 "upward.cpp:2: core may not include"),
    "ganglion/nn/sideways.cpp": ('#include "ganglion/io/model_file.cpp"\n', "nn may not include"),
    "ganglion/nn/all.cpp": ('#include "ganglion/ganglion.h"\n', "stands above"),
    "ganglion/nn/public.h": ("#include <nlohmann/json.hpp>\n", "public header"),
    "ganglion/runtime/plan.cpp": ("#  include <dnnl.hpp>\n", "only ganglion/kernels/ may see"),
    "ganglion/runtime/simd.cpp": ("#include <hwy/highway.h>\n", "only ganglion/kernels/ may see"),
    "ganglion/train/ranks.cpp": ("#include <mpi.h>\n", "only ganglion/dist/ may see"),
    "ganglion/data/options.cpp": ("#include <CLI/CLI.hpp>\n", "only cli/ may see"),
    "ganglion/data/table_test.cpp": ('#include "tests/support/files.h"\n', None),
    "ganglion/data/table.cpp": ('#include "tests/support/files.h"\n', "from the root"),
    "ganglion/data/near.cpp": ('#include "csv.h"\n', "from the root"),
    "ganglion/data/gone.cpp": ('#include "ganglion/core/gone.h"\n', "does not exist"),
    "ganglion/studio/page.cpp": ("\n", "has no row"),
}


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, (content, _) in SELF_TEST.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, encoding="utf-8")
        found = check(root)
        for path, (_, expected) in SELF_TEST.items():
            mine = [line for line in found if line.startswith(path + ":")]
            if expected is None:
                assert not mine, f"false alarm: {mine}"
            else:
                assert len(mine) == 1 and expected in mine[0], f"{path}: {mine}, not '{expected}'"


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return 0
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    faults = check(root)
    for line in faults:
        print(line)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
