#!/usr/bin/env python3
"""What readers of CSV make of a column, each with its defaults, as a Markdown table.

Usage: python3 -m venv V && V/bin/pip install pandas duckdb polars && V/bin/python benchmarks/who_reads_what.py build/ganglion

Each file has 60 rows of a column x written in some way, a column of numbers, and a class.
"""
import datetime
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pandas
import polars

ROWS = 60
DAY = datetime.date(2021, 1, 3)


def day(i, form):
    return (DAY + datetime.timedelta(days=17 * i)).strftime(form)


def number(i):
    return 1000.25 + 37.5 * ((i * 31) % 59)


def german(i):
    return f"{number(i):,.2f}".translate(str.maketrans(",.", ".,"))


# What it is, what it should be, its delimiter, and the text of x in a row.
CASES = [
    ("plain numbers", "number", ",", lambda i: str(number(i))),
    ("decimal commas, `;`", "number", ";", lambda i: f"{number(i):.2f}".replace(".", ",")),
    ("`1.234,50`", "number", ";", german),
    ("`1,234.50` in quotes", "number", ",", lambda i: f'"{number(i):,.2f}"'),
    ("`1 234,50` (U+202F)", "number", ";", lambda i: german(i).replace(".", "\u202f")),
    ("`$1,234.50`", "number", ";", lambda i: f"${number(i):,.2f}"),
    ("`16.5%`", "number", ",", lambda i: f"{i * 1.5}%"),
    ("`(12.5)` is negative", "number", ",", lambda i: f"({i}.5)" if i % 3 == 0 else f"{i}.5"),
    ("U+2212 for minus", "number", ",", lambda i: f"\u2212{i}.5" if i % 3 == 0 else f"{i}.5"),
    ("`-` is missing", "number", ",", lambda i: "-" if i % 9 == 0 else str(number(i))),
    ("`#DIV/0!` is missing", "number", ",", lambda i: "#DIV/0!" if i % 9 == 0 else str(number(i))),
    ("blanks in quotes are missing", "number", ",", lambda i: '" "' if i % 9 == 0 else str(number(i))),
    ("one typo, `12O.5`", "error", ",", lambda i: "12O.5" if i == 30 else str(number(i))),
    ("`$5` beside `€5`", "error", ",", lambda i: f"{'$€'[i % 2]}{i}"),
    ("`5 kg`", "error", ",", lambda i: f"{i} kg"),
    ("`2021-12-31`", "date", ",", lambda i: day(i, "%Y-%m-%d")),
    ("`31.12.2021`", "date", ",", lambda i: day(i, "%d.%m.%Y")),
    ("`31-Dec-21`", "date", ",", lambda i: day(i, "%d-%b-%y")),
    ("`Dec 31, 2021`", "date", ",", lambda i: day(i, '"%b %d, %Y"')),
    ("one date of 30 February", "error", ",", lambda i: "2021-02-30" if i == 30 else day(i, "%Y-%m-%d")),
    ("yes and no", "yes and no", ",", lambda i: "yes" if i % 3 == 0 else "no"),
    ("words with commas and line ends in quotes", "words", ",", lambda i: ['"a, b"', '"c\nd"', '"say ""e"""'][i % 3]),
    ("places `\"48.1,11.5\"`", "words", ",", lambda i: f'"48.{i % 3},11.5"'),
    ("JSON in a field", "words", ",", lambda i: f'"{{""a"": [{i % 3}, 2]}}"'),
]
# The same column of plain numbers in other files.
FILES = [
    ("CRLF", lambda text: text.replace("\n", "\r\n").encode()),
    ("CR", lambda text: text.replace("\n", "\r").encode()),
    ("UTF-8 with byte order mark", lambda text: b"\xef\xbb\xbf" + text.encode()),
    ("UTF-16 (Excel)", lambda text: text.encode("utf-16")),
    ("first line `sep=,`", lambda text: ("sep=,\n" + text).encode()),
    ("two titles above the header", lambda text: ("Sales of 2021\nby region\n" + text).encode()),
    ("a line of units", lambda text: text.replace("y\n", "y\n[m],[kg],\n", 1).encode()),
    ("a row of totals", lambda text: (text + "Total,1770,\n").encode()),
    ("the header again in the midst", lambda text: (text + text).encode()),
]


def table(delimiter, x):
    lines = [delimiter.join(("x", "z", "y"))]
    lines += [delimiter.join((x(i), str(i * 7 % 13), "ab"[i * 11 % 17 % 2])) for i in range(ROWS)]
    return "\n".join(lines) + "\n"


def by_pandas(path):
    kind = pandas.read_csv(path)["x"].dtype
    return "number" if kind.kind in "iuf" else "date" if kind.kind == "M" else "yes and no" if kind.kind == "b" else "words"


def by_duckdb(path):
    column = duckdb.sql(f"select x from read_csv_auto('{path}')").types[0]
    kinds = {"BIGINT": "number", "DOUBLE": "number", "BOOLEAN": "yes and no", "DATE": "date", "TIMESTAMP": "date"}
    return kinds.get(str(column), "words")


def by_polars(path):
    column = polars.read_csv(path, try_parse_dates=True)["x"].dtype
    return "number" if column.is_numeric() else "date" if column.is_temporal() else "yes and no" if column == polars.Boolean else "words"


def by_ganglion(path):
    with tempfile.TemporaryDirectory() as folder:
        train = ["train", path, "--target", "y", "--epochs", "1", "--network", "dense 2 relu", "--json", "--out", folder + "/run"]
        run = subprocess.run([sys.argv[1], *train], capture_output=True, text=True)
        if run.returncode != 0:
            raise ValueError(run.stderr)
        show = subprocess.run([sys.argv[1], "inspect", json.loads(run.stdout)["model"]], capture_output=True, text=True)
    for line in show.stdout.splitlines():
        words = line.split()
        if words[:1] == ["x"] and len(words) > 2:
            rest = " ".join(words[2:])
            kinds = {"date": "date", "((1 for yes": "yes and no", "one-hot": "words"}
            return next((kind for start, kind in kinds.items() if rest.startswith(start)), "number")
    return "left out"


def outcome(read, path, meant):
    try:
        kind = read(path)
    except KeyError:
        return "no column x"
    except Exception as error:
        return "**error**" if meant == "error" else "error"
    return f"**{kind}**" if kind == meant else kind


def main():
    readers = {
        f"pandas {pandas.__version__}": by_pandas,
        f"DuckDB {duckdb.__version__}": by_duckdb,
        f"Polars {polars.__version__}": by_polars,
        "Ganglion": by_ganglion,
    }
    print("| column or file | meant | " + " | ".join(readers) + " |")
    print("|---" * (len(readers) + 2) + "|")
    files = [(name, meant, table(delimiter, x).encode()) for name, meant, delimiter, x in CASES]
    files += [(name, "number", change(table(",", CASES[0][3]))) for name, change in FILES]
    with tempfile.TemporaryDirectory() as folder:
        for index, (name, meant, content) in enumerate(files):
            path = str(Path(folder) / f"{index}.csv")
            Path(path).write_bytes(content)
            cells = [outcome(read, path, meant) for read in readers.values()]
            print(f"| {name} | {meant} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
