"""Trainings that several processes share, started by MPI: the model of one process, to the last bit.

    # mpirun -n 4 python -m mpi4py train.py
    import ganglion
    ganglion.dist.initialize()
    result = ganglion.train("data.csv", target="y", batch_size=1024)

From then on all ranks do the same at the same time: each call of `ganglion.train`, of `fit` of an estimator or of a
network, with the same data and settings. All get the same model.
"""

from __future__ import annotations

import os
import time

import numpy as np

from ganglion import _core

TYPE_CHECKING = False  # `typing` takes longer to import than this
if TYPE_CHECKING:
    from typing import Any

__all__ = ["RankFailed", "finalize", "initialize", "rank", "size"]

_FAILURE, _DATA = 1, 2  # tags; those of data go on from there, so that no training takes what another left
_MOST_THREADS = 4096
_MOST_BYTES = 2**30  # of a message: MPI counts in an int


def initialize(comm: Any = None, timeout: float = 600) -> None:
    """Has all ranks of `comm`, a communicator of mpi4py (all that the launcher started by default), share each training
    from now on. Networks are to be compiled after it. timeout: how many seconds the others wait in a training for a rank
    that isn't heard of; 0: for ever."""
    try:
        from mpi4py import MPI
    except ImportError as error:
        raise ImportError(f"ganglion.dist needs mpi4py ({error}): pip install mpi4py, for the MPI of your launcher") from None
    comm = MPI.COMM_WORLD if comm is None else comm
    if not isinstance(comm, MPI.Intracomm):
        raise TypeError(f"comm: expected an intracommunicator of mpi4py, such as MPI.COMM_WORLD, not {type(comm).__name__}")
    if not timeout >= 0:
        raise ValueError(f"timeout {timeout!r}: expected seconds, or 0 to wait for ever")
    if MPI.Query_thread() < MPI.THREAD_SERIALIZED:
        raise RuntimeError("MPI was started for one thread, and trainings have their own: set mpi4py.rc.thread_level = 'serialized'")
    finalize()
    if comm.Get_size() > 1:
        _core.set_ranks(Ranks(MPI, comm.Dup(), float(timeout)))
        _check_same("the package ganglion", "install the same one everywhere", _package())


def finalize() -> None:
    """Each process trains for itself again. Networks that were compiled meanwhile are to be compiled anew."""
    ranks = _core.ranks()
    _core.set_ranks(None)
    if ranks is not None:
        ranks.comm = None


def rank() -> int:
    """Which of the ranks this is, from 0."""
    ranks = _core.ranks()
    return 0 if ranks is None else ranks.rank


def size() -> int:
    """How many ranks share each training."""
    ranks = _core.ranks()
    return 1 if ranks is None else len(ranks.hosts)


