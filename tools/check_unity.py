#!/usr/bin/env python3
"""Checks that no two files of a module give the same name to a helper.

    tools/check_unity.py [ROOT]       checks the sources under ROOT (default: this repository)
    tools/check_unity.py --self-test  checks the checker

The files of a module are compiled together, some at a time (cmake/Unity.cmake). A name in an
anonymous namespace, or static, in two of them is an error as soon as both fall into one part, and
which do depends on the sizes of all files. It is found here wherever the parts end.
"""

import re
import sys
from typing import NamedTuple

from checking import main

# Compiled by themselves: ALONE of ganglion_unity.
ALONE = re.compile(r"^ganglion/kernels/simd/|^ganglion/kernels/onednn/(?!.*_test\.cpp)")
APART = re.compile(r"^tests/(consumer|fuzz|allocations)/")  # programs of their own

TOKEN = re.compile(r"""
    (?P<raw>R"(?P<mark>[^\s()\\]*)\(.*?\)(?P=mark)") | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*') |
    (?P<comment>//[^\n]*|/\*.*?\*/) | (?P<directive>^[ \t]*\#(?:\\\n|[^\n])*) | (?P<space>\s+) |
    (?P<word>\w+(?:'\w+)*) | (?P<sign>::|.)
""", re.X | re.M | re.S)
TYPES = ("struct", "class", "union", "enum")
TESTS = re.compile(r"^(TEST|TEST_F|TEST_P|RC_GTEST_PROP)$")
MACRO = re.compile(r"^[A-Z][A-Z0-9_]+$")
NAME = re.compile(r"^[A-Za-z_]\w*$")


def tokens_of(text):
    """(line, text) of what the compiler sees; literals are all '"'."""
    line = 1
    for match in TOKEN.finditer(text):
        if match["word"] or match["sign"]:
            yield line, match[0]
        elif match["raw"] or match["string"]:
            yield line, '"'
        line += match[0].count("\n")


def without_template(words):
    """The declaration behind `template <…>`."""
    if words[:1] != ["template"]:
        return words
    depth = 0
    for i, word in enumerate(words):
        depth += {"<": 1, ">": -1}.get(word, 0)
        if i > 0 and depth == 0:
            return without_template(words[i + 1:])
    return []


def name_of(words):
    """The name that a declaration gives; None where it gives none that could clash."""
    words = without_template(words)
    if not words or words[0] in ("friend", "static_assert", "extern", "}"):
        return None
    if TESTS.match(words[0]):
        return ".".join(words[2:words.index(")")]).replace(".,.", ".")
    if MACRO.match(words[0]) and words[1:2] == ["("]:
        return None
    if words[0] == "using":
        return words[1] if words[2:3] == ["="] else None
    if words[0] in TYPES:
        return next((word for word in words[1:] if NAME.match(word) and word != "class"), None)
    if "operator" in words:
        return None
    ends = [words.index(sign) for sign in ("(", "=", "[") if sign in words]
    end = min(ends, default=len(words))
    before = words[end - 1] if end > 0 else ""
    qualified = end > 1 and words[end - 2] == "::"
    return before if NAME.match(before) and end > 1 and not qualified else None


class Helper(NamedTuple):
    namespace: str
    name: str
    alias: str  # all of it; two that say the same go together
    line: int


class Scopes:
    """Follows the braces of a file and notes the helpers that it declares."""

    def __init__(self):
        self.open = []    # a name for a namespace, "" for an anonymous one, None for another brace
        self.words = []   # of the declaration so far
        self.line = 1
        self.goes_on = False  # behind a brace that didn't end the declaration
        self.found = []

    def outside(self):
        return None not in self.open

    def note(self):
        if not self.goes_on and ("" in self.open or self.words[:1] == ["static"]):
            name = name_of([word for word in self.words if word != "static"])
            if name:
                alias = "".join(self.words) if self.words[0] in ("using", "namespace") else ""
                self.found.append(Helper("::".join(filter(None, self.open)), name, alias, self.line))

    def inside_parentheses(self):
        return self.words.count("(") > self.words.count(")")

    def brace(self):
        if not self.outside() or self.inside_parentheses():
            self.open.append(None)
        elif "namespace" in self.words[:2] and "=" not in self.words:
            self.open.append("::".join(w for w in self.words if w not in ("namespace", "inline", "::")))
            self.words = []
        else:
            self.note()
            self.open.append(None)

    def take(self, line, token):
        if token == "{":
            self.brace()
        elif token == "}":
            if self.open:
                self.open.pop()
            if self.outside() and not self.inside_parentheses():  # a function ends here; `= {…};` and `: a_{…}, b_{…} {…}` go on
                self.goes_on = bool(self.words)
        elif self.outside():
            if self.goes_on and token not in (",", ";", ".", "(", ")", "|", "]") and "=" not in self.words:
                self.words, self.goes_on = [], token == "}"
            if token == ";":
                self.note()
                self.words, self.goes_on = [], False
                return
            if not self.words:
                self.line = line
            self.words.append("default" if token == "=" and self.inside_parentheses() else token)


