#!/usr/bin/env python3
"""Writes docs/api/*.md, the reference of the library, from the comments in its headers.

    tools/make_api_reference.py [--check]

The headers are those that <ganglion/ganglion.h> reaches. With --check it writes nothing, and fails if a page isn't what it would
write, or if a class, a free function or a concept has no comment of its own or of a group.
"""

import collections
import difflib
import pathlib
import re
import sys
import textwrap

from cpp_declarations import TYPES, Declaration, groups_of, read_header
from cpp_declarations_test import self_test
from public_headers import ALL, reached_headers

root = pathlib.Path(__file__).resolve().parent.parent
pages = root / "docs" / "api"

INTRODUCTION = """\
# The library in C++

{notes}

One page for each module, written by `tools/make_api_reference.py` from the comments in the headers that `ganglion.h` includes. Each of
them can be included alone, which compiles faster. [Concepts](../concepts.md) explains the ideas, `examples/` has whole programs.

Bad input throws [Error](core.md#error) everywhere. Unless a comment says otherwise, an object may be used by one thread at a time,
and constants by any number.
"""
# Page, its title, the folder of its headers (what is in a folder below one of these belongs to the nearest above it), and those of
# them that come first; the others follow by name.
PAGES = [
    ("train", "Models and training", "train", "model options save explain"), ("callbacks", "Callbacks", "train/callbacks", ""),
    ("nn", "Networks", "nn", "network layer"), ("layers", "Layers", "nn/layers", "dense"), ("losses", "Losses", "nn/losses", "loss"),
    ("metrics", "Metrics", "nn/metrics", "metric"), ("optim", "Optimizers and schedules", "optim", "optimizer"),
    ("data", "Data", "data", "dataset read_csv table preprocessing"), ("io", "Files", "io", ""),
    ("core", "Shapes, tensors, errors", "core", "tensor shape"), ("graph", "Graphs", "graph", "graph"), ("ops", "Ops", "ops", ""),
    ("dist", "Ranks of one job", "dist", "communicator"), ("autodiff", "Derivatives", "autodiff", ""), ("kernels", "Kernels", "kernels", ""), ("runtime", "Plans", "runtime", "plan"),
]


def page_of(header):
    """The page that a header's declarations belong on."""
    folder = str(pathlib.PurePosixPath(header).parent).removeprefix("ganglion/")
    while all(folder != row[2] for row in PAGES):
        folder = str(pathlib.PurePosixPath(folder).parent)
    return next(page for page, _, place, _ in PAGES if place == folder)


def order_of(header):
    """By which the headers of a page are sorted."""
    first = next(names.split() for page, _, _, names in PAGES if page == page_of(header))
    name = pathlib.PurePosixPath(header).stem
    return first.index(name) if name in first else len(first), header


class Writer:
    """Makes Markdown of comments and declarations; knows where each type is described."""

    def __init__(self):
        self.places = collections.defaultdict(dict)  # by a type's name and by page: "page.md#heading"
        self.page = ""
        self.owner = ""  # the type that is being described, which isn't linked to itself

    def place_of(self, name):
        """Where a type is described: on this page, or on the only one that does."""
        places = self.places.get(name, {})
        return places.get(self.page) or (next(iter(places.values())) if len(places) == 1 else "")

    def prose(self, text):
        """Text of a comment with what Markdown would take for its own signs, and links to types."""
        pieces = re.split(r"(`[^`]*`)", text)
        return "".join(piece if piece.startswith("`") else self.linked(piece) for piece in pieces)

    def linked(self, text):
        text = re.sub(r"([\\\[]|(?<!\w)_|_(?!\w))", r"\\\1", text.replace("<", "&lt;"))
        text = re.sub(r"^(\d+)\. ", r"\1\\. ", text, flags=re.M)  # no list begins there
        text = re.sub(r"(?<![\w*])\*(\w[^*]*\w)\*(?![\w*])|\*", lambda found: found[0] if found[1] else r"\*", text)

        def link(found):
            name = found[0]
            humps = len(re.findall(r"[A-Z][a-z]+", name)) > 1
            clear = humps or name == "Error" or re.search(r"[a-z,;(] $", text[:found.start()])
            place = self.place_of(name) if clear and name != self.owner else ""
            return f"[{name}]({place.removeprefix(f'{self.page}.md')})" if place else name

        return re.sub(r"(?<![\w:.\"/])[A-Z]\w+\b(?![\w:(/\"])", link, text)

    def comment(self, lines):
        """A comment of several lines: paragraphs, lists, and what is indented as it stands."""
        parts = []  # what each is, and its lines
        for line in lines:
            indented, item = line.startswith("  "), line.startswith("- ")
            before = parts[-1][0] if parts else ""
            now = "list" if item or indented and before == "list" else "block" if indented else "text" if line.strip() else "gap"
            if now != before:
                parts.append((now, []))
            parts[-1][1].append(line.replace("  ", "    ", 1) if now == "list" and indented else line)
        made = {"text": lambda lines: self.prose("\n".join(lines)), "list": lambda lines: self.prose("\n".join(lines)),
                "block": lambda lines: "```text\n" + textwrap.dedent("\n".join(lines)) + "\n```"}
        return "\n\n".join(made[kind](lines) for kind, lines in parts if kind != "gap")

    def cell(self, lines):
        return self.prose(" ".join(line.strip() for line in lines)).replace("|", "\\|")

    def fields(self, groups):
        """A table of data members."""
        rows = ["| field | meaning |", "|---|---|"]
        for group in groups:
            texts = [re.sub(r"\s+", " ", member.text.removesuffix(";")).replace("|", "\\|") for member in group]
            rows.append(f"| {'<br>'.join(f'`{text}`' for text in texts)} | {self.cell(group[0].doc)} |")
        return "\n".join(rows)

    def signatures(self, group):
        block = "```cpp\n" + "\n".join(member.text for member in group) + "\n```"
        comment = self.comment(group[0].doc)
        if group[0].behind:  # such comments begin small
            comment = comment[:1].upper() + comment[1:]
        return "\n\n".join(filter(None, (block, comment)))

    def members(self, owner):
        """What is in a class: data first, then functions, then types of its own."""
        groups = groups_of(owner.members, owner.name)
        parts = []
        if owner.kind == "enum":
            rows = [f"| `{value.name}` | {self.cell(value.doc)} |" for value in owner.members]
            return ["| value | meaning |\n|---|---|\n" + "\n".join(rows)]
        if data := [group for group in groups if group[0].kind == "field"]:
            parts.append(self.fields(data))
        for group in groups:
            if group[0].kind == "section":
                parts.append(f"**{group[0].name}**")
            elif group[0].kind in ("function", "using"):
                parts.append(self.signatures(group))
        for group in groups:
            if group[0].kind in TYPES:
                parts += [f"### {owner.name}::{group[0].name}", *self.body(group[0])]
        return parts

    def body(self, declaration):
        """A type below its heading."""
        self.owner = declaration.name
        text = declaration.text.removesuffix(";")
        head = [] if re.fullmatch(r"(struct|class) \w+", text) else [f"```cpp\n{text};\n```"]
        return [*head, *filter(None, [self.comment(declaration.doc)]), *self.members(declaration)]


