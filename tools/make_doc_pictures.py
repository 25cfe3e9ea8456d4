#!/usr/bin/env python3
"""Makes the pictures of README.md and of the pages in docs/ again: docs/images/.

    build/playwright/bin/python tools/make_doc_pictures.py BUILD_FOLDER [--into FOLDER]

Has ganglion_figures draw what needs no data, trains what the pages train, cuts charts out of the reports, draws the graphs of `explain`,
and takes pictures of a report in Chromium (tools/install_packages.sh test installs it and Playwright). `--into` writes elsewhere, to compare.
"""

import argparse
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import zlib

root = pathlib.Path(__file__).resolve().parent.parent

NEURON = ["data/penguins.csv", "--target", "sex", "--ignore", "species,island,bill_length_mm,flipper_length_mm,year",
          "--network", "", "--l2", "0", "--optimizer", "adam learning_rate=0.05"]
THREE = ["data/penguins.csv", "--target", "species", "--ignore", "island,flipper_length_mm,body_mass_g,sex,year", "--network", "",
         "--l2", "0", "--optimizer", "adam learning_rate=0.05"]
FREE = ["data/breast_cancer.csv", "--network", "dense 32 relu; dense 16 relu", "--l2", "0", "--patience", "0", "--epochs", "100"]
RACE = ["data/breast_cancer.csv", "--network", "dense 16 relu", "--l2", "0", "--epochs", "20", "--patience", "0", "--optimizer", "sgd"]
RATE = ["data/breast_cancer.csv", "--epochs", "20", "--patience", "0"]
SQUARE = ["square.csv", "--output", "linear", "--learning-rate", "0.01"]
CONV = "reshape 1x8x8; conv2d 16 3x3 relu same; maxpool 2; conv2d 32 3x3 relu same; maxpool 2"
NORM = "dense 25 relu; batchnorm; dense 15; layernorm; activation tanh; dropout 0.2"
# Name of a run, and what `ganglion train` is given: as on the pages.
RUNS = {
    "neuron": NEURON,
    "three": THREE,
    "free": FREE,
    "penguins": ["data/penguins.csv", "--target", "species"],
    "tumours": ["data/breast_cancer.csv"],
    "batch": [*RACE, "--batch-size", "364"],
    "mini": [*RACE, "--batch-size", "32"],
    "single": [*RACE, "--batch-size", "1"],
    "slow": [*RATE, "--learning-rate", "0.00001"],
    "usual": [*RATE, "--learning-rate", "0.001"],
    "fast": [*RATE, "--learning-rate", "0.1"],
    "straight": [*SQUARE, "--network", "dense 16 linear"],
    "bent": [*SQUARE, "--network", "dense 16 relu"],
    "conv": ["data/digits.csv", "--network", CONV, "--epochs", "12"],
    "norm": ["data/digits.csv", "--network", NORM, "--epochs", "10"],
    "squared": ["data/penguins.csv", "--target", "body_mass_g"],
    "labels": ["questions.csv", "--target", "is_male,is_gentoo,on_dream"],
    "shapes": ["data/shapes", "--augment", "flip; shift 2; rotate 10"],
    "demand": ["data/demand.csv", "--target", "top_seller", "--network", "dense 3 sigmoid", "--epochs", "1500", "--optimizer",
               "adam learning_rate=0.02", "--l2", "0.0003", "--ensemble", "1", "--seed", "4"],
    "bakery": ["data/bakery.csv", "--target", "rolls", "--time-column", "date", "--horizon", "14"],
    "ecg": ["data/ecg.csv", "--target", "beat", "--signal", "--network",
            "conv1d 8 9 relu; maxpool 2; conv1d 16 5 relu; maxpool 2; conv1d 16 3 relu; globalmaxpool", "--epochs", "60"],
}
# Picture, run, how the chart's label begins, width in the page.
CHARTS = [
    ("learning_curve", "free", "loss by", 504), ("roc", "free", "ROC", 504), ("calibration", "free", "calibration", 504),
    ("importance", "penguins", "feature importance", 504), ("batch", "batch", "loss by", 300), ("mini_batch", "mini", "loss by", 300),
    ("stochastic", "single", "loss by", 300), ("rate_small", "slow", "loss by", 300), ("rate_usual", "usual", "loss by", 300),
    ("rate_large", "fast", "loss by", 300), ("linear_layers", "straight", "predicted over", 360),
    ("relu_layers", "bent", "predicted over", 360), ("convolution", "conv", "the layers", 504), ("layers", "norm", "the layers", 504),
    ("regression", "squared", "predicted over", 504), ("labels", "labels", "ROC", 504),
    ("forecast", "bakery", "forecast beside", 504),
]
# Picture, model, data.
GRAPHS = [
    ("neuron", "neuron", "data/penguins.csv"), ("softmax", "three", "data/penguins.csv"),
    ("two_neurons", "two_neurons.ganglion", "examples/two_neurons.csv"),
]
# The network of docs/own_numbers.md, and what `explain` is given.
OWN_WEIGHTS = ('{"dense": {"kernel": [[1, -1], [0.5, 2]], "bias": [0.1, -0.3]}, '
               '"dense_1": {"kernel": [[2], [-1.5]], "bias": [0.25]}}')
