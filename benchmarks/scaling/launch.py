"""Groups of ranks as the driver sees them: asked by a line of JSON, idle in between."""

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path += [str(HERE.parent / "peers"), str(ROOT / "tests" / "dist")]

from launching import ENVIRONMENT  # noqa: E402

WORKER = ROOT / "build" / "ganglion_scaling_worker"


class GroupError(Exception):
    """What a group could not do."""


class Group:
    """Processes that answer with one voice."""

    def __init__(self, command, log, environment=None, ranks=1):
        """`ranks`: how many read what is asked, each from a pipe of its own but the first."""
        self.folder = tempfile.TemporaryDirectory()
        prefix = Path(self.folder.name) / "ask"
        pipes = [f"{prefix}.{rank}" for rank in range(1, ranks)]
        for pipe in pipes:
            os.mkfifo(pipe)
        with open(log, "a", encoding="utf-8") as file:
            self.process = subprocess.Popen(
                [*(str(word) for word in command), *([str(prefix)] if pipes else [])],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file, text=True, bufsize=1,
                env={**os.environ, **ENVIRONMENT, **(environment or {})})
        self.asked = [self.process.stdin, *(self.opened(pipe) for pipe in pipes)]

    def opened(self, pipe):
        """A pipe to write to, as soon as there is a reader."""
        for _ in range(300):
            try:
                return os.fdopen(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK), "w", buffering=1)
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise GroupError("it did not begin; its log says why")

    def ask(self, timeout=600, **request):
        """The answer. Throws GroupError when there is none in `timeout` seconds."""
        try:
            for to in self.asked:
                to.write(json.dumps(request) + "\n")
        except BrokenPipeError:
            raise GroupError("ended by itself; its log says why") from None
        ready, _, _ = select.select([self.process.stdout], [], [], timeout)
        line = self.process.stdout.readline() if ready else ""
        if not line:
            raise GroupError(f"no answer in {timeout} s, or it ended by itself")
        answer = json.loads(line)
        if "error" in answer:
            raise GroupError(answer["error"])
        return answer

    def close(self):
        if self.process.poll() is None:
            for to in self.asked:
                to.close()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def ranks_here(ranks, log):
    """So many ranks on this machine, over its memory."""
    front = ["mpirun", "-n", ranks, "--bind-to", "none"] if ranks > 1 else []
    return Group([*front, WORKER], log, ranks=ranks)


def prepare(group, work, threads, delay=0.0, overlap=None, **said):
    """`overlap` of computing and exchanging: None: as the program does it. `said`:
    bytes_per_second of the line, in place of what the ranks have measured."""
    return group.ask(do="prepare", work=str(work), threads=threads, delay=delay, overlap=overlap,
                     **said)
