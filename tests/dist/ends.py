"""Jobs that end before they are done: killed, hung, interrupted, on a full disk. They go on to the same bits."""

import contextlib
import os
import pathlib
import random
import re
import signal
import time

from jobs import DIGITS, NORMALISED
from ranks import alive, ranks_of, require, require_gone, wait_for

ENDLESS = 1_000_000  # epochs


LASTING = [*NORMALISED, "--patience", "0", "--threads", "1"]
ENSEMBLE = [*DIGITS, "--network", "dense 24 relu", "--ensemble", "4", "--patience", "0", "--threads", "1"]


def long_job(out, epochs, job=LASTING):
    return ["train", *job, "--epochs", str(epochs), "--out", out]


def epochs_of(program, ranks, seconds, job):
    """How many epochs of a job take about so long, as busy as the machine is; a short run would tell how long starting takes."""
    most = 4000
    epochs = 15
    while True:
        result, _ = program.train(ranks, *job, "--epochs", str(epochs), "--out", program.out())
        times = seconds / result["seconds"]
        if times < 2 or epochs == most:
            return epochs
        epochs = min(most, int(epochs * min(times, 8)))


def wait_for_ranks(out, count, process):
    end = time.monotonic() + 60
    while len(ranks_of(out)) < count:
        require(process.poll() is None and time.monotonic() < end, "the ranks never came")
        time.sleep(0.02)
    return ranks_of(out)


def go_on(program, ranks, out, begin):
    """As the job scripts of docs/clusters.md: a run that has begun is resumed, another one begins."""
    arguments = ["train", "--resume", "--out", out] if os.path.exists(out + "/job.toml") else begin
    return program.run(ranks, *arguments, "--json")


def epochs_done(out):
    try:
        return pathlib.Path(out + "/history.csv").read_text().count("\n") - 1
    except OSError:
        return 0


def wait_for_moment(kind, draw, out, epochs, process):
    """0: while it starts; 1: soon after a checkpoint; 2 and 3: after some epoch."""
    if kind == 0:
        return time.sleep(draw.uniform(0, 0.6))
    epoch = draw.randrange(epochs)
    has_come = (lambda: os.path.exists(out + "/checkpoint.ganglion")) if kind == 1 else (lambda: epochs_done(out) >= epoch)
    while process.poll() is None and not has_come():
        time.sleep(0.01)
    return time.sleep(draw.uniform(0, 0.2))


def check_killed(program, rounds, ranks=3, job=LASTING):
    """A rank is killed at some moment; the job ends, and goes on with another number of ranks."""
    epochs = epochs_of(program, ranks, 4.0, job)
    alone, _ = program.train(0, *long_job(program.out(), epochs, job)[1:])
    draw = random.Random(1)
    begin = time.monotonic()
    resumed = 0
    for round_ in range(rounds):
        out = program.out()
        process = program.start(ranks, long_job(out, epochs, job))
        pids = wait_for_ranks(out, ranks, process)
        wait_for_moment(round_ % 4, draw, out, epochs, process)
        at = f"killed after {epochs_done(out)} of {epochs} epochs"
        victim = pids[draw.randrange(ranks)]
        was_alive = alive(victim)
        with contextlib.suppress(OSError):
            os.kill(victim, signal.SIGKILL)
        process.communicate(timeout=120)
        finished = os.path.exists(out + "/metrics.json")
        require(process.returncode != 0 or not was_alive or finished, f"{at}, and the job succeeds")
        require_gone(pids.values())
        other = (2, 0, 4, 1)[(round_ + round_ // 4) % 4]
        code, output, errors = go_on(program, other, out, long_job(out, epochs, job))
        require(code == 0, f"{at}, resumed on {other} ranks: {errors}")
        require(alone["model_hash"] in output, f"{at}, and resumed on {other} ranks: another model")
        resumed += not finished and re.search("resum(ing|es) after epoch", errors) is not None
    require(resumed > 0, "none was resumed from a checkpoint: the moments test too little")
    print(f"  {rounds} moments of {epochs} epochs, {resumed} with a checkpoint: {time.monotonic() - begin:.0f} s", flush=True)


def check_launcher_killed(program):
    out = program.out()
    process = program.start(2, long_job(out, ENDLESS))
    wait_for(out + "/checkpoint.ganglion", process)
    pids = ranks_of(out)
    require(len(pids) == 2, f"2 ranks, not {pids}")
    process.kill()
    process.communicate(timeout=120)
    require_gone(pids.values())


def check_hung(program, victim, ranks=3):
    """One of them is stopped; the others wait for it as long as they were told."""
    out = program.out()
    process = program.start(ranks, [*long_job(out, ENDLESS), "--collective-timeout", "2"])
    wait_for(out + "/checkpoint.ganglion", process)
    pids = ranks_of(out)
    require(len(pids) == ranks, f"{ranks} ranks, not {pids}")
    os.kill(pids[victim], signal.SIGSTOP)
    begin = time.monotonic()
    try:
        _, errors = process.communicate(timeout=120)
        require_gone(pids.values())
    finally:
        for pid in pids.values():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
    require(process.returncode == 1, f"rank {victim} hangs: code {process.returncode}")
    said = {line for line in errors.splitlines() if "ganglion: error: " in line}
    # Rank 0 tells for all. Where it is the one that hangs, others may before they are ended.
    require(len(said) == 1 or victim == 0, f"{len(said)} messages, not one: {errors}")
    require(all(f"rank {victim} (" in line and "has not answered for 2 s" in line for line in said) and said,
            f"rank {victim} hangs: {errors}")
    print(f"  rank {victim} stopped: {time.monotonic() - begin:.1f} s", flush=True)


def check_suspended(program):
    """A scheduler puts all of them aside for longer than they wait for each other, and lets them go on."""
    out = program.out()
    process = program.start(2, [*long_job(out, ENDLESS), "--collective-timeout", "2"])
    wait_for(out + "/checkpoint.ganglion", process)
    pids = ranks_of(out)
    for what, seconds in ((signal.SIGSTOP, 4), (signal.SIGCONT, 2)):
        for pid in pids.values():
            os.kill(pid, what)
        time.sleep(seconds)
    require(process.poll() is None, "a job that was put aside has ended")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    require_gone(pids.values())


def check_interrupted(program):
    """Ctrl-C and `kill` of the launcher, which tells the ranks."""
    for how in (signal.SIGINT, signal.SIGTERM):
        out = program.out()
        process = program.start(2, long_job(out, ENDLESS))
        wait_for(out + "/checkpoint.ganglion", process)
        pids = ranks_of(out)
        process.send_signal(how)
        process.communicate(timeout=120)
        require(process.returncode != 0, f"{how.name}, and the job succeeds")
        require_gone(pids.values())
        require(os.path.exists(out + "/checkpoint.ganglion"), f"{how.name}: no checkpoint")
        require(not os.path.exists(out + "/model.ganglion"), f"{how.name}: a model")
