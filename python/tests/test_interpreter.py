"""The end of the interpreter while something computes; sub-interpreters, signals, deep recursion."""

import os
import subprocess
import sys

import pytest

MODEL = """
import ganglion, numpy as np, os, signal, sys, threading, time
from ganglion import layers, ops
x = np.random.default_rng(1).random((4096, 32)).astype(np.float32)
y = x[:, :1]
def network(loss="mse", **more):
    model = ganglion.Sequential([ganglion.Input((32,)), layers.Dense(64, "relu"), layers.Dense(1)])
    model.compile("adam", loss, **more)
    return model
model = network()
"""

#: Each computes until something ends it, and sets `under_way` meanwhile.
ENDLESS = {
    "fit": "model.fit(x, y, epochs=10**6, verbose=0, callbacks=[lambda *told: under_way.set()])",
    "a callback": "model.fit(x, y, epochs=10**6, verbose=0, callbacks=[lambda *told: (model.predict(x), under_way.set())])",
    "own functions": """
        own = lambda a, b: (under_way.set(), ops.mean(ops.square(a - b), axis=-1))[1]
        network(own, metrics=[own]).fit(x, y, epochs=10**6, verbose=0)""",
    "predict": """
        while True:
            model.predict(x)
            under_way.set()""",
    "a graph": """
        graph = ganglion.Graph()
        loss = ops.mean(ops.square(graph.input("x", x.shape)))
        while True:
            graph.run([loss], {"x": x})
            under_way.set()""",
}


def run(program, code=0):
    done = subprocess.run([sys.executable, "-c", MODEL + program], capture_output=True, text=True, timeout=120, env=os.environ)
    assert done.returncode == code, done.stderr
    return done


def daemon(work):
    lines = work.strip("\n") if work.startswith("\n") else "        " + work
    return (
        "under_way = threading.Event()\n"
        "class Daemon(threading.Thread):\n"
        "    def run(self):\n" + lines + "\n"
        "Daemon(daemon=True).start()\n"
        "assert under_way.wait(60)\n"
    )


@pytest.mark.parametrize("work", ENDLESS.values(), ids=ENDLESS)
def test_the_end_stops_a_daemon_thread_that_computes(work):
    assert run(daemon(work)).stderr == ""


def test_what_is_registered_for_the_end_may_train():
    program = daemon(ENDLESS["fit"]) + (
        "import atexit\n"
        "def last():\n"
        "    other = network()\n"
        "    other.fit(x, y, epochs=2, verbose=0, callbacks=[lambda *told: other.predict(x)])\n"
        "    print(len(other.history.history['loss']))\n"
        "atexit.unregister(ganglion._core.end)\n"
        "atexit.register(last)\n"
        "atexit.register(ganglion._core.end)  # runs before it\n"
    )
    assert run(program).stdout == "2\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="has no fork")
def test_a_fork_ends_without_the_threads_of_its_parent():
    run(
        daemon(ENDLESS["fit"]) + "child = os.fork()\n"
        "if child == 0:\n"
        "    sys.exit(3)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3\n"
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="has no fork")
def test_a_callback_forks():
    program = (
        "def fork(*told):\n"
        "    child = os.fork()\n"
        "    if child == 0:\n"
        "        os._exit(5)\n"
        "    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
        "model.fit(x, y, epochs=2, verbose=0, callbacks=[fork])\n"
    )
    assert run(program).stdout == "5\n5\n"


def test_sys_exit_in_a_callback_ends_the_program():
    run("model.fit(x, y, epochs=9, verbose=0, callbacks=[lambda *told: sys.exit(7)])\n", code=7)


@pytest.mark.skipif(not hasattr(__import__("signal"), "setitimer"), reason="has no timers")
def test_signals_reach_their_handlers():
    program = (
        "alarms = []\n"
        "def handler(*told):\n"
        "    alarms.append(True)\n"
        "    if len(alarms) == 3:\n"
        "        raise RuntimeError('three')\n"
        "signal.signal(signal.SIGALRM, handler)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)\n"
        "try:\n"
        "    model.fit(x, y, epochs=10**6, verbose=0)\n"
        "except RuntimeError as error:\n"
        "    signal.setitimer(signal.ITIMER_REAL, 0)\n"
        "    print(error, np.isfinite(model.predict(x)).all())\n"
    )
    assert run(program).stdout == "three True\n"


IN_ANOTHER = """
try:
    import ganglion
except ImportError as error:
    print(error, flush=True)
"""


def test_a_sub_interpreter_is_refused():
    program = (
        "try:\n"
        "    import _interpreters as interpreters\n"
        "    sub = interpreters.create('legacy')\n"
        "except ImportError:\n"
        "    import _xxsubinterpreters as interpreters\n"
        "    sub = interpreters.create(isolated=False)\n"
        f"interpreters.run_string(sub, 'import sys; sys.path[:] = ' + repr(sys.path) + {IN_ANOTHER!r})\n"
        "interpreters.destroy(sub)\n"
        "assert np.isfinite(model.predict(x)).all()\n"
    )
    assert "ganglion works in the main interpreter" in run(program).stdout


def test_endless_recursion_is_an_error():
    program = (
        "def loss(a, b):\n"
        "    return loss(a, b)\n"
        "def told(epoch, logs):\n"
        "    told(epoch, logs)\n"
        "for begin in (lambda: network(loss).fit(x, y, verbose=0), lambda: model.fit(x, y, verbose=0, callbacks=[told])):\n"
        "    try:\n"
        "        begin()\n"
        "    except RecursionError:\n"
        "        print('RecursionError')\n"
        "assert np.isfinite(model.predict(x)).all()\n"
    )
    assert run(program).stdout == "RecursionError\n" * 2


def test_deep_graphs_and_small_stacks():
    program = (
        "graph = ganglion.Graph()\n"
        "w = deep = graph.input('w', (2,))\n"
        "for _ in range(20000):\n"
        "    deep = ops.tanh(deep)\n"
        "slope, = graph.gradients(ops.mean(deep), [w])\n"
        "np.testing.assert_array_equal(graph.run([slope], {'w': np.zeros(2)})[0], [0.5, 0.5])\n"
        "threading.stack_size(64 * 1024)\n"
        "thread = threading.Thread(target=lambda: print(len(model.fit(x, y, verbose=0).history['loss'])))\n"
        "thread.start()\n"
        "thread.join()\n"
    )
    assert run(program).stdout == "1\n"
