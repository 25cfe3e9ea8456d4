#!/usr/bin/env python3
"""Makes the pictures of docs/studio.md again: docs/images/studio_*.png, eight views of the page in Chromium.

    build/playwright/bin/python tools/make_studio_pictures.py BUILD_FOLDER [--into FOLDER] [--page FILE]
"""

import argparse
import pathlib
import shutil
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(root / "tests/browser"))
from studio.page import Page, Studio  # noqa: E402


class Pictures:
    def __init__(self, page, into):
        self.page = page
        self.into = into

    def take(self, name, beside=None):
        """The window; scrolled to an element, if there is one to be seen beside."""
        page = self.page.page
        page.evaluate("selector => selector ? document.querySelector(selector).scrollIntoView({block: 'end'}) : scrollTo(0, 0)", beside)
        page.wait_for_timeout(700)
        page.screenshot(path=self.into / f"studio_{name}.png")
        print(name)

    def train(self, builtin, epochs, network=None, **options):
        self.page.ready(builtin, **options)
        if network is not None:
            self.page.ask("command", {"command": "set", "path": "network", "value": network})
        self.page.finish(epochs)

    def all_views(self):
        page = self.page
        self.train("circle", 60)
        page.page.locator(".unit").nth(5).click()
        self.take("training")
        self.train("xor", 100, "dense 2 tanh")
        page.tab("Back propagation")
        page.page.get_by_role("slider", name="Step").fill("9")
        self.take("backprop", ".drawer")
        self.train("breast_cancer", 20)
        page.tab("Why this answer")
        page.page.locator(".answer").wait_for()
        self.take("why", ".why-tab")
        page.tab("Mistakes")
        page.page.locator(".costs").wait_for()
        self.take("mistakes", ".costs")
        self.train("shapes", 20)
        page.tab("Maps")
        page.page.locator(".maps-tab canvas").nth(8).wait_for()
        self.take("maps", ".maps-tab")
        self.train("ill_scaled", 20)
        page.tab("Lesson")
        page.page.locator(".lessons nav button").nth(10).click()
        page.page.get_by_label("rate", exact=True).select_option("0.1")
        for _ in range(2):
            page.page.get_by_role("button", name="20 steps").click()
        self.take("lesson", ".descent")

    def phone(self):
        self.page.page.emulate_media(color_scheme="dark")
        self.page.page.set_viewport_size({"width": 390, "height": 844})
        self.train("blobs", 60)
        self.take("phone")


def folder_of_runs(studio, page, pictures):
    for name, network in (("wide", "dense 64 relu"), ("deep", "dense 16 relu; dense 16 relu; dense 16 relu"), ("linear", "")):
        studio.run("train", str(root / "data/penguins.csv"), "--target", "species", "--network", network, "--epochs", "60", "--out", f"runs/{name}")
    with studio.serving("runs") as (url, _):
        page.open(url)
        for name in ("wide", "deep", "linear"):
            page.page.get_by_role("checkbox", name=f"Compare {name}").check()
        page.page.locator(".comparison canvas").wait_for()
        pictures.take("runs", ".comparison")
        page.page.goto("about:blank")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--into", type=pathlib.Path, default=root / "docs/images")
    parser.add_argument("--page", type=pathlib.Path)
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        studio = Studio(options.build.resolve() / "ganglion", folder)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = Page(browser, None, options.page)
        page.page.set_viewport_size({"width": 1280, "height": 860})
        pictures = Pictures(page, options.into)
        folder_of_runs(studio, page, pictures)
        with studio.serving() as (url, _):
            page.open(url)
            pictures.all_views()
            pictures.phone()
        browser.close()


if __name__ == "__main__":
    main()
