#!/usr/bin/env python3
"""Trains under mpirun: any number of ranks gives the model of one process, and what fails ends the job.

    tests/dist/check_ranks.py BUILD_FOLDER [--long] [--only NAME …]

Ranks run on this machine, over its memory. --long: more ranks and threads, all kinds of jobs and options, ranks
killed at more moments; and, where network namespaces may be made, ranks with an address each and lines
between them. Says at the end what could not be tested here. Ends with 77, "skipped", where the plug-in for MPI
was not built or there is no mpirun.
"""

import argparse
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

import ends
import full_disk
import jobs
import machines
import namespaces
import options
import page
import refusals
import same_bits
from ranks import Failed, Program

SKIPPED = 77


@dataclass(frozen=True)
class Check:
    name: str
    run: object  # takes a program and a folder of its own; gives what could not be tested, if anything
    seconds: int  # that it may take, where others keep the machine busy
    short: object = None  # what the short form runs instead; None: nothing


def same_bits_short(program, folder):
    chosen = {name: job for name, job in jobs.of_all_kinds(folder).items() if job.is_short}
    same_bits.check(program, chosen, is_short=True)


def hung(program, folder):
    for victim in (0, 1, 2):
        ends.check_hung(program, victim)
    ends.check_suspended(program)


def killed(program, folder):
    ends.check_killed(program, 20 if namespaces.why_not() else 4)  # else machines.py has the many
    ends.check_killed(program, 6, job=ends.ENSEMBLE)


CHECKS = [
    Check("refused", refusals.check, 300, refusals.check_short),
    Check("same bits", lambda program, folder: same_bits.check(program, jobs.of_all_kinds(folder)), 1800, same_bits_short),
    Check("killed", killed, 1200,
          lambda program, folder: ends.check_killed(program, 2)),
    Check("launcher killed", lambda program, folder: ends.check_launcher_killed(program), 120),
    Check("hung", hung, 300, lambda program, folder: ends.check_hung(program, 1, ranks=2)),
    Check("interrupted", lambda program, folder: ends.check_interrupted(program), 120,
          lambda program, folder: ends.check_interrupted(program)),
    Check("full disk", full_disk.check, 600),
    Check("options", options.check, 900),
    Check("machines", machines.check, 1800),
    Check("page", page.check, 900),
]


def limited(check, work, program, folder):
    """Runs it; Failed once its time is over."""
    def end(*_):
        raise Failed(f"took more than {check.seconds} s")
    signal.signal(signal.SIGALRM, end)
    signal.alarm(check.seconds)
    try:
        return work(program, folder)
    finally:
        signal.alarm(0)


def run_all(program, chosen, long):
    """What could not be tested here."""
    untested = []
    for number, check in enumerate(chosen):
        work = check.run if long else check.short
        if work is None:
            continue
        place = program.folder / f"check{number}"
        place.mkdir()
        begin = time.monotonic()
        print(f"{check.name}:", flush=True)
        try:
            left = limited(check, work, program, place)
        except (Failed, subprocess.TimeoutExpired) as failure:
            raise Failed(f"{check.name}: {failure}") from None
        untested += [f"{check.name}: {left}"] if left else []
        print(f"{check.name}: {time.monotonic() - begin:.1f} s", flush=True)
    return untested


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", nargs="+", choices=[check.name for check in CHECKS])
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    if not (build / "libganglion_mpi.so").exists() or not shutil.which("mpirun"):
        print("skipped: libganglion_mpi.so was not built, or there is no mpirun (make build-mpi)")
        return SKIPPED
    folder = pathlib.Path(tempfile.mkdtemp(prefix="ganglion-ranks-"))
    program = Program(build, folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and clears up
    chosen = [check for check in CHECKS if not arguments.only or check.name in arguments.only]
    try:
        untested = run_all(program, chosen, arguments.long)
        if arguments.long and not arguments.only:
            options.check_all_were_given(program)
    except Failed as failure:
        print(f"check_ranks: {failure}", file=sys.stderr)
        return 1
    finally:
        program.end_all()
        shutil.rmtree(folder, ignore_errors=True)
    for what in untested:
        print(f"NOT TESTED HERE: {what}")
    print("check_ranks: all passed" + (f" but {len(untested)} that could not be tested here" if untested else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
