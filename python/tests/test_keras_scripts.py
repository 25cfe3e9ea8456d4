"""Scripts written for Keras run with one import changed. The bounds are a little below what Keras reaches."""

import importlib.util
import pathlib

import pytest

pytest.importorskip("sklearn")
pytest.importorskip("pandas")

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "benchmarks" / "python" / "keras_scripts"
ERRORS = {"autoencoder": 0.04, "callbacks_and_schedules": 0.15, "regression": 0.5}
SHARES = {
    "convnet_digits": 0.97, "dense_digits": 0.95, "embedding_reviews": 0.97, "structured_data": 0.78, "timeseries_conv1d": 0.6,
    "transfer_learning": 0.55, "two_inputs": 0.9,
}  # fmt: skip


def score_of(name, monkeypatch):
    spec = importlib.util.spec_from_file_location("run_scripts", SCRIPTS / "run.py")
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    monkeypatch.chdir(ROOT)
    names = {}
    exec(compile(runner.with_ganglion((SCRIPTS / f"{name}.py").read_text(encoding="utf-8")), name, "exec"), names)
    return float(names["score"][1])


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ERRORS))
def test_errors(name, monkeypatch):
    assert score_of(name, monkeypatch) < ERRORS[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SHARES))
def test_shares(name, monkeypatch):
    assert score_of(name, monkeypatch) > SHARES[name]


@pytest.mark.slow
def test_a_quantile_holds(monkeypatch):
    assert score_of("custom_loss_and_metric", monkeypatch) == pytest.approx(0.9, abs=0.04)
