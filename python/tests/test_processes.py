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


MANY = [20, pytest.param(1000, marks=pytest.mark.slow)]


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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="has no fork")
@pytest.mark.parametrize("count", MANY)
def test_many_forks(count):
    run(
        PROGRAM + "wanted = model.predict(x)\n"
        f"for _ in range({count}):\n"
        "    child = os.fork()\n"
        "    if child == 0:\n"
        "        same = np.array_equal(model.predict(x), wanted)\n"
        "        model.fit(x, x[:, 0], verbose=0)\n"
        "        os._exit(0 if same else 1)\n"
        "    assert os.waitpid(child, 0)[1] == 0\n"
    )


@pytest.mark.parametrize("count", MANY)
def test_many_threads_pickle_train_and_predict(trained, count):
    wanted, text, right = trained.predict(X), pickle.dumps(trained), []
    trained_to = set()

    def work():
        model = ganglion.Sequential([layers.Input((4,)), layers.Dense(8, "relu"), layers.Dense(1)])
        model.compile("adam", "mse")
        model.fit(X, X[:, 0], epochs=2, verbose=0)
        trained_to.add(model.get_weights()[0].tobytes())
        right.append(np.array_equal(pickle.loads(text).predict(X), wanted))

    for begin in range(0, count, 10):
        threads = [threading.Thread(target=work) for _ in range(min(10, count - begin))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(right) == count and all(right)
    assert len(trained_to) == 1
