"""Uploads, links, a program that is killed and started again, saved runs, folders of runs, and a training that is watched."""

import contextlib
import json
import pathlib
import random
import signal
import socket
import time
import urllib.request

from studio.page import PATIENCE, Serving
from studio.views import ENDLESS

DROP = """([name, text]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], name, {type: 'text/csv'}));
  for (const kind of ['dragover', 'drop']) dispatchEvent(new DragEvent(kind, {dataTransfer: transfer, bubbles: true, cancelable: true}));
}"""
TOKEN = "0123456789abcdefABCDEF"


def table(rows):
    return "height;weight;who\n" + "".join(f"{150 + i},5;{50 + i % 7};{'ann' if i % 3 else 'bob'}\n" for i in range(rows))


def people(studio):
    (pathlib.Path(studio.folder) / "people.csv").write_text(table(90))


def free_port():
    """Below those that the system gives to whoever asks for any."""
    while True:
        port = random.randrange(12000, 32000)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def request(url, body=None):
    data = body and json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, {"Content-Type": "application/json"}), timeout=PATIENCE) as answer:
        return json.load(answer)


def paused_at_once(url):
    """Asks for a pause as soon as there is something to pause: no page is opened so early."""
    end = time.monotonic() + PATIENCE
    while request(url + "api/state")["status"] != "running" and time.monotonic() < end:
        time.sleep(0.001)
    request(url + "api/command", {"command": "pause"})


def dropped_to_saved(studio, page):
    """A dropped file, trained, halted and saved: the command line gives the same model."""
    with studio.serving() as (url, _), page.at(url):
        page.until_shown(".status", "No data yet")
        page.page.set_input_files("input[type=file]", {"name": "by button.csv", "mimeType": "text/csv", "buffer": table(70).encode()})
        page.until(lambda now: now["data"]["name"] == "by button.csv" and now["data"]["rows"] == 70, "the chosen file")
        page.page.evaluate(DROP, ["people <b>.csv", table(90)])
        page.until(lambda now: now["data"]["rows"] == 90, "the dropped file")
        page.until_shown(".data .summary", "people <b>.csv", "its name, as text")
        page.settled()
        page.page.fill("#network-text", "dense 5 tanh")
        page.page.keyboard.press("Enter")
        page.until(lambda now: now["network"]["text"] == "dense 5 tanh", "the network that was typed")
        page.button("Epoch")
        page.until(lambda now: now["training"]["epoch"] == 1 and now["status"] == "paused", "an epoch")
        page.button("Step")
        page.until(lambda now: now["training"]["step"] == 1 and now["status"] == "paused", "a step")
        page.button("Save")
        page.page.fill("#save-out", "runs/dropped")
        page.button("Save run")
        said = page.until_shown(".saved", "model_hash")[0]
    again = studio.run("train", "--job", "runs/dropped/job.toml", "--out", "runs/again")
    page.expect(again["model_hash"] in said, f"the page said {said}, the command line {again['model_hash']}")


def link_opens_again(studio, page):
    with studio.serving() as (url, _), page.at(url):
        page.ready("spiral", noise=0.2, rows=300)
        for path, value in (("network", "dense 6 relu; dense 3 tanh"), ("learning_rate", 0.02), ("batch_size", 16), ("l2", 0.001), ("seed", 7)):
            page.order("set", path=path, value=value)
        page.order("select", row=12)
        page.until_true("location.hash.includes('row=12')", "the row in the address")
        link = page.page.evaluate("location.hash")
        before = page.state()
    with studio.serving() as (url, _), page.at(url + link):  # another program, which knows nothing
        page.until(lambda now: now["data"] and now["selection"]["row"] == 12, "what the link says")
        now = page.state()
        same = {name: now["settings"][name] for name in now["settings"] if now["settings"][name] != before["settings"][name]}
        page.expect(not same and now["data"]["options"] == before["data"]["options"], f"the link gives other settings: {same}, {now['data']['options']}")


def killed_and_restarted(studio, page):
    page.expected += ["ERR_", "Failed to load", "EventSource"]
    at = ["--port", str(free_port()), "--token", TOKEN]
    with studio.serving(*at) as (url, serving):
        page.open(url)
        page.ready("circle", rows=200)
        page.order("set", path="network", value="dense 7 tanh")
        page.until_true("location.hash.includes('dense+7')", "the network in the address")
        serving.end(signal.SIGKILL)
        page.until_shown(".status", "does not answer")
        page.accessible("a program that was killed")
    with studio.serving(*at):
        page.until(lambda now: now["data"] and now["network"]["text"] == "dense 7 tanh" and now["data"]["rows"] == 200, "the same as before")
        page.until_shown(".status", "started again")
        page.settled()
        page.page.keyboard.press("e")
        page.until(lambda now: now["training"]["epoch"] == 1, "an epoch by the new program")