def threads(given):
    """How many threads to compute with: those given, or for 0 those of a rank; alone 0 stays, one for each processor."""
    if not isinstance(given, (int, np.integer)) or not 0 <= given <= _MOST_THREADS:
        raise ValueError(f"threads {given!r}: expected a whole number from 0 (one for each processor) to {_MOST_THREADS}")
    ranks = _core.ranks()
    if given or ranks is None:
        return int(given)
    own, all_there = len(os.sched_getaffinity(0)), os.cpu_count() or 1
    return own if own < all_there else max(1, own // ranks.hosts.count(ranks.hosts[ranks.rank]))


def shared(work, *given):
    """What work() gives. All ranks come here together, and each with the same in `given`; an error of one is an error of
    all of them."""
    ranks = _core.ranks()
    if ranks is None or ranks.is_sharing:
        return work()
    with ranks:
        _check_same("what is trained, the rows or the settings,", "give all ranks the same", _digest(given))
        return work()


def of_first(work):
    """What work() gives on rank 0, for all ranks. Within work of `shared`."""
    if _core.ranks() is None:
        return work()
    import pickle

    return pickle.loads(_core.broadcast(pickle.dumps(work()) if rank() == 0 else b""))


class RankFailed(RuntimeError):
    """Another rank has failed, or doesn't answer."""


class Ranks:
    """A communicator of mpi4py, as the extension module calls it."""

    def __init__(self, mpi, comm, timeout):
        self.mpi, self.comm, self.timeout = mpi, comm, timeout
        self.rank, self.hosts = comm.Get_rank(), comm.allgather(os.uname().nodename)
        self.is_sharing = False
        self._trainings = 0
        self._kept = []  # what MPI may still read or write, after a failure

    def __enter__(self):
        self.is_sharing = True
        self._trainings += 1

    def __exit__(self, kind, error, trace):
        self.is_sharing = False
        if error is not None and not isinstance(error, RankFailed):
            self._tell_failure(f"{kind.__name__}: {error}")

    def exchange(self, sends, receives, timeout):
        """Sends and receives (rank, memory) each; returns when all is done. timeout: 0 waits for ever."""
        if self.comm is None:
            raise RuntimeError("ganglion.dist was finalized since this network was compiled: compile it anew")
        byte, tag = self.mpi.BYTE, _DATA + self._trainings % 10000
        # The memory is gone after a failure, so MPI has some of its own.
        taken = [(piece, bytearray(len(piece)), other) for other, memory in receives for piece in _pieces(memory)]
        given = [(bytes(piece), other) for other, memory in sends for piece in _pieces(memory)]
        requests = [self.comm.Irecv([room, byte], other, tag) for _, room, other in taken]
        requests += [self.comm.Isend([piece, byte], other, tag) for piece, other in given]
        try:
            self._finish(requests, timeout)
        except BaseException:
            self._kept.append((requests, taken, given))
            raise
        for piece, room, _ in taken:
            piece[:] = room

    def _finish(self, requests, timeout):
        """Looks often at first, then gives the processor to others."""
        begin, looks = time.monotonic(), 0
        while not self.mpi.Request.Testall(requests):
            looks += 1
            if looks % 64:
                continue
            self._hear_failure()
            seconds = time.monotonic() - begin
            if timeout and seconds > timeout:
                raise RankFailed(f"a rank has not answered rank {self.rank} for {timeout:g} s; dist.initialize(timeout=…) waits longer")
            time.sleep(0 if seconds < 0.02 else 0.0005)

    def _tell_failure(self, text):
        """To all others, which may have failed themselves and never look."""
        message = str((self._trainings, text)).encode("utf-8", "replace")
        others = (other for other in range(len(self.hosts)) if other != self.rank)
        self._kept.append((message, [self.comm.Isend([message, self.mpi.BYTE], other, _FAILURE) for other in others]))

    def _hear_failure(self):
        import ast

        status = self.mpi.Status()
        while self.comm.Iprobe(tag=_FAILURE, status=status):
            message = bytearray(status.Get_count(self.mpi.BYTE))
            other = status.Get_source()
            self.comm.Recv([message, self.mpi.BYTE], other, _FAILURE)
            training, text = ast.literal_eval(message.decode())
            if training == self._trainings:
                raise RankFailed(f"rank {other} ({self.hosts[other]}): {text}")


def _pieces(memory):
    return [memory[at : at + _MOST_BYTES] for at in range(0, len(memory), _MOST_BYTES)]


def _check_same(what, remedy, own):
    everywhere = _core.all_gather(own)
    for other, given in enumerate(everywhere):
        if given != everywhere[0]:
            raise ValueError(f"{what} of rank {other} ({_core.ranks().hosts[other]}) is not that of rank 0: {remedy}")


def _package():
    import hashlib

    with open(_core.__file__, "rb") as file:
        return hashlib.blake2b(file.read()).digest()


def _digest(value):
    """Of nested lists, dicts, arrays and plain values."""
    import hashlib

    hashed = hashlib.blake2b()

    def add(part):
        if isinstance(part, (list, tuple)):
            hashed.update(f"[{len(part)} ".encode())
            for item in part:
                add(item)
        elif isinstance(part, dict):
            add([*part.items()])
        elif isinstance(part, np.ndarray):
            hashed.update(f"{part.dtype} {part.shape}".encode())
            hashed.update(np.ascontiguousarray(part))
        else:
            hashed.update(repr(part).encode("utf-8", "surrogatepass"))

    add(value)
    return hashed.digest()
