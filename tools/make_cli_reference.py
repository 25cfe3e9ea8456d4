#!/usr/bin/env python3
"""Writes docs/cli.md, the reference of the command line, from what the program says of itself.

    tools/make_cli_reference.py PROGRAM [--check]

With --check it writes nothing, and fails if docs/cli.md is not what it would write.
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys

page = pathlib.Path(__file__).resolve().parent.parent / "docs" / "cli.md"

INTRODUCTION = """\
# The command line

What `ganglion help` and `ganglion help COMMAND` print. This page is made by `tools/make_cli_reference.py`; a test compares it
to the program. [tour.md](tour.md) shows the commands at work, [errors.md](errors.md) what they say when something is wrong.
"""


def said_by(program, *arguments):
    # A terminal's width or colours must not show in the page.
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}
    ran = subprocess.run([program, *arguments], env=environment, stdin=subprocess.DEVNULL, text=True,
                         encoding="utf-8", stdout=subprocess.PIPE, check=True)
    return "\n".join(line.rstrip() for line in ran.stdout.strip().splitlines())


def reference(program):
    overview = said_by(program, "help")
    commands = re.findall(r"^  ([a-z]+) {2,}(\S.*)$", overview.split("Commands:")[1], re.M)
    assert len(commands) >= 5, f"few commands in:\n{overview}"
    parts = [INTRODUCTION, f"```\n$ ganglion help\n{overview}\n```\n"]
    for command, purpose in commands:
        if command != "help":
            told = said_by(program, "help", command)
            parts.append(f"## {command}\n{purpose[0].upper()}{purpose[1:]}.\n\n```\n$ ganglion help {command}\n{told}\n```\n")
    return "\n".join(parts)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    wanted = reference(arguments[0])
    if "--check" not in sys.argv:
        page.write_text(wanted, encoding="utf-8")
        return
    found = page.read_text(encoding="utf-8") if page.exists() else ""
    if found != wanted:
        sys.stdout.writelines(difflib.unified_diff(found.splitlines(True), wanted.splitlines(True), "docs/cli.md", "the program"))
        sys.exit("docs/cli.md is out of date; tools/make_cli_reference.py PROGRAM writes it again")


main()