def compared_runs(page):
    """Three runs in a table, of which one goes on: sorted, filtered, two of them compared."""
    rows = page.page.locator(".folder tbody tr")
    page.wait(rows.count, lambda count: count == 3, "three runs in the table")
    page.until_shown(".folder tbody tr", "running")
    epochs = lambda: int(rows.filter(has_text="going").locator("td").nth(5).inner_text().replace(",", ""))
    first = page.wait(epochs, lambda count: count > 0, "epochs of the run in progress")
    page.wait(epochs, lambda count: count > first, f"more epochs than {first}")
    page.button("run")
    names = ".folder tbody td:nth-child(2)"
    page.until_texts(names, lambda seen: seen == ["going", "large", "small"], "the runs by name")
    page.page.fill("#folder-filter", "dense 16")
    page.until_texts(names, lambda seen: seen == ["large"], "the run with 16 units")
    page.page.fill("#folder-filter", "")
    for name in ("small", "large"):
        page.page.get_by_role("checkbox", name=f"Compare {name}").check()
    page.until_shown(".comparison tbody tr", "dense 16 relu", "the settings that differ")
    page.page.locator(".comparison canvas").wait_for()
    page.accessible("the folder of runs")
    page.picture("folder")


def folder_of_runs(studio, page):
    """Runs in a table; two compared; the report and the data of one; one that goes on."""
    people(studio)
    for name, network in (("small", "dense 2 tanh"), ("large", "dense 16 relu")):
        studio.run("train", "people.csv", "--network", network, "--epochs", "10", "--out", f"shown/{name}")
    going = Serving([studio.program, "train", "people.csv", "--network", "dense 256 relu; dense 256 relu", "--epochs", str(ENDLESS["epochs"]), "--patience", "0", "--out", "shown/going", "--quiet"],
                    studio.folder)
    try:
        with studio.serving("shown/") as (url, _), page.at(url):
            compared_runs(page)
            report = page.page.get_by_role("link", name="Report of small").get_attribute("href")
            with urllib.request.urlopen(report) as answer:
                page.expect("sandbox" in answer.headers["Content-Security-Policy"], "a report can ask nothing of the program")
                page.expect("<html" in answer.read().decode()[:500], "the report")
            page.button("Open data and settings of small")
            page.until(lambda now: now["network"] and now["network"]["text"] == "dense 2 tanh", "the settings of the run")
    finally:
        going.process.terminate()
        going.end()
    with studio.serving("shown/small") as (url, _), page.at(url):  # a run by itself
        page.until(lambda now: now["network"]["text"] == "dense 2 tanh" and now["data"]["rows"] == 90, "data and settings of a run")


def watched_to_its_end(page, alone):
    page.until(lambda now: now["status"] == "paused", "a pause of it")
    page.page.locator(".unit").nth(6).wait_for()
    page.picture("watched")
    page.expected.append("409")
    refused = page.ask("command", {"command": "set", "path": "learning_rate", "value": 1})
    page.expect("ganglion train" in refused.get("error", {}).get("message", ""), f"its settings stay: {refused}")
    page.settled()
    page.button("Train")
    ended = page.until(lambda now: now["status"] == "finished" and now["result"], "its end")["result"]["model_hash"]
    page.expect(ended == alone["model_hash"], f"the model is the one that is trained unwatched, {alone['model_hash']}, not {ended}")
    page.until_true("!document.querySelector('.status').innerText.startsWith('Paused')", "what came of it")


def watched_training(studio, page):
    """`train --studio`: the page follows, can halt it, and changes nothing."""
    people(studio)
    settings = ["people.csv", "--network", "dense 256 relu; dense 256 relu", "--epochs", "1500", "--patience", "0", "--seed", "5", "--threads", "1"]
    alone = studio.run("train", *settings, "--out", "runs/alone")
    with studio.serving(*settings, "--out", "runs/watched", "--studio", "--json", command="train") as (url, serving):
        paused_at_once(url)
        with page.at(url):
            watched_to_its_end(page, alone)
        told = json.loads(serving.line("{"))  # while the page is still there
        page.expect(told["model_hash"] == alone["model_hash"], f"the result on stdout: {told['model_hash']}")
        code = serving.end(signal.SIGINT)
        page.expect(code == 0, f"Ctrl-C ends it with {code}: {serving.lines[-3:]}")


def interrupted_while_paused(studio, page):
    """Ctrl-C ends a training that the page has paused, so that it can be resumed."""
    people(studio)
    with studio.serving("people.csv", "--epochs", str(ENDLESS["epochs"]), "--patience", "0", "--out", "runs/paused", "--studio", command="train") as (url, serving):
        paused_at_once(url)
        with page.at(url):
            page.until(lambda now: now["status"] == "paused", "a pause")
        code = serving.end(signal.SIGINT)
        page.expect(code == 130, f"Ctrl-C ends a paused training with {code}: {serving.lines[-3:]}")


FILES = (dropped_to_saved, link_opens_again, killed_and_restarted, folder_of_runs, watched_training, interrupted_while_paused)
