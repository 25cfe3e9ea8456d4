#!/usr/bin/env python3
"""Checks that every module, and every room inside one, includes only what it may.

    tools/check_includes.py [ROOT]       checks the sources under ROOT (default: this repository)
    tools/check_includes.py --self-test  checks the checker

The rows of ROWS are those of docs/layout.md: a module may use the modules of its row and whatever
those may use; a folder within a module that has a row of its own is a room, and the same holds for
it. Units (x.h and x.cpp) may not include each other in a circle, and a folder holds MOST_UNITS of
them at most. Unit tests (*_test.cpp) may use everything: testing an op means running it.
"""

import re
import sys

from checking import main

ROWS = {
    "core": [],
    "core/arithmetic": ["core"],
    "graph": ["core"],
    "ops": ["graph"],
    "autodiff": ["ops"],
    "kernels": ["ops"],
    "runtime": ["kernels", "dist"],
    "nn": ["ops"],
    "optim": ["ops"],
    "data": ["core", "data/text"],
    "io": ["nn", "optim", "data", "runtime"],
    "io/protobuf": [],
    "io/tensorboard": ["io/protobuf"],
    "io/tensors": ["io"],
    "io/source": ["io"],
    "io/onnx": ["io", "io/protobuf"],
    "io/hdf5": ["io"],
    "io/keras": ["io/hdf5"],
    "io/keras/export": ["io/keras"],
    "io/read": ["io/onnx", "io/keras"],
    "dist": ["core"],
    "train": ["core", "graph", "ops", "autodiff", "kernels", "runtime", "nn", "optim", "data",
              "io", "dist"],
    "train/explain": ["train"],
    "train/explain/maps": ["train/explain"],
    "train/explain/units": ["train/explain/maps"],
    "train/evaluate": ["train"],
    "train/step": ["train"],
    "train/fitting": ["train"],
    "train/predict": ["train/evaluate"],
    "train/quantize": ["train"],
    "train/linear": ["train/evaluate"],
    "train/bench": ["train", "train/predict"],
    "train/callbacks": ["train"],
    "train/job": [],
    "train/job/rows": ["train/job", "train/linear"],
    "train/job/network": ["train/job/rows"],
    "train/results": ["train/callbacks", "train/job/network"],
    "train/diagnosis": ["train/results"],
    "train/run": ["train/diagnosis", "train/report", "train/results"],
    "train/report": ["train/explain/units", "train/results"],
    "train/check": ["train/report"],
    "train/compare": ["train/report", "train/run"],
    "train/tune": ["train/report", "train/run"],
    "data/text": [],
    "data/csv": ["data"],
    "data/arff": ["data/csv"],
    "data/arrays": ["data"],
    "data/augment": ["data"],
    "data/features": ["data"],
    "data/samples": ["data/arrays", "data/csv"],
    "data/images": ["data/samples"],
    "data/signals": ["data/samples"],
    "data/stored": ["data/arff", "data/arrays", "data/signals"],
    "data/read": ["data/images", "data/series", "data/stored"],
    "data/series": ["data/csv", "data/features"],
}

# Folders beside the library: the first modules that each may use, and other such folders.
FRONTS = {
    "http": (["core"], []),
    "studio": (["train"], ["http"]),
    "c_api": (["train"], []),
    "cli": (["train"], ["http", "studio"]),
}

# Units that include each other: a class and what it hides. The list may only shrink.
CIRCLES = [
    ["ganglion/runtime/compile", "ganglion/runtime/plan"],
    ["ganglion/train/model", "ganglion/train/model_state"],
]

MOST_UNITS = 25
# Folders that list things of one kind, a file each.
LISTS = {"ganglion/ops", "ganglion/nn/layers", "ganglion/nn/losses", "ganglion/nn/metrics",
         "ganglion/kernels/reference", "ganglion/kernels/simd"}

