#!/usr/bin/env python3
"""Opens exported files in Netron, with Chromium, and looks for their layers and weights in its drawing.

    tests/interop/check_netron.py PROGRAM

A note, and no fault, where there is no Chromium.
"""

import pathlib
import shutil
import sys
import tempfile

import netron
from playwright.sync_api import TimeoutError, sync_playwright

from program import ganglion

chromium = shutil.which("chromium")
digits = pathlib.Path(__file__).resolve().parents[2] / "data" / "digits.csv"
NETWORK = "reshape 1x8x8; conv2d 4 3x3 relu; batchnorm; maxpool 2; flatten; dense 8 relu"
# File ending: texts of nodes that must be drawn.
DRAWN = {"onnx": ["Conv", "BatchNormalization", "MaxPool", "MatMul"],
         "keras": ["Conv2D", "BatchNormalization", "MaxPooling2D", "Dense"],
         "h5": ["Conv2D", "BatchNormalization", "MaxPooling2D", "Dense"],
         "safetensors": ["kernel"],
         "npz": ["kernel"]}


def check(browser, path, wanted):
    """Netron forbids pages to evaluate scripts, so elements are only waited for."""
    address = netron.start(str(path), browse=False)
    page = browser.new_page()
    try:
        page.route(lambda url: "localhost" not in url, lambda route: route.abort())  # it would report its use
        page.goto(f"http://{address[0]}:{address[1]}/")
        page.click("text=Accept")
        for text in wanted:
            page.wait_for_selector(f"#target text:has-text('{text}')", state="attached", timeout=30000)
    except TimeoutError as error:
        raise AssertionError(f"{path.name}: Netron draws no {text}") from error
    finally:
        page.close()
        netron.stop(address)


if chromium is None:
    print("note: there is no chromium; Netron opened nothing")
    sys.exit()
with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
    folder = pathlib.Path(scratch)
    ganglion("train", digits, "--target", "digit", "--network", NETWORK, "--linear-path", "no", "--ensemble", "1", "--epochs", "1", "--quiet",
             "--out", folder / "run")
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    for ending, wanted in DRAWN.items():
        file = folder / f"model.{ending}"
        ganglion("export", folder / "run", "--format", ending, "--out", file)
        check(browser, file, wanted)
    browser.close()
print(f"netron {netron.__version__} draws {', '.join(DRAWN)}")
