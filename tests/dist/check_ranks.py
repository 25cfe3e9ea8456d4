#!/usr/bin/env python3
"""Trains under mpirun: any number of ranks gives the model of one process, and what fails ends the job.

    tests/dist/check_ranks.py BUILD_FOLDER [--long]

Ranks run on this machine, over its memory. --long: more ranks and threads, more kinds of jobs, ranks
killed at more moments; and, where network namespaces may be made, ranks with an address each and a line
between them. Ends with 77, "skipped", where the plug-in for MPI was not built or there is no
mpirun.
"""

import argparse
import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import namespaces
from launching import ENVIRONMENT

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = 77

DIGITS = ["data/digits.csv", "--target", "digit", "--seed", "3"]
NORMALISED = [*DIGITS, "--network", "dense 64 relu; batchnorm; dense 32 relu; dropout 0.1",
              "--batch-size", "256", "--replicas", "8"]
JOBS = {
    "digits": [*NORMALISED, "--epochs", "6"],
    "wide": [*DIGITS, "--network", "dense 512 relu; dense 256 relu", "--batch-size", "256",
             "--epochs", "3"],
    "table": ["data/breast_cancer.csv", "--target", "diagnosis", "--batch-size", "128",
              "--replicas", "4", "--epochs", "12", "--cross-validate", "3"],
    "images": ["data/shapes", "--network", "conv2d 8 3x3 same; batchnorm; activation relu; maxpool 2; flatten",
               "--augment", "flip; shift 2", "--batch-size", "32", "--replicas", "4", "--epochs", "4"],
    "ensemble": [*DIGITS, "--network", "dense 24 relu", "--ensemble", "3", "--epochs", "3"],
}
LONG_JOBS = {
    "bf16": [*JOBS["wide"], "--precision", "bf16"],
    "streamed": [*JOBS["digits"], "--stream", "yes"],
    "signals": ["data/ecg.csv", "--batch-size", "64", "--replicas", "4", "--epochs", "3"],
    "one replica": [*DIGITS, "--network", "dense 8 relu", "--epochs", "6"],
    "effort": ["data/breast_cancer.csv", "--target", "diagnosis", "--effort", "best", "--epochs", "6",
               "--batch-size", "128", "--replicas", "4"],
}


class Failed(Exception):
    pass


def require(true, message):
    if not true:
        raise Failed(message)