def title_of(group):
    """The heading of a group: its names, each once."""
    return ", ".join(dict.fromkeys(member.name for member in group))


def anchor_of(title, taken):
    """What MkDocs calls a heading, as Python-Markdown does it."""
    name = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())
    taken[name] += 1
    return name if taken[name] == 1 else f"{name}_{taken[name] - 1}"


def headings_of(headers):
    """What a page shows: (level, heading, group). What a header says of itself stands first, or is a section with its name."""
    for place, (header, (declarations, notes)) in enumerate(headers.items()):
        level = 3 if notes and declarations and place else 2
        if level == 3:
            yield 2, header, [Declaration("section", header, doc=notes)]
        for group in groups_of(declarations):
            if group[0].kind == "section":
                yield 2, group[0].name, group
                level = 3
            else:
                yield level, title_of(group), group


def page_text(writer, page, title, headers):
    """One page: for each header its types and its functions."""
    writer.page = page
    _, notes = next(iter(headers.values()))
    parts = [f"# {title}", writer.comment(notes)]
    for level, heading, group in headings_of(headers):
        parts.append("#" * level + " " + heading.replace("*", "\\*"))
        if group[0].kind == "section":
            parts.append(writer.comment(group[0].doc))
        else:
            parts.append(f"`{group[0].namespace}`, in `<{group[0].header}>`")
            parts += writer.body(group[0]) if group[0].kind in TYPES else [writer.signatures(group)]
            writer.owner = ""
    return "\n\n".join(filter(None, parts)) + "\n"


def find_places(writer, read):
    """Where each type is described; groups without a comment are named on the way."""
    faults = []
    for page, title, _, _ in PAGES:
        taken = collections.Counter()
        anchor_of(title, taken)
        for _, heading, group in headings_of(read[page]):
            place = anchor_of(heading, taken)
            if group[0].kind == "section":
                continue
            if group[0].kind in (*TYPES, "using"):
                for member in group:
                    writer.places[member.name][page] = f"{page}.md#{place}"
            if not group[0].doc:
                faults.append(f"{group[0].header}: {heading} has no comment")
            for member in group[0].members:
                if member.kind in TYPES:
                    anchor_of(f"{group[0].name}::{member.name}", taken)
    return faults


def index_text(writer, read, notes):
    """The first page: what is where."""
    rows = ["| page | describes |", "|---|---|"]
    for page, title, _, _ in PAGES:
        names = [title_of(group) for declarations, _ in read[page].values() for group in groups_of(declarations)
                 if group[0].kind in TYPES]
        linked = [f"[{name}]({writer.places[name][page]})" for name in sorted(names, key=str.lower)]
        rows.append(f"| [{title}]({page}.md) | {', '.join(linked) or 'functions'} |")
    return INTRODUCTION.format(notes=writer.comment(notes)) + "\n" + "\n".join(rows) + "\n"


def reference():
    """The text of every page by its path, and faults."""
    read = {page: {} for page, *_ in PAGES}
    for header in sorted(reached_headers()[1:], key=order_of):
        read[page_of(header)][header] = read_header(root / header, header)
    _, notes = read_header(root / ALL, ALL)
    writer = Writer()
    faults = find_places(writer, read)
    texts = {pages / f"{page}.md": page_text(writer, page, title, read[page]) for page, title, _, _ in PAGES}
    texts[pages / "index.md"] = index_text(writer, read, notes)
    return texts, faults


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    self_test()
    texts, faults = reference()
    if sys.argv[1:] == []:
        pages.mkdir(exist_ok=True)
        for old in set(pages.glob("*.md")) - set(texts):
            old.unlink()
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8")
        print("\n".join(faults))
        return
    differ = False
    for path in sorted(set(pages.glob("*.md")) | set(texts)):
        found, wanted = path.read_text(encoding="utf-8") if path.exists() else "", texts.get(path, "")
        name = str(path.relative_to(root))
        sys.stdout.writelines(difflib.unified_diff(found.splitlines(True), wanted.splitlines(True), name, "the headers"))
        differ = differ or found != wanted
    if differ:
        faults.append("docs/api is out of date; tools/make_api_reference.py writes it again")
    sys.exit("\n".join(faults) or None)


main()
