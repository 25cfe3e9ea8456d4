"""The program under mpirun: started, looked for, ended; and what a check requires of it."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import time

from launching import ENVIRONMENT

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Failed(Exception):
    pass


def require(true, message):
    if not true:
        raise Failed(message)


class Program:
    """The program of a build folder. Whatever it writes lies in `folder`."""

    def __init__(self, build, folder):
        self.path = str(build / "ganglion")
        self.folder = folder
        self.launcher = lambda ranks: ["mpirun", "-n", str(ranks)]
        self.options = set()  # of `train`, that several ranks were given
        self.processes = []
        self.runs = 0

    def out(self):
        self.runs += 1
        return str(self.folder / f"run{self.runs}")

    def command(self, ranks, arguments):
        if ranks > 1 and arguments[0] == "train":
            self.options |= {word.split("=")[0] for word in arguments if word.startswith("--")}
        return [*(self.launcher(ranks) if ranks else []), self.path, *arguments]

    def start(self, ranks, arguments=(), before=(), **settings):
        """On so many ranks; without mpirun for 0. `before`: words in front of all."""
        command = [*before, *self.command(ranks, arguments)]
        process = subprocess.Popen(command, **{"cwd": ROOT, "text": True, "env": {**os.environ, **ENVIRONMENT},
                                               "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **settings})
        self.processes.append(process)
        return process

    def run(self, ranks, *arguments, seconds=300, **settings):
        """Return code, stdout and stderr."""
        process = self.start(ranks, arguments, **settings)
        try:
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"{ranks} ranks of {arguments} had no end in {seconds} s") from None
        return process.returncode, output, errors

    def train(self, ranks, *arguments, **settings):
        """The JSON result and the notes."""
        code, output, errors = self.run(ranks, "train", *arguments, "--json", **settings)
        require(code == 0, f"{ranks} ranks of {arguments}: code {code}\n{errors}")
        return json.loads(output), errors

    def end_all(self):
        """Of a check that has failed."""
        launchers = [process.pid for process in self.processes if process.poll() is None]
        for pid in (*launchers, *ranks_of(str(self.folder)).values()):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)


def ranks_of(place):
    """The processes of the ranks, by rank, that were given a folder or run in it: whoever started them, and wherever."""
    found = {}
    for process in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            is_there = place.encode() in (process / "cmdline").read_bytes() or os.readlink(process / "cwd").startswith(place)
            for variable in (process / "environ").read_bytes().split(b"\0") if is_there else ():
                if variable.startswith(b"OMPI_COMM_WORLD_RANK="):
                    found[int(variable.split(b"=")[1])] = int(process.name)
    return found


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def require_gone(pids, seconds=20):
    """The launcher ends before the kernel is done with the ranks that it ended."""
    end = time.monotonic() + seconds
    while any(alive(pid) for pid in pids):
        require(time.monotonic() < end, "a rank is left")
        time.sleep(0.05)


def wait_for(path, process, seconds=120):
    end = time.monotonic() + seconds
    while not os.path.exists(path):
        if process.poll() is not None:
            raise Failed(f"ended early: {process.communicate()[1]}")
        require(time.monotonic() < end, f"{path} was never written")
        time.sleep(0.05)


def require_message(errors, *texts):
    """One message of the program, with these texts."""
    lines = [line for line in errors.splitlines() if "ganglion: error: " in line]
    require(len(lines) == 1, f"{len(lines)} messages, not one: {errors}")
    for text in texts:
        require(text in lines[0], f"no '{text}' in the message: {lines[0]}")
