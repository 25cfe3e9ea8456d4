#!/usr/bin/env python3
"""Drives the page of Ganglion Studio, as the program serves it, in Chromium.

    tests/browser/check_studio.py BUILD_FOLDER [--keep FOLDER] [--page FILE] [--only NAME …] [--slower N]

A table is trained, halted and stepped by the keyboard; each tab of the drawer is opened, in light and dark, on a phone; files are dropped and
runs saved, which the command line repeats; numbers are compared to those of `explain`, to the last digit; a port is taken, a file vanishes, a
training diverges; what the pointer is told is compared, and settings are changed while a network is trained; a program is killed and started again; folders of runs are compared, a training is watched; and the
three things of every lesson are done. Whatever the page complains about is a fault, and so is what axe-core finds (where `npm ci` was run in
studio/page). --keep FOLDER keeps pictures of what was seen; --page FILE is a page to show instead of the program's own; --only names checks;
--slower N gives the page an Nth of the processor.
"""

import argparse
import pathlib
import shutil
import sys
import tempfile
import time

from studio.files import FILES
from studio.lessons import all_lessons
from studio.page import AXE, Page, Studio
from studio.pointer import POINTER
from studio.troubles import TROUBLES
from studio.values import VALUES
from studio.views import all_views

SKIPPED = 77


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--page", type=pathlib.Path)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--slower", type=float, default=1)
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("skipped: no Playwright or no Chromium; `tools/install_packages.sh test` installs them")
        sys.exit(SKIPPED)
    if not AXE.exists():
        print("axe-core isn't there: `npm ci` in studio/page installs it")
    faults = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        studio = Studio(options.build.resolve() / "ganglion", folder)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for check in (all_views, *POINTER, *FILES, *TROUBLES, *VALUES, all_lessons):
            if options.only and check.__name__ not in options.only:
                continue
            begin = time.monotonic()
            page = Page(browser, options.keep, options.page, options.slower)
            with page.part(check.__name__):
                check(studio, page)
            faults += page.faults
            page.page.close()
            print(*page.faults, f"{check.__name__}: {time.monotonic() - begin:.1f} s, {len(page.faults)} faults", sep="\n", flush=True)
        browser.close()
    print(f"Studio in Chromium: {len(faults)} faults")
    sys.exit(len(faults) > 0)


if __name__ == "__main__":
    main()
