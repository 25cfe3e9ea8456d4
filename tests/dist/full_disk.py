"""Rank 0 writes to a disk that is full sooner or later. The job says so, and goes on once there is room."""

import os
import pathlib
import shlex

from jobs import NORMALISED
from ranks import require, require_message

SIZES = (4, 40, 120)  # kB
MAY_NOT = 77
SCRIPT = """
mount -t tmpfs -o size={kilobytes}k tmpfs "$DISK" || exit 77
{train} --out "$DISK/run" 2>"$DISK.errors"
echo $? >"$DISK.code"
mount -o remount,size=64m "$DISK"
[ -e "$DISK/run/job.toml" ] || exec {train} --out "$DISK/run"
exec {resume} --out "$DISK/run"
"""


def check(program, _folder=None, ranks=2):
    """What could not be tested, if anything."""
    job = ["train", *NORMALISED, "--patience", "0", "--epochs", "15", "--json"]
    alone, _ = program.train(0, *job[1:-1], "--out", program.out())
    full = 0
    for kilobytes in SIZES:
        disk = pathlib.Path(program.out())
        disk.mkdir()
        script = SCRIPT.format(kilobytes=kilobytes, train=shlex.join(program.command(ranks, job)),
                               resume=shlex.join(program.command(ranks, ["train", "--resume", "--json"])))
        as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        before = ["env", f"DISK={disk}", "unshare", *as_root, "--mount", "sh", "-c", script]
        code, output, errors = program.run(0, before=before)
        if code == MAY_NOT:
            return "this user may mount no disk of a few kilobytes"
        if pathlib.Path(f"{disk}.code").read_text() != "0\n":
            full += 1
            require_message(pathlib.Path(f"{disk}.errors").read_text(), "no space left")
        require(code == 0, f"{kilobytes} kB, and not resumed: {errors}")
        require(alone["model_hash"] in output, f"{kilobytes} kB, and then another model")
    require(full >= len(SIZES) / 2, f"only {full} of {len(SIZES)} disks were full")
    print(f"  {full} of {len(SIZES)} disks were full", flush=True)
    return None
