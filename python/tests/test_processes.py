"""Forks, threads and pickles."""

import os
import pickle
import subprocess
import sys
import threading

import numpy as np
import pytest

import ganglion
from ganglion import layers

X = np.random.default_rng(1).normal(size=(64, 4)).astype(np.float32)


@pytest.fixture(name="trained")
def fixture_trained(tmp_path):
    model = ganglion.Sequential([layers.Input((4,)), layers.Dense(8, "relu"), layers.Dense(2)])
    model.save(tmp_path / "model.ganglion")
    return ganglion.load_model(tmp_path / "model.ganglion")


def test_a_thousand_pickles(trained):
    wanted, text = trained.predict(X), pickle.dumps(trained)
    for _ in range(1000):
        again = pickle.loads(text)
    assert pickle.dumps(again) == text
    np.testing.assert_array_equal(again.predict(X), wanted)


def test_many_threads_predict_with_one_model(trained):
    wanted, wrong = trained.predict(X), []

    def work():
        for _ in range(200):
            if not np.array_equal(trained.predict(X), wanted):
                wrong.append(True)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def run(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, env=os.environ)
    assert done.returncode == 0, done.stderr
    return done


PROGRAM = (
    "import ganglion, numpy as np, os, threading\n"
    "x = np.ones((256, 4), dtype=np.float32)\n"
    "model = ganglion.Sequential([ganglion.layers.Input((4,)), ganglion.layers.Dense(8, 'relu'), ganglion.layers.Dense(1)])\n"
    "model.compile('adam', 'mse')\n"
    "model.fit(x, x[:, 0], verbose=0)\n"
)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="has no fork")
def test_a_fork_trains_and_predicts_as_its_parent():
    run(
        PROGRAM + "wanted = model.predict(x)\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    same = np.array_equal(model.predict(x), wanted)\n"
        "    model.fit(x, x[:, 0], verbose=0)\n"
        "    os._exit(0 if same and np.isfinite(model.predict(x)).all() else 1)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
    )
