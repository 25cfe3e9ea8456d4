"""The largest sizes that are promised: whole trainings, their time and their memory at the peak."""

import random

from curves import MEMORY, Curve, table, trained

ROWS_OF_COLUMNS = 500
ROWS_OF_CLASSES = 40_000  # each of the most classes has two
ROWS_OF_A_CATEGORY = 2


def steps(largest):
    """Four sizes a decade and a half: a hundredth of the largest, and on by about the root of ten."""
    return tuple(round(largest * share) for share in (0.01, 0.03, 0.1, 0.3, 1))


def both(work, measured):
    seconds, memory = measured
    return {"ganglion train": (work, seconds), MEMORY: (work, memory)}


def streamed_rows(options, rows):
    path = table(options.folder, rows, 5)
    result = both(rows, trained(options, path, "dense 16 relu", "--stream", "yes"))
    path.unlink()  # the largest has 300 MB
    return result


def columns(options, count):
    path = table(options.folder, ROWS_OF_COLUMNS, count)
    return both(count, trained(options, path, "dense 16 relu"))


def named(folder, name, rows, line):
    """A CSV file of lines "x0,x1,c,y", made once."""
    path = folder / f"{name}.csv"
    if not path.exists():
        draw = random.Random(1)
        with open(path, "w", encoding="utf-8") as file:
            file.write("x0,x1,c,y\n")
            for row in range(rows):
                file.write(f"{draw.gauss(0, 1):.3f},{draw.gauss(0, 1):.3f},{line(row)}\n")
    return path


def classes(options, count):
    path = named(options.folder, f"classes-{count}", ROWS_OF_CLASSES, lambda row: f"a{row % 3},k{row % count}")
    return both(ROWS_OF_CLASSES * count, trained(options, path, "dense 16 relu", "--task", "multiclass"))


def categories(options, count):
    rows = ROWS_OF_A_CATEGORY * count
    path = named(options.folder, f"categories-{count}", rows,
                 lambda row: f"text {row % count},{'yes' if row % 2 else 'no'}")
    return both(rows, trained(options, path, "dense 16 relu", "--columns", "c=category"))


def layers(options, count):
    path = table(options.folder, 500, 10)
    return both(count, trained(options, path, "; ".join(["dense 16 relu"] * count)))


LIMITS = (
    Curve("streamed rows", "Streamed, 5 columns: 100,000 to 10,000,000 rows", steps(10_000_000), streamed_rows,
          work="rows"),
    Curve("many columns", "500 rows: 200 to 20,000 columns", steps(20_000), columns, work="columns"),
    Curve("classes", "40,000 rows: 200 to 20,000 classes", steps(20_000), classes, work="rows times classes"),
    Curve("categories", "10,000 to 1,000,000 categories, two rows each", steps(1_000_000), categories, work="rows"),
    Curve("layers", "20 to 2,000 layers of 16", steps(2_000), layers, work="layers"),
)