# Libraries that only one place may see: a pattern of the included name, and that place.
ONLY_IN = [
    (re.compile(r"(oneapi/dnnl/)?dnnl.*\.h(pp)?$"), "ganglion/kernels"),
    (re.compile(r"hwy/"), "ganglion/kernels"),
    (re.compile(r"mpi\.h$"), "ganglion/dist"),
    (re.compile(r"CLI/"), "cli"),
    (re.compile(r"boost/"), "http"),
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
    """The room that a file lies in: 'nn' for ganglion/nn/layers/dense.h, 'train/job' for
    ganglion/train/job/job.h; None for what lies outside the modules."""
    parts = path.split("/")
    if parts[0] != "ganglion" or len(parts) < 3:
        return None
    folders = parts[1:-1]
    for length in range(len(folders), 1, -1):
        room = "/".join(folders[:length])
        if room in ROWS:
            return room
    return folders[0]


def top(room):
    """'train' for the room 'train/job'."""
    return room.split("/")[0]


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
    if top(source) != top(target):  # rooms are a module's own matter
        source, target = top(source), top(target)
    if target not in closure(source):
        allowed = ", ".join(sorted(closure(source) - {source})) or "nothing else"
        return f'{source} may not include "{included}" (it may use: {allowed})'
    return None


def front_fault(path, included, root):
    """What is wrong with an include of a file of the project by a front end, or None."""
    front, target = path.split("/")[0], included.split("/")[0]
    modules, fronts = FRONTS[front]
    if not (root / included).is_file():
        return f'"{included}" does not exist'
    if target == front or target in fronts:
        return None
    allowed = set().union(*(closure(module) for module in modules))
    if target == "ganglion" and top(module_of(included) or "") in {top(room) for room in allowed}:
        return None
    if path.endswith("_test.cpp") and target in ("ganglion", "tests"):
        return None
    return f'{front} may not include "{included}"'


def units_of(root):
    """What each unit includes: 'ganglion/nn/dense' -> {'ganglion/nn/layer', …}."""
    units = {}
    for file in sorted((root / "ganglion").rglob("*")):
        if file.suffix not in (".h", ".cpp") or file.name.endswith("_test.cpp"):
            continue
        unit = file.relative_to(root).with_suffix("").as_posix()
        uses = units.setdefault(unit, set())
        for line in file.read_text(encoding="utf-8").splitlines():
            match = INCLUDE.match(line)
            if match and match[2].startswith("ganglion/"):
                uses.add(match[2].rsplit(".", 1)[0])
    return {unit: uses - {unit} for unit, uses in units.items()}


def reached(units, start):
    """All units that one includes, directly or through others."""
    seen, todo = set(), list(units.get(start, ()))
    while todo:
        unit = todo.pop()
        if unit not in seen:
            seen.add(unit)
            todo += units.get(unit, ())
    return seen


def circles(units):
    """Groups of units that include each other, each sorted."""
    uses = {unit: reached(units, unit) for unit in units}
    groups = {tuple(sorted(other for other in uses[unit] if unit in uses.get(other, ())))
              for unit in units if unit in uses[unit]}
    return sorted(groups)


def structure_faults(root):
    """Circles of units, and folders that hold too many of them."""
    faults = []
    units = units_of(root)
    for circle in circles(units):
        if list(circle) not in CIRCLES:
            faults.append(f"{circle[0]}.h:1: units include each other: {', '.join(circle)}")
    folders = {}
    for unit in units:
        folders.setdefault(unit.rsplit("/", 1)[0], []).append(unit)
    for folder, held in sorted(folders.items()):
        if len(held) > MOST_UNITS and folder not in LISTS:
            faults.append(f"{folder}/:1: {len(held)} units, {MOST_UNITS} at most: make rooms")
    return faults


def check(root):
    """All faults under root, as lines 'file:line: what'."""
    faults = structure_faults(root)
    for folder in ("ganglion", "examples", *FRONTS):
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
                if match[1] == '"' and folder in FRONTS:
                    wrong = front_fault(path, match[2], root)
                    if wrong:
                        faults.append(f"{path}:{number}: {wrong}")
                    continue
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
    "cli/page.cpp": ('#include "studio/page.h"\n#include "ganglion/train/trainer.cpp"\n', None),
    "studio/page.h": ('#include "http/server.h"\n', None),
    "studio/back.cpp": ('#include "cli/main.cpp"\n', "studio may not include"),
    "studio/beast.cpp": ("#include <boost/beast.hpp>\n", "only http/ may see"),
    "http/server.h": ('#include "ganglion/core/tensor.h"\n', None),
    "http/server.cpp": ("#include <boost/beast.hpp>\n", None),
    "http/upward.cpp": ('#include "ganglion/graph/graph.h"\n', "http may not include"),
    "ganglion/train/front.cpp": ('#include "http/server.h"\n', "from the root"),
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
    "ganglion/elsewhere/page.cpp": ("\n", "has no row"),
    "ganglion/dist/cellar/tree.h": ('#include "ganglion/dist/attic/ring.h"\n',
                                    "dist/cellar may not include"),
    "ganglion/dist/attic/ring.h": ('#include "ganglion/core/tensor.h"\n', None),
    "ganglion/dist/attic/corner/box.h": ('#include "ganglion/dist/cellar/tree.h"\n', None),
    "ganglion/train/above.h": ('#include "ganglion/dist/attic/ring.h"\n', None),
    "ganglion/dist/attic/below.h": ('#include "ganglion/nn/all.cpp"\n', "dist may not include"),
    "ganglion/optim/sgd.h": ('#include "ganglion/optim/rule.h"\n', None),
    "ganglion/optim/rule.h": ("#pragma once\n", "optim/rule, ganglion/optim/sgd"),
    "ganglion/optim/rule.cpp": ('#include "ganglion/optim/sgd.h"\n', None),
}


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        ROWS.update({"dist/cellar": ["core"], "dist/attic": ["dist/cellar"]})
    sys.exit(main(check, SELF_TEST))
