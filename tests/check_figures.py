#!/usr/bin/env python3
"""Checks that the figures of docs/images are those that ganglion_figures draws.

    tests/check_figures.py BUILD_FOLDER

Those that show a trained network may differ by a hair on another processor: of them only the words are compared.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

root = pathlib.Path(__file__).resolve().parent.parent
TRAINED = ("bias", "variance", "relu_pieces")


def words(svg):
    return re.findall(r">([^<>]+)</text>", svg)


def main():
    build, wrong = pathlib.Path(sys.argv[1]).resolve(), []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([build / "ganglion_figures", folder], cwd=root, check=True)
        drawn = sorted(pathlib.Path(folder).glob("*.svg"))
        for path in drawn:
            now = path.read_text(encoding="utf-8")
            xml.etree.ElementTree.fromstring(now)
            kept = root / "docs" / "images" / path.name
            before = kept.read_text(encoding="utf-8") if kept.exists() else ""
            same = words(now) == words(before) if path.name.startswith(TRAINED) else now == before
            wrong += [] if same else [path.name]
    if not drawn or wrong:
        sys.exit(f"not as in docs/images, where tools/make_doc_pictures.py puts them: {', '.join(wrong) or 'none drawn'}")
    print(f"{len(drawn)} figures")


main()