OWN = ["--network", "dense 2 relu; dense 1 linear", "--weights", "small.json", "--input", "1,2", "--target", "3"]
# Picture, and what `explain` calls it among those that it draws of a triangle.
DRAWINGS = [("maps", "maps_03_activation.png"), ("maps_2", "maps_07_activation_1.png"), ("maps_3", "maps_11_activation_2.png"),
            ("grad_cam", "grad_cam.png")]
# The same of a heartbeat.
BEAT = [("ecg_input", "input.svg"), ("ecg_layer_1", "maps_01_conv1d.svg"), ("ecg_layer_2", "maps_03_conv1d_1.svg"),
        ("ecg_layer_3", "maps_05_conv1d_2.svg"), ("ecg_saliency", "saliency.svg")]
# Picture, run, width and height of the window, colours.
SCREENS = [
    ("report", "tumours", 1180, 1080, "light"), ("report_dark", "tumours", 1180, 1080, "dark"),
    ("report_narrow", "tumours", 360, 860, "light"), ("report_narrow_dark", "tumours", 360, 860, "dark"),
]


def make_tables(folder):
    """The tables that the pages make by awk."""
    square = ["x,y", *(f"{i / 50:g},{i * i / 2500:g}" for i in range(-100, 101))]
    (folder / "square.csv").write_text("\n".join(square) + "\n")
    rows = [line.split(",") for line in (root / "data/penguins.csv").read_text().splitlines()]
    yes = lambda answer: "yes" if answer else "no"
    questions = [",".join([*rows[0][2:6], "is_male", "is_gentoo", "on_dream"])]
    for row in rows[1:]:
        if row[6] not in ("", "NA"):
            questions.append(",".join([*row[2:6], yes(row[6] == "male"), yes(row[0] == "Gentoo"), yes(row[1] == "Dream")]))
    (folder / "questions.csv").write_text("\n".join(questions) + "\n")


def run(command, folder):
    """Runs a program; what it says is shown when it fails."""
    ran = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if ran.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {ran.returncode}:\n{ran.stdout}")


