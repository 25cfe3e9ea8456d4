"""Trainings shared by ranks of mpi4py: the bits of one process, and errors that end all ranks."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

pytest.importorskip("mpi4py", reason="mpi4py isn't installed: nothing is shared by ranks here")
if shutil.which("mpirun") is None:
    pytest.skip("there is no mpirun: nothing is shared by ranks here", allow_module_level=True)

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "dist"))
from launching import ENVIRONMENT  # noqa: E402: found through the line above
BEGIN = """
import os
import sys
import numpy as np
import ganglion
from ganglion import dist, layers
dist.initialize(timeout=20)
def told(*values):
    with open(f"{os.environ['TOLD']}/{dist.rank()}", "a") as file:  # mpirun mixes lines of several ranks
        print(f"TOLD {dist.rank()} of {dist.size()}:", *values, file=file)
x = np.random.default_rng(1).normal(size=(512, 8)).astype(np.float32)
table = {f"c{i}": x[:, i].astype(float) for i in range(8)}
def network():
    model = ganglion.Sequential([ganglion.Input((8,)), layers.Dense(512, "relu"), layers.Dense(128, "relu"), layers.Dense(1)])
    model.compile("adam", "mse")
    return model
"""


def run(program, ranks, code=0):
    """What each rank told, by rank."""
    command = ["mpirun", "-n", str(ranks), sys.executable, "-m", "mpi4py", "-c", BEGIN + program]
    with tempfile.TemporaryDirectory() as place:
        environment = {**os.environ, **ENVIRONMENT, "TOLD": place}
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, env=environment)
        lines = sorted(line for file in pathlib.Path(place).iterdir() for line in file.read_text().splitlines())
    assert code is None or done.returncode == code, done.stderr
    assert code is None or [line.split(":")[0] for line in lines] == [f"TOLD {rank} of {ranks}" for rank in range(ranks)]
    return [line.split(": ", 1)[1] for line in lines], done


TRAININGS = {
    "a file": f"told(ganglion.train({str(ROOT / 'data/digits.csv')!r}, 'digit', network='dense 64 relu', batch_size=256, "
    "replicas=8, epochs=3, seed=3, out=sys.argv[1], verbose=False).model.hash)",
    "a table": "told(ganglion.train(table, 'c7', network='dense 64 relu', batch_size=256, replicas=8, epochs=3, verbose=False).model.hash)",
    "an ensemble": "told(ganglion.train(table, 'c7', network='dense 8 relu', ensemble=3, epochs=3, verbose=False).model.hash)",
    "a network": "model = network(); model.fit(x, x[:, :1], batch_size=256, epochs=3, verbose=0); told(model.hash)",
}


@pytest.mark.parametrize("program", TRAININGS.values(), ids=TRAININGS)
def test_any_number_of_ranks_gives_the_same_model(program, tmp_path):
    hashes = set()
    for ranks in (1, 2, 3):
        place = repr(str(tmp_path / f"run{ranks}"))
        told, _ = run(program.replace("sys.argv[1]", place), ranks)
        hashes |= set(told)
    assert len(hashes) == 1


def test_a_part_of_the_ranks_shares():
    program = (
        "from mpi4py import MPI\n"
        "world = MPI.COMM_WORLD\n"
        "dist.initialize(world.Split(world.Get_rank() // 2))\n"
        "model = network()\n"
        "model.fit(x, x[:, :1], batch_size=256, epochs=3, verbose=0)\n"
        "size = dist.size()\n"
        "dist.initialize()\n"
        "told(size, model.hash)\n"
    )
    told, _ = run(program, 3)
    assert [text.split()[0] for text in told] == ["2", "2", "1"]
    assert len({text.split()[1] for text in told}) == 1


def test_an_estimator_is_shared():
    pytest.importorskip("sklearn")
    program = (
        "from ganglion.sklearn import GanglionRegressor\n"
        "model = GanglionRegressor(epochs=3, ensemble=2, random_state=1).fit(x, x[:, 0])\n"
        "told(model.model_.hash)\n"
    )
    assert len({told for ranks in (1, 2) for told in run(program, ranks)[0]}) == 1


def test_an_error_of_one_rank_ends_the_training_of_all():
    program = (
        "def fails(epoch, logs):\n"
        "    if dist.rank() == 1 and epoch == 1:\n"
        "        raise KeyError('broken')\n"
        "try:\n"
        "    network().fit(x, x[:, :1], batch_size=256, epochs=10**6, verbose=0, callbacks=[fails])\n"
        "except (KeyError, dist.RankFailed) as error:\n"
        "    text = f'{type(error).__name__}: {error}'\n"
        "again = network()\n"
        "again.fit(x, x[:, :1], batch_size=256, epochs=3, verbose=0)\n"
        "told(text, again.hash)\n"
    )
    (first, second), _ = run(program, 2)
    assert first.startswith("RankFailed: rank 1 (") and "KeyError: 'broken'" in first
    assert second.startswith("KeyError: 'broken'")
    (wanted,), _ = run(TRAININGS["a network"], 1)
    assert first.split()[-1] == second.split()[-1] == wanted


def test_a_rank_that_is_not_heard_of_has_failed():
    program = (
        "import time\n"
        "dist.initialize(timeout=1)\n"
        "def sleeps(epoch, logs):\n"
        "    if dist.rank() == 1 and epoch == 1:\n"
        "        time.sleep(4)\n"
        "try:\n"
        "    network().fit(x, x[:, :1], batch_size=256, epochs=9, verbose=0, callbacks=[sleeps])\n"
        "except dist.RankFailed as error:\n"
        "    told(error)\n"
    )
    (first, second), _ = run(program, 2)
    assert "has not answered rank 0 for 1 s" in first
    assert "RankFailed" in second or "has not answered" in second


@pytest.mark.parametrize(
    "program",
    [
        "ganglion.train({**table, 'c0': table['c0'] + dist.rank()}, 'c7', epochs=2, verbose=False)",
        "ganglion.train(table, 'c7', epochs=2 + dist.rank(), verbose=False)",
        "network().fit(x + dist.rank(), x[:, :1], verbose=0)",
        "network().fit(x, x[:, :1], epochs=1 + dist.rank(), verbose=0)",
    ],
)
def test_what_differs_between_ranks_is_refused(program):
    told, _ = run(f"try:\n    {program}\nexcept ValueError as error:\n    told(error)\n", 2)
    for text in told:
        assert "what is trained, the rows or the settings, of rank 1 (" in text


def test_after_the_end_each_trains_alone():
    program = (
        "model = network()\n"
        "dist.finalize()\n"
        "assert dist.size() == 1\n"
        "try:\n"
        "    model.fit(x, x[:, :1], batch_size=256, verbose=0)\n"
        "    text = 'alone'\n"
        "except RuntimeError as error:\n"
        "    text = str(error)\n"
        "alone = network()\n"
        "alone.fit(x, x[:, :1], verbose=0)\n"
        "dist.initialize()\n"
        "told(text)\n"
    )
    assert "compile it anew" in run(program, 2)[0][0]


def test_what_is_no_communicator_is_refused():
    program = (
        "texts = []\n"
        "for given in (dict(comm='world'), dict(timeout=-1)):\n"
        "    try:\n"
        "        dist.initialize(**given)\n"
        "    except (TypeError, ValueError) as error:\n"
        "        texts.append(str(error))\n"
        "told(texts)\n"
    )
    ((told,), _) = run(program, 1)
    assert "mpi4py" in told and "timeout -1" in told
