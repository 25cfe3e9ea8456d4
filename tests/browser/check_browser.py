#!/usr/bin/env python3
"""Opens what the program draws in a real browser and looks for what a reader would stumble over.

    tests/browser/check_browser.py BUILD_FOLDER [--keep FOLDER]

Trains a few short jobs, opens each report.html wide and narrow, light and dark, and the graphs and curves that `explain` draws. Checks that
nothing is loaded from anywhere, nothing is cut, nothing lies over another thing, and all text stands out from what is behind it.
With --keep the screenshots stay in FOLDER. Ends with 77 (skipped) where Chromium or Playwright isn't there.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
root = pathlib.Path(__file__).resolve().parent.parent.parent
here = pathlib.Path(__file__).resolve().parent

# Name of the run, arguments of `ganglion train`, headings and charts that its report has at least.
RUNS = [
    ("multiclass", ["data/penguins.csv", "--target", "species"], 9, 12),
    ("regression", ["data/penguins.csv", "--target", "body_mass_g"], 9, 12),
    ("binary", ["data/breast_cancer.csv"], 9, 12),
    ("digits", ["data/digits.csv", "--image", "none", "--epochs", "20"], 9, 12),
    ("labels", ["labels.csv", "--target", "even,prime,round", "--ignore", "digit",
               "--image", "none"], 9, 12),
    ("deep", ["data/penguins.csv", "--target", "species", "--epochs", "2", "--cross-validate", "2",
              "--network", "; ".join(["dense 12 sigmoid", "batchnorm"] * 6)], 9, 12),
    ("pictures", ["data/shapes", "--epochs", "4", "--augment", "flip; shift 2; rotate 10"], 9, 7),
    ("signals", ["signals.csv", "--signal", "2x20", "--target", "kind", "--epochs", "2", "--augment", "jitter 0.3"], 9, 30),
]
WINDOWS = [("wide", 1280, 900), ("narrow", 390, 844)]
# Model (a run, or the two neurons of the examples), data, row, nodes at least.
GRAPHS = [
    ("two_neurons.ganglion", "examples/two_neurons.csv", 10),
    ("multiclass", "data/penguins.csv", 15),
    ("regression", "data/penguins.csv", 15),
    ("labels", "labels.csv", 15),
    ("deep", "data/penguins.csv", 12),
]


def skip(reason):
    print(f"skipped: {reason}; `tools/install_packages.sh test` installs it")
    sys.exit(SKIPPED)


def labels_table(path):
    """The digits with three yes/no questions about each."""
    lines = (root / "data/digits.csv").read_text().splitlines()[:400]
    rows = [lines[0] + ",even,prime,round"]
    for line in lines[1:]:
        digit = int(line.rsplit(",", 1)[1])
        answers = (digit % 2 == 0, digit in (2, 3, 5, 7), digit in (0, 6, 8, 9))
        rows.append(line + "".join(",yes" if answer else ",no" for answer in answers))
    path.write_text("\n".join(rows) + "\n")


def signals_table(path):
    """Two channels of 20 values, rising or falling; every fifth says the wrong."""
    rows = ["kind," + ",".join(f"v{i}" for i in range(40))]
    for i in range(80):
        rising = (i % 2 == 0) != (i % 5 == 0)
        values = [(t if rising else 19 - t) / 10 + (i * 37 + t * 11) % 7 / 5 for t in range(20)] * 2
        rows.append(("up," if i % 2 == 0 else "down,") + ",".join(f"{v:.2f}" for v in values))
    path.write_text("\n".join(rows) + "\n")


def run(command, folder):
    ran = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if ran.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {ran.returncode}:\n{ran.stdout}")


def make_pages(build, folder):
    for name in ("data", "examples"):
        (folder / name).symlink_to(root / name)
    labels_table(folder / "labels.csv")
    signals_table(folder / "signals.csv")
    for name, arguments, _, _ in RUNS:
        run([build / "ganglion", "train", *arguments, "--quiet", "--out", name], folder)
    run([build / "examples/two_neurons", "two_neurons.ganglion"], folder)
    for model, data, _ in GRAPHS:
        graph = pathlib.Path(model).stem + ".svg"
        run([build / "ganglion", "explain", model, data, "--row", "1", "--graph", graph], folder)
    run([build / "ganglion", "explain", "signals", "signals.csv", "--row", "1"], folder)


class Watched:
    """One page of a browser, in which file after file is opened; what it complains about and what it asks the network for are faults."""

    def __init__(self, browser):
        self.faults = []
        self.url = ""
        self.page = browser.new_page()
        self.page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self.note_request)

    def note_request(self, request):
        if request.url != self.url and not request.url.startswith(("data:", "about:")):
            self.faults.append(f"asks for {request.url}")

    def check(self, path, window, scheme, script, options, screenshot):
        self.faults = []
        self.url = path.as_uri()
        _, width, height = window
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)
        self.page.goto(self.url)
        if screenshot and self.url.endswith(".svg"):  # of which by itself no picture can be taken
            self.page.goto("about:blank")
            self.page.set_content(pathlib.Path(self.url.removeprefix("file://")).read_text())
        if screenshot:
            self.page.screenshot(path=screenshot, full_page=True)
            self.page.goto(self.url)
        return self.faults + self.page.evaluate((here / script).read_text(), options)


def check_drawings(page, folder, keep):
    """What `explain` draws of a signal: nothing is loaded, and all that is written lies inside."""
    found = []
    for path in sorted((folder / "signals/explained/signals_1").glob("*.svg")):
        for scheme in ("light", "dark"):
            shot = keep / f"signal_{path.stem}_{scheme}.png" if keep else None
            found += [f"{path.name} ({scheme}): {fault}" for fault in page.check(path, WINDOWS[0], scheme, "drawing_checks.js", {}, shot)]
    return found


def check_all(page, folder, keep):
    found = []
    picture = lambda name: keep / name if keep else None
    for window in WINDOWS:
        for scheme in ("light", "dark"):
            look = f"{window[0]}, {scheme}"
            for name, _, headings, charts in RUNS:
                report = folder / name / "report.html"
                options = {"least_headings": headings, "least_charts": charts, "least_chart_text": 8}
                shot = picture(f"{name}_{window[0]}_{scheme}.png")
                found += [f"{name}/report.html ({look}): {fault}"
                          for fault in page.check(report, window, scheme, "page_checks.js", options, shot)]
    for model, _, nodes in GRAPHS:
        path = folder / (pathlib.Path(model).stem + ".svg")
        for scheme in ("light", "dark"):
            options = {"least_nodes": nodes, "without_derivative": ["targets", "softmax", "sigmoid"]}
            shot = picture(f"{path.stem}_graph_{scheme}.png")
            found += [f"{path.name} ({scheme}): {fault}"
                      for fault in page.check(path, WINDOWS[0], scheme, "graph_checks.js", options, shot)]
    return found + check_drawings(page, folder, keep)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        skip("Playwright is not here")
    chromium = shutil.which("chromium")
    if chromium is None:
        skip("Chromium is not here")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_pages(options.build.resolve(), folder)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            found = check_all(Watched(browser), folder, options.keep)
            browser.close()
    print("\n".join(found))
    print(f"{len(RUNS)} reports and {len(GRAPHS)} graphs in Chromium, {len(found)} faults")
    sys.exit(len(found) > 0)


if __name__ == "__main__":
    main()
