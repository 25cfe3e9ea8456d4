#!/usr/bin/env python3
"""Makes the pictures of docs/python.md again: docs/images/notebook_*.png, the notebook of python/examples in JupyterLab and Chromium.

    PYTHON tools/make_notebook_pictures.py [--into FOLDER]

PYTHON is of an environment with the wheel of ganglion, and with jupyterlab, pandas, matplotlib and playwright. All cells are run by JupyterLab
itself; one that raises is a fault, and nothing is written then.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parent.parent
NOTEBOOK = "python/examples/notebook.ipynb"
PATIENCE = 120  # seconds for all cells
# Cells that aren't in view are drawn, too, and nobody is asked anything.
SETTINGS = {"notebook-extension/tracker": {"windowingMode": "none"}, "apputils-extension/notification": {"fetchNews": "false"}}
# The cell whose begin this is, as a picture.
CELLS = {"result": "import ganglion", "explanation": "why = ", "curves": "history = "}


def served(folder):
    """JupyterLab on loopback with a copy of the notebook beside the data: its process and address."""
    (folder / "python/examples").mkdir(parents=True)
    shutil.copy(root / NOTEBOOK, folder / NOTEBOOK)
    (folder / "data").symlink_to(root / "data")
    own = {name: str(folder / "jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    own["JUPYTERLAB_SETTINGS_DIR"] = str(folder / "settings")
    for name, setting in SETTINGS.items():
        path = folder / f"settings/@jupyterlab/{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(setting))
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0", "--allow-root", f"--ServerApp.root_dir={folder}"]
    log = folder / "log"
    with open(log, "w") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **own})
    while server.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:\d+/lab\?token=\w+", log.read_text())
        if found:
            return server, found.group(0).replace("/lab?", f"/doc/tree/{NOTEBOOK}?")
        time.sleep(0.2)
    raise SystemExit(f"JupyterLab ended before it said its address:\n{log.read_text()}")


def run_all(page, address):
    page.goto(address)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60000)  # before, JupyterLab asks which kernel to start
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    last = page.locator(".jp-CodeCell").last
    last.locator(".jp-OutputArea-output img").wait_for(timeout=1000 * PATIENCE)
    errors = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").all_inner_texts()
    if errors:
        raise SystemExit(f"a cell raised: {errors[0]}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--into", type=pathlib.Path, default=root / "docs/images")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server, address = served(pathlib.Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            page = browser.new_page(viewport={"width": 860, "height": 1400})
            run_all(page, address)
            for name, begin in CELLS.items():
                cell = page.locator(".jp-CodeCell", has_text=begin).first
                cell.scroll_into_view_if_needed()
                page.wait_for_timeout(500)
                cell.screenshot(path=options.into / f"notebook_{name}.png")
                print(name)
        finally:
            browser.close()
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
