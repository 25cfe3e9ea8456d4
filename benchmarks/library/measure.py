"""What scripts here measure of a command: processor time, peak memory."""

import json
import os
import subprocess
import sys


def run(command, **options):
    """Seconds of processor and peak megabytes of a command that must succeed, of its largest process."""
    # In a process of its own: peaks of children add up within one.
    code = ("import json, resource, subprocess, sys\n"
            "status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode\n"
            "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
            "print(json.dumps([status, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))\n")
    said = subprocess.run([sys.executable, "-c", code, *map(str, command)], check=True, text=True,
                          stdout=subprocess.PIPE, **options).stdout
    status, seconds, megabytes = json.loads(said.splitlines()[-1])
    if status:
        sys.exit(f"{' '.join(map(str, command))}: status {status}")
    return seconds, megabytes


def least(command, times=3, **options):
    """The least time and peak of several runs: what else the machine does only adds to them."""
    return tuple(map(min, zip(*(run(command, **options) for _ in range(times)))))


def one_processor():
    """Keeps this process and its children on one processor, so that none is faster by threads."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
