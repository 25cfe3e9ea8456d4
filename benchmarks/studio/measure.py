#!/usr/bin/env python3
"""Measures Ganglion Studio: benchmarks/studio/measure.py BUILD_FOLDER [--rounds N]

- How much slower a training is that somebody watches: the same training with and without `--studio`, one after the other, N times. The watcher
  reads the events, and fetches state, pictures and surface ten times a second, layers and weights three times, as a page does.
- The time from the start of the program to the first paint in Chromium, which runs already.
- Frames a second of the page while a 2-4-2 network trains on 1,000 rows.
- The size of the page.

Playwright as the tests have it: build/playwright/bin/python benchmarks/studio/measure.py build
"""

import argparse
import gzip
import itertools
import json
import pathlib
import shutil
import signal
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request

root = pathlib.Path(__file__).resolve().parents[2]
TRAINING = ["--target", "diagnosis", "--network", "dense 128 relu; dense 128 relu", "--epochs", "1500", "--patience", "0", "--seed", "1", "--json", "--quiet"]


def watch(address, ended):
    """What a page asks for."""
    def events():
        with urllib.request.urlopen(address + "api/events") as stream:
            while not ended.is_set() and stream.readline():
                pass

    threading.Thread(target=events, daemon=True).start()
    for turn in itertools.count():
        if ended.is_set():
            return
        seldom = ("api/layers", "api/weights") if turn % 3 == 0 else ()
        for path in ("api/state", "api/frame?what=units", "api/frame?what=surface", *seldom):
            try:
                urllib.request.urlopen(address + path).read()
            except OSError:
                break  # nothing to see yet, or no longer
        ended.wait(0.1)


def train(program, folder, name, watched):
    """Seconds of training, as the program measures them."""
    command = [program, "train", str(root / "data/breast_cancer.csv"), *TRAINING, "--out", name]
    if not watched:
        return json.loads(subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout)
    ended = threading.Event()
    running = subprocess.Popen([*command, "--studio"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    address = next(line.split()[-1] for line in running.stderr if line.startswith("Ganglion Studio: "))
    watcher = threading.Thread(target=watch, args=(address, ended))
    watcher.start()
    result = json.loads(running.stdout.readline())
    ended.set()
    watcher.join()
    running.send_signal(signal.SIGINT)
    running.wait(10)
    return result


def slower_when_watched(program, rounds):
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        for i in range(rounds):
            results = {}
            for watched in (False, True) if i % 2 else (True, False):
                results[watched] = train(program, folder, f"{i}-{watched}", watched)
            assert results[True]["model_hash"] == results[False]["model_hash"], "a watched training gives another model"
            ratios.append(results[True]["seconds"] / results[False]["seconds"])
            print(f"  unwatched {results[False]['seconds']:.2f} s, watched {results[True]['seconds']:.2f} s: {ratios[-1]:.3f}", flush=True)
    return statistics.median(ratios)


def in_the_browser(program, rounds):
    """Median seconds to the first paint, and frames a second while a small network trains."""
    from playwright.sync_api import sync_playwright

    paints = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for _ in range(rounds):
            page = browser.new_page()
            begin = time.perf_counter()
            serving = subprocess.Popen([program, "studio"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            address = serving.stdout.readline().split()[-1]
            answered = time.perf_counter() - begin
            page.goto(address)
            page.wait_for_selector(".panels")
            paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()") / 1000
            paints.append(answered + paint)
            frames = frames_while_training(page)
            page.close()
            serving.terminate()
            serving.wait(10)
        browser.close()
    return statistics.median(paints), frames


def frames_while_training(page):
    def post(path, body):
        page.evaluate("([path, body]) => fetch('api/' + path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})", [path, body])

    post("data", {"builtin": "circle", "options": {"rows": 1000}})
    post("command", {"command": "set", "path": "network", "value": "dense 4 tanh; dense 2 tanh"})
    post("command", {"command": "set", "path": "epochs", "value": 100000})
    post("command", {"command": "start"})
    page.wait_for_selector(".surface canvas")
    return page.evaluate("""new Promise((done) => {
      let frames = 0; const begin = performance.now();
      const next = () => { ++frames; if (performance.now() - begin < 3000) requestAnimationFrame(next); else done(frames / 3); };
      requestAnimationFrame(next); })""")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    program = str(options.build.resolve() / "ganglion")
    page = gzip.compress((root / "studio/page/dist/index.html").read_bytes(), 9)
    print(f"page: {len(page) / 1024:.1f} KB gzipped")
    print(f"a watched training takes {slower_when_watched(program, options.rounds):.3f} times as long (median)")
    paint, frames = in_the_browser(program, options.rounds)
    print(f"first paint {paint:.3f} s after the program's start (median); {frames:.0f} frames a second while a 2-4-2 network trains on 1,000 rows")


if __name__ == "__main__":
    main()
