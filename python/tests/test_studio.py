"""The page of Studio that this process serves."""

import json
import os
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

import ganglion

DATA = pathlib.Path(__file__).resolve().parents[2] / "data" / "penguins.csv"
QUICK = {"network": "dense 4 tanh", "epochs": 3, "ensemble": 1, "seed": 1, "verbose": False}


def ask(page, path, body=None):
    request = urllib.request.Request(page.address + "api/" + path, body and json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def test_a_page_shows_data_and_settings():
    with ganglion.studio(DATA, target="species", network="dense 5 tanh") as page:
        state = ask(page, "state")
        assert state["data"]["target"] == "species"
        assert state["network"]["text"] == "dense 5 tanh"
        assert page.address.startswith("http://127.0.0.1:")
        assert page.address in page._repr_html_() and page.address in repr(page)
    with pytest.raises(urllib.error.URLError):
        ask(page, "state")
    assert repr(page) == "<ganglion.Studio, closed>"
    page.close()  # once more is no fault


def test_a_page_without_data_offers_some():
    with ganglion.studio() as page:
        assert ask(page, "state")["status"] == "empty"
        ask(page, "data", {"builtin": "circle", "options": {}})
        ask(page, "command", {"command": "start"})  # closed while it trains


def test_a_run_is_opened_and_gives_its_model_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    again = {"schedule": "constant", "patience": 0, "bins": 0, "calibration": "none", "linear_path": False}
    result = ganglion.train(DATA, target="species", out="run", **QUICK, **again)
    with result.studio() as page:
        ask(page, "command", {"command": "start"})
        while (state := ask(page, "state"))["status"] == "running":
            pass
        assert state["result"]["model_hash"] == result.metrics["model_hash"]


def test_a_watched_training_is_the_same(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    alone = ganglion.train(DATA, target="species", out="alone", **QUICK)
    watched = ganglion.train(DATA, target="species", out="watched", studio=True, **QUICK)
    with watched.studio() as page:
        assert page.address in capsys.readouterr().err
        state = ask(page, "state")
        assert state["status"] == "finished"
        assert state["result"]["model_hash"] == alone.metrics["model_hash"] == watched.metrics["model_hash"]
        row = ask(page, "explain?row=3")
    why = watched.model.explain(_rows(), row=3)
    assert [layer["output"] for layer in row["layers"]] == [layer["output"] for layer in why.data["layers"]]


def _rows():
    pandas = pytest.importorskip("pandas")
    return pandas.read_csv(DATA)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"data": "nowhere.csv"}, FileNotFoundError, "there is no such file"),
        ({"data": {"x": [1, 2]}}, ValueError, "reads its data from a file"),
        ({"data": DATA, "target": "sort"}, ValueError, "sort"),
        ({"data": DATA, "ensemble": 3}, ValueError, "ensemble: the page can't show it"),
        ({"data": DATA, "epochz": 3}, ValueError, "epochz"),
    ],
)
def test_what_a_page_cannot_show(arguments, error, words):
    with pytest.raises(error, match=words):
        ganglion.studio(**arguments)


def test_a_port_in_use_is_named():
    with ganglion.studio() as page:
        port = int(page.address.split(":")[2].split("/")[0])
        with pytest.raises(ValueError, match=f"{port}.*in use"):
            ganglion.studio(port=port)


def test_a_table_in_memory_leaves_no_run():
    columns = {"x": [float(i) for i in range(60)], "y": [2.0 * i for i in range(60)]}
    with pytest.raises(ValueError, match="write the table to one"):
        ganglion.train(columns, target="y", studio=True, verbose=False)
    with pytest.raises(ValueError, match="leaves no run"):
        ganglion.train(columns, target="y", epochs=1, network="", verbose=False).studio()


ENDS = """
import ganglion, json, os, sys, urllib.request
page = ganglion.studio()
def post(path, body):
    urllib.request.urlopen(urllib.request.Request(page.address + "api/" + path, json.dumps(body).encode(), {"Content-Type": "application/json"})).read()
post("data", {"builtin": "circle", "options": {}})
post("command", {"command": "set", "path": "epochs", "value": 1000000})
post("command", {"command": "start"})
child = os.fork()
if child == 0:
    page.close()
    sys.exit(0)
assert os.waitpid(child, 0)[1] == 0
assert json.load(urllib.request.urlopen(page.address + "api/state"))["status"] == "running"
print("served")
"""


def test_a_page_ends_with_the_process_and_survives_a_fork():
    done = subprocess.run([sys.executable, "-c", ENDS], capture_output=True, text=True, timeout=120, env=dict(os.environ))
    assert (done.returncode, done.stdout.strip()) == (0, "served"), done.stderr
