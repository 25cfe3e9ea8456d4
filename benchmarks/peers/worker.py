"""A worker process, as the driver sees it: asked by a line of JSON, idle in between."""

import json
import os
import select
import subprocess
import time


class WorkerError(Exception):
    """What a worker could not do."""


def environment(threads):
    """The same for all: so many threads, which sleep while they wait. Left alone, OpenMP's and
    OpenBLAS's spin, and a step takes ten times as long as soon as anything else runs."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {**os.environ, **{name: str(threads) for name in names}, "OMP_WAIT_POLICY": "passive",
            "OPENBLAS_THREAD_TIMEOUT": "4"}


class Worker:
    """Starts at once, on the first `threads` processors."""

    def __init__(self, name, command, threads, log):
        self.name, self.begin = name, time.perf_counter()
        processors = sorted(os.sched_getaffinity(0))[:threads]
        with open(log, "a", encoding="utf-8") as file:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file, text=True,
                bufsize=1, env=environment(threads),
                preexec_fn=lambda: os.sched_setaffinity(0, processors))

    def ask(self, timeout=180, **request):
        """The answer. Throws WorkerError when there is none in `timeout` seconds."""
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
        except BrokenPipeError:
            raise WorkerError("ended by itself; its log says why") from None
        ready, _, _ = select.select([self.process.stdout], [], [], timeout)
        if not ready:
            self.process.kill()
            raise WorkerError(f"no answer in {timeout} s")
        line = self.process.stdout.readline()
        if not line:
            raise WorkerError("ended by itself; its log says why")
        answer = json.loads(line)
        if "error" in answer:
            raise WorkerError(answer["error"])
        return answer

    def age(self):
        """Seconds since its start."""
        return time.perf_counter() - self.begin

    def peak_memory(self):
        """The most bytes that it had in memory."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            for line in file:
                if line.startswith("VmHWM"):
                    return 1024 * int(line.split()[1])
        raise WorkerError("has no peak memory")

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
