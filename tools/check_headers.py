#!/usr/bin/env python3
"""Compiles each public header by itself, and a short program, with every compiler that is here.

    tools/check_headers.py [--all] [--self-test]

Public are the headers that <ganglion/ganglion.h> reaches (those that are installed) and that of the C API. Warnings, of the
options that users like to have, count as errors, and so does anything that needs run-time type information. g++ in C++20 by default;
--all: g++ and clang, each version that is installed, in C++20 and in C++23. Where build/libganglion.a is there, the
program is linked and run.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from public_headers import reached_headers

ROOT = Path(__file__).resolve().parent.parent
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"]
STANDARDS = {"C++20": "-std=c++20", "C++23": "-std=c++2b"}  # as the oldest compilers call it
PROGRAM = ROOT / "tests/consumer/main.cpp"
OLDEST = {"g++": 12, "clang++": 14}


def compilers():
    """Commands of all versions that are installed and not too old: g++ first, then by version."""
    found = {}
    for folder in os.environ["PATH"].split(os.pathsep):
        for path in sorted(Path(folder).glob("*++*")):
            named = re.fullmatch(r"(g\+\+|clang\+\+)(-\d+)?", path.name)
            if not named:
                continue
            version = subprocess.run([path, "-dumpversion"], text=True, capture_output=True, check=False).stdout
            major = re.match(r"\d+", version)
            if major and int(major[0]) >= OLDEST[named[1]]:
                found.setdefault((named[1] != "g++", int(major[0])), path.name)
    return [found[key] for key in sorted(found)]


def compiled(command, source=None):
    """What the compiler says where it fails, or "" where all is well."""
    run = subprocess.run(command, input=source, cwd=ROOT, text=True, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, check=False)
    return f"{shlex.join(map(str, command))}\n{run.stdout}" if run.returncode else ""


def fault_of(options, header):
    return compiled([*options, "-fno-rtti", "-fsyntax-only", "-x", "c++", "-"], f'#include "{header}"\n')


def fault_of_program(options, folder):
    """Compiles the program, and if the library has been built, links and runs it."""
    program = Path(folder) / "program"
    said = compiled([*options, "-fno-rtti", "-O2", "-c", PROGRAM, "-o", f"{program}.o"])
    library, described = ROOT / "build/libganglion.a", ROOT / "build/ganglion.pc"
    if said or not library.exists() or not described.exists():
        return said
    text = described.read_text(encoding="utf-8")
    needed = re.search(r"^Requires: (.*)", text, re.M)[1].split()
    # The library stands first, and by its path; -L${libdir} is where it would be installed.
    libraries = re.search(r"^Libs: -L\S+ -lganglion (.*)", text, re.M)[1].split()
    needed = subprocess.run(["pkg-config", "--libs", *needed], text=True, capture_output=True, check=True).stdout.split()
    return (compiled([options[0], f"{program}.o", library, *libraries, *needed, "-o", program])
            or compiled([program]))


def checked(compiler, standard, headers):
    options = [compiler, STANDARDS[standard], *WARNINGS, f"-I{ROOT}"]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        program = pool.submit(fault_of_program, options, folder)
        faults = [said for said in pool.map(lambda header: fault_of(options, header), headers) if said]
        if program.result():
            faults.append(program.result())
    for said in faults:
        print(said)
    print(f"{compiler}, {standard}: {len(headers)} headers by themselves and a program, {len(faults)} with faults", flush=True)
    return not faults


def self_test():
    """A header that needs another, warns, or asks for a type at run time is found; a good one isn't."""
    options = ["g++", STANDARDS["C++20"], *WARNINGS]
    bodies = {"inline int f(const std::string& s);": True, "inline int f(long x) { return x; }": True,
              "#include <typeinfo>\ninline bool f(int x) { return typeid(x) == typeid(int); }": True,
              "inline long f(int x) { return x; }": False}
    with tempfile.TemporaryDirectory() as folder:
        for index, (body, wrong) in enumerate(bodies.items()):
            header = Path(folder) / f"{index}.h"
            header.write_text(f"#pragma once\n{body}\n", encoding="utf-8")
            assert bool(fault_of(options, header)) == wrong, body


def main():
    self_test()
    if "--self-test" in sys.argv[1:]:
        return 0
    headers = [*reached_headers(), "c_api/ganglion_c.h"]
    if "--all" not in sys.argv[1:]:
        return 0 if checked("g++", "C++20", headers) else 1
    found = compilers()
    print("compilers:", ", ".join(found) if found else "none")
    for family, oldest in OLDEST.items():
        if not any(name.startswith(family) for name in found):
            print(f"not here: {family} {oldest} or newer")
    return 0 if found and all([checked(name, standard, headers) for name in found for standard in STANDARDS]) else 1


if __name__ == "__main__":
    sys.exit(main())