def chart_of(report, label, width):
    """A chart of a report as a file of its own, with those rules of the style sheet that charts need."""
    style = report[report.index("<style>") + 7:report.index("</style>")]
    colours = style[:style.index("*{box-sizing")]
    rules = style[style.index("svg text{"):style.index(".k0{")]
    found = re.search(rf'<svg viewBox="0 0 (\d+) (\d+)" role="img" aria-label="{re.escape(label)}.*?</svg>', report, re.S)
    behind = f'<rect width="{found[1]}" height="{found[2]}" style="fill:var(--card)"/>'
    head, body = found[0].split(">", 1)
    opening = head.replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" ')
    return f"{opening}><style>{colours}{rules}</style>{behind}{body}\n"


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def pixels_of(png):
    """Width, height, and rows of pixels of a PNG of 8 bits with 3 or 4 channels, as browsers write them."""
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    assert depth == 8 and colour in (2, 6), "another kind of PNG"
    size, at, packed = {2: 3, 6: 4}[colour], 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        packed += png[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    content, stride, above, rows = zlib.decompress(packed), width * size, bytes(width * size), []
    for y in range(height):
        kind, *line = content[y * (stride + 1):(y + 1) * (stride + 1)]
        above = unfiltered(kind, line, above, size)
        rows.append([tuple(above[x:x + 3]) for x in range(0, stride, size)])
    return width, height, rows


def unfiltered(kind, line, above, size):
    """A line of a PNG without its filter (PNG specification, 9.2)."""
    for x, value in enumerate(line):
        left, up = line[x - size] if x >= size else 0, above[x]
        corner = above[x - size] if x >= size else 0
        if kind == 4:
            nearest = left + up - corner
            guess = min((left, up, corner), key=lambda byte: abs(nearest - byte))
        else:
            guess = (0, left, up, (left + up) // 2)[kind]
        line[x] = (value + guess) & 255
    return bytes(line)


def small_png(png, colours=64):
    """The same picture with few colours: the most frequent ones; any other becomes the nearest of them."""
    width, height, rows = pixels_of(png)
    counts = {}
    for row in rows:
        for pixel in row:
            counts[pixel] = counts.get(pixel, 0) + 1
    palette = spread(sorted(counts, key=lambda pixel: (-counts[pixel], pixel)), colours)
    nearest = {pixel: min(range(len(palette)), key=lambda i: sum((a - b) ** 2 for a, b in zip(pixel, palette[i]))) for pixel in counts}
    content = b"".join(b"\0" + bytes(nearest[pixel] for pixel in row) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"PLTE", bytes(sum(palette, ()))) + \
        chunk(b"IDAT", zlib.compress(content, 9)) + chunk(b"IEND", b"")


def spread(pixels, colours):
    """The first ones, but none that is very like one taken before."""
    taken = []
    for pixel in pixels:
        if len(taken) < colours and all(sum(abs(a - b) for a, b in zip(pixel, other)) > 12 for other in taken):
            taken.append(pixel)
    return taken


def take_screens(folder, into):
    """Pictures of reports in a browser."""
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, of, width, height, scheme in SCREENS:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto((folder / of / "report.html").as_uri())
            (into / f"{name}.png").write_bytes(small_png(page.screenshot()))
            page.close()
        browser.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--into", type=pathlib.Path, default=root / "docs" / "images")
    options = parser.parse_args()
    build, into = options.build.resolve(), options.into.resolve()
    into.mkdir(exist_ok=True)
    run([build / "ganglion_figures", into], root)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for link in ("data", "examples"):
            (folder / link).symlink_to(root / link)
        make_tables(folder)
        for of, arguments in RUNS.items():
            run([build / "ganglion", "train", *arguments, "--quiet", "--out", of], folder)
        for picture, of, label, width in CHARTS:
            report = (folder / of / "report.html").read_text(encoding="utf-8")
            (into / f"{picture}.svg").write_text(chart_of(report, label, width), encoding="utf-8")
        run([build / "examples/two_neurons", "two_neurons.ganglion"], folder)
        run([build / "examples/coffee_roasting", into / "coffee_roasting.svg"], folder)
        for picture, model, data in GRAPHS:
            run([build / "ganglion", "explain", model, data, "--row", "1", "--graph", into / f"{picture}.svg"], folder)
        (folder / "small.json").write_text(OWN_WEIGHTS, encoding="utf-8")
        run([build / "ganglion", "explain", *OWN, "--units", into / "own_numbers.svg"], folder)
        run([build / "ganglion", "explain", "shapes", "data/shapes/triangle/01.png", "--row", "1", "--out", "drawn"], folder)
        for picture, drawn in DRAWINGS:
            (into / f"{picture}.png").write_bytes((folder / "drawn" / drawn).read_bytes())
        run([build / "ganglion", "explain", "demand", "data/demand.csv", "--row", "1", "--units", into / "demand_units.svg",
             "--function", into / "demand_function.svg"], folder)
        run([build / "ganglion", "explain", "ecg", "data/ecg.csv", "--row", "2", "--out", "beat"], folder)
        for picture, drawn in BEAT:
            (into / f"{picture}.svg").write_bytes((folder / "beat" / drawn).read_bytes())
        take_screens(folder, into)


main()