class Program:
    def __init__(self, build, folder):
        self.path = str(build / "ganglion")
        self.folder = folder
        self.runs = 0
        self.launcher = None  # instead of mpirun on this machine

    def out(self):
        self.runs += 1
        return str(self.folder / f"run{self.runs}")

    def command(self, ranks, arguments):
        launcher = (self.launcher or ["mpirun", "-n", str(ranks)]) if ranks else []
        return [*launcher, self.path, *arguments]

    def start(self, ranks, arguments):
        return subprocess.Popen(self.command(ranks, arguments), cwd=ROOT, text=True,
                                env={**os.environ, **ENVIRONMENT}, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def run(self, ranks, *arguments, seconds=300):
        """Return code, stdout and stderr; without mpirun for 0 ranks."""
        process = self.start(ranks, arguments)
        try:
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Failed(f"{ranks} ranks of {arguments} had no end")
        return process.returncode, output, errors

    def train(self, ranks, *arguments, seconds=600):
        """The JSON result and the notes."""
        code, output, errors = self.run(ranks, "train", *arguments, "--json", seconds=seconds)
        require(code == 0, f"{ranks} ranks of {arguments}: code {code}\n{errors}")
        return json.loads(output), errors


def ranks_of(process):
    """The processes of the ranks, by rank."""
    found = {}
    for folder in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            variables = (folder / "environ").read_bytes().split(b"\0")
            status = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            for variable in variables:
                if variable.startswith(b"OMPI_COMM_WORLD_RANK=") and int(status[1]) == process.pid:
                    found[int(variable.split(b"=")[1])] = int(folder.name)
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


def check_same_bits(program, long):
    jobs = {**JOBS, **LONG_JOBS} if long else JOBS
    for name, arguments in jobs.items():
        alone, _ = program.train(0, *arguments, "--out", program.out())
        for ranks in [2, 3, 4, 8] if long else [2, 3]:
            for threads in [1, 2] if long else [1 + ranks % 2]:
                result, notes = program.train(ranks, *arguments, "--threads", str(threads),
                                              "--out", program.out())
                what = f"{name}, {ranks} ranks, {threads} threads"
                require(result["model_hash"] == alone["model_hash"], f"{what}: another model")
                for part in ("train", "validation", "test", "cross_validation"):
                    require(result.get(part) == alone.get(part), f"{what}: other scores of {part}")
                shared = {"ensemble": "ranks train the 3 networks",
                          "table": "ranks train the 5 networks",
                          "one replica": "has one replica, which can't be shared",
                          "effort": "ranks"}.get(name, f"{ranks} ranks share the ")
                require(shared in notes, f"{what}: doesn't say what is shared:\n{notes}")
        print(f"same bits: {name}", flush=True)


def long_job(program, out, epochs):
    return ["train", *NORMALISED, "--patience", "0", "--epochs", str(epochs), "--out", out]


def wait_for(path, process, seconds=120):
    end = time.monotonic() + seconds
    while not os.path.exists(path):
        if process.poll() is not None:
            raise Failed(f"ended early: {process.communicate()[1]}")
        require(time.monotonic() < end, f"{path} was never written")
        time.sleep(0.05)


def check_killed(program, long):
    """A rank is killed; the job ends, and goes on with another number of ranks to the same bits."""
    epochs = 2000
    alone, _ = program.train(0, *long_job(program, program.out(), epochs)[1:])
    draw = random.Random(1)
    for round_ in range(20 if long else 2):
        out = program.out()
        process = program.start(3, long_job(program, out, epochs))
        wait_for(out + "/checkpoint.ganglion", process)
        time.sleep(draw.uniform(0, 1.0))
        pids = ranks_of(process)
        require(len(pids) == 3, f"3 ranks, not {pids}")
        os.kill(pids[draw.randrange(3)], signal.SIGKILL)
        _, errors = process.communicate(timeout=60)
        require(process.returncode != 0, "a killed rank, and the job succeeds")
        require_gone(pids.values())
        ranks = [2, 0, 4, 1][round_ % 4]
        code, output, errors = program.run(ranks, "train", "--resume", "--out", out, "--json")
        require(code == 0, f"resumed on {ranks}: {errors}")
        require("resuming after epoch" in errors, f"not resumed:\n{errors}")
        require(json.loads(output)["model_hash"] == alone["model_hash"],
                f"killed, and resumed on {ranks} ranks: another model")
    print("killed and resumed", flush=True)


def check_hung(program):
    out = program.out()
    process = program.start(2, [*long_job(program, out, 100_000), "--collective-timeout", "2"])
    wait_for(out + "/checkpoint.ganglion", process)
    pids = ranks_of(process)
    os.kill(pids[1], signal.SIGSTOP)
    try:
        _, errors = process.communicate(timeout=60)
    finally:
        for pid in pids.values():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
    require(process.returncode == 1, f"a hung rank: code {process.returncode}")
    require(errors.count("ganglion: error: rank 1 (") == 1 and "has not answered for 2 s" in errors,
            f"a hung rank: {errors}")
    print("hung rank", flush=True)


def check_interrupted(program):
    out = program.out()
    process = program.start(2, long_job(program, out, 100_000))
    wait_for(out + "/checkpoint.ganglion", process)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    require(process.returncode != 0, "interrupted, and the job succeeds")
    require(os.path.exists(out + "/checkpoint.ganglion"), "interrupted: no checkpoint")
    require(not os.path.exists(out + "/model.ganglion"), "interrupted: a model")
    print("interrupted", flush=True)


def check_refused(program, folder):
    """Errors: one message, and the exit code of the program."""
    def expect(code, text, got):
        require(got[0] == code, f"code {got[0]}, not {code}: {got[2]}")
        require(got[2].count("ganglion: error: ") == 1 and text in got[2], f"no '{text}': {got[2]}")

    expect(1, "no_such.csv", program.run(3, "train", "no_such.csv"))
    expect(2, "--nonsense", program.run(2, "train", "data/digits.csv", "--nonsense"))
    expect(2, "only `ganglion train`", program.run(2, "check", "data/digits.csv"))
    other = folder / "other"
    (other / "data").mkdir(parents=True)
    text = (ROOT / "data/digits.csv").read_text()
    (other / "data/digits.csv").write_text(text.rstrip("\n")[:-1] + "3\n")

    def differing(second, cwd=ROOT):
        arguments = ["train", *JOBS["digits"], "--out", program.out()]
        own = [program.path, *arguments]
        return subprocess.run(["mpirun", "-n", "1", *own, ":", "-n", "1", "-wdir", str(cwd),
                               program.path, *arguments, *second], cwd=ROOT, text=True,
                              env={**os.environ, **ENVIRONMENT}, capture_output=True, timeout=120)

    for done, what in [(differing([], other), "the data of rank 1"),
                       (differing(["--l2", "0.1"]), "the job of rank 1")]:
        expect(1, what, (done.returncode, done.stdout, done.stderr))
    lonely = folder / "lonely"
    lonely.mkdir()
    shutil.copy(program.path, lonely / "ganglion")
    for rank, messages in [("0", 1), ("1", 0)]:
        done = subprocess.run([str(lonely / "ganglion"), "train", "data/digits.csv"], cwd=ROOT,
                              text=True, capture_output=True, timeout=60,
                              env={**os.environ, "OMPI_COMM_WORLD_SIZE": "2",
                                   "OMPI_COMM_WORLD_RANK": rank})
        require(done.returncode == 1 and done.stderr.count("make build-mpi") == messages,
                f"without the plug-in: {done.returncode} {done.stderr}")
    print("refused", flush=True)


def check_machines(program, folder):
    """Ranks on machines of their own, and a line that is cut."""
    if not namespaces.allowed():
        print("machines: skipped, as network namespaces can't be made here")
        return
    alone = {name: program.train(0, *JOBS[name], "--out", program.out())[0]["model_hash"]
             for name in ("digits", "wide")}
    with namespaces.cluster(3, folder) as machines:
        program.launcher = machines.launcher()
        for name, expected in alone.items():
            begin = time.monotonic()
            result, _ = program.train(3, *JOBS[name], "--out", program.out())
            require(result["model_hash"] == expected, f"{name} on 3 machines: another model")
            print(f"3 machines: {name}, {time.monotonic() - begin:.1f} s", flush=True)
        out = program.out()
        process = program.start(3, [*long_job(program, out, 100_000), "--collective-timeout", "3"])
        wait_for(out + "/checkpoint.ganglion", process)
        machines.cut(1)
        _, errors = process.communicate(timeout=120)
        require(process.returncode != 0, "a cut line, and the job succeeds")
        program.launcher = None
    code, _, errors = program.run(2, "train", "--resume", "--out", out, "--epochs", "2")
    require(code == 0, f"a cut line: not resumed: {errors}")
    print("machines" + ("" if machines.is_slow else " (the kernel has no netem: a fast line)"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    build = options.build.resolve()
    if not (build / "libganglion_mpi.so").exists() or not shutil.which("mpirun"):
        print("skipped: libganglion_mpi.so was not built, or there is no mpirun (make build-mpi)")
        return SKIPPED
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ganglion-ranks-"))
    program = Program(build, folder)
    try:
        check_refused(program, folder)
        check_same_bits(program, options.long)
        check_killed(program, options.long)
        check_hung(program)
        check_interrupted(program)
        if options.long:
            check_machines(program, folder)
    except Failed as failure:
        print(f"check_ranks: {failure}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("check_ranks: all passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