def helpers_of(text):
    scopes = Scopes()
    for line, token in tokens_of(text):
        scopes.take(line, token)
    return scopes.found


def group_of(path):
    """What is compiled together: the tests of a module, or its other files. None: nothing."""
    module = re.match(r"(?:ganglion/)?([^/]+)/", path)
    if not module or ALONE.match(path) or APART.match(path):
        return None
    tests = path.endswith("_test.cpp") or path.startswith("tests/")
    return (module[1], "tests") if tests else (module[1], "sources")


def check(root):
    """All faults under root, as lines 'file:line: what'."""
    places = {}
    faults = []
    for folder in ("ganglion", "cli", "http", "studio", "tests"):
        for file in sorted((root / folder).rglob("*.cpp")):
            path = file.relative_to(root).as_posix()
            group = group_of(path)
            if group is None:
                continue
            for helper in helpers_of(file.read_text(encoding="utf-8")):
                key = (group, helper.namespace, helper.name)
                other, alias = places.setdefault(key, (path, helper.alias))
                if other != path and not (alias and alias == helper.alias):
                    faults.append(f"{path}:{helper.line}: {helper.name} is also in {other}, "
                                  "and they may be compiled together")
    return faults


def anonymous(text, outer="ganglion"):
    return f"namespace {outer} {{\nnamespace {{\n{text}\n}}  // namespace\n}}\n"


# A small tree: file -> (content, part of the fault that must be found, or None).
SELF_TEST = {
    "ganglion/core/a.cpp": (anonymous("int first(int x) { return x; }\nstruct Held { int field; };\n"
                                      "const int kTable[] = {1, 2};\nusing Json = io::Json;"), None),
    "ganglion/core/b.cpp": (anonymous("int sum() { return first(1); }"), None),
    "ganglion/core/c.cpp": (anonymous("\ntemplate <class T, std::size_t n>\nstd::array<T, n> first() {}"),
                            "c.cpp:4: first is also in ganglion/core/a.cpp"),
    "ganglion/core/d.cpp": (anonymous("class Held;"), "Held is also"),
    "ganglion/core/e.cpp": (anonymous("constexpr std::array kTable = {f(1), g{2}, h(3)};"), "kTable is also"),
    "ganglion/core/f.cpp": ("namespace ganglion {\nstatic double sum(int x);\n}", "sum is also"),
    "ganglion/core/g.cpp": (anonymous("int field; // int first(int x)\nconst char* s = \"int sum()\";"), None),
    "ganglion/core/h.cpp": (anonymous("Held::Held() : first{1}, sum(2) {}\nusing Json = io::Json;"), None),
    "ganglion/core/i.cpp": (anonymous("using Json = nlohmann::json;"), "Json is also"),
    "ganglion/core/j.cpp": (anonymous("int first;", "ganglion::other"), None),
    "ganglion/core/l.cpp": (anonymous("void other(int x = {}, S s = S{1}) {}\nint sum() {}"), "sum is also"),
    "ganglion/core/k.cpp": ("namespace ganglion {\nint first(int x) { int sum = x; return sum; }\n}", None),
    "ganglion/core/a_test.cpp": (anonymous("int first();\nTEST(Sum, IsRight) { int sum; }"), None),
    "ganglion/core/b_test.cpp": (anonymous("TEST(Sum, IsWrong) {}\nTEST(Sum, IsRight) {}"), "Sum.IsRight is also"),
    "ganglion/data/a.cpp": (anonymous("int first(int x);"), None),
    "ganglion/kernels/simd/a.cpp": (anonymous("int first(int x);"), None),
    "ganglion/kernels/simd/b.cpp": (anonymous("int first(int x);"), None),
}


if __name__ == "__main__":
    sys.exit(main(check, SELF_TEST))
