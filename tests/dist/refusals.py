"""What can't be shared, or isn't the same on all ranks: one message that names the rank, and an exit code."""

import os
import shutil
import subprocess

import tables
from jobs import NORMALISED
from launching import ENVIRONMENT
from ranks import ROOT, require, require_message

MODEL = "a/model.ganglion"
OTHER_COMMANDS = {
    "check": ["data/digits.csv"], "compare": ["data/digits.csv"], "tune": ["data/digits.csv"],
    "evaluate": [MODEL, "data/digits.csv"], "predict": [MODEL, "data/digits.csv"], "inspect": [MODEL],
    "explain": [MODEL, "data/digits.csv", "--row", "1"], "import": ["a.onnx", "--out", "b"],
    "export": [MODEL, "--out", "b"], "quantize": [MODEL, "data/digits.csv", "--out", "b"], "bench": [],
    "studio": [], "onnx-test": ["a"],
}
SHARED_COMMANDS = {"train", "help"}


def expect(code, got, *texts):
    require(got[0] == code, f"code {got[0]}, not {code}: {got[2]}")
    require_message(got[2], *texts)


def commands(program):
    lines = program.run(0, "help")[1].split("Commands:\n")[1].split("\n\n")[0].splitlines()
    return {line.split()[0] for line in lines if line[:3].strip()}


def check_commands(program):
    known = OTHER_COMMANDS.keys() | SHARED_COMMANDS
    require(commands(program) == known, f"commands that are not tested under mpirun, or are no more: "
            f"{commands(program) ^ known}")
    for command, arguments in OTHER_COMMANDS.items():
        expect(2, program.run(2, command, *arguments), "only `ganglion train`")


def check_arguments(program):
    expect(1, program.run(3, "train", "no_such.csv"), "no_such.csv")
    expect(2, program.run(2, "train", "data/digits.csv", "--nonsense"), "--nonsense")
    expect(2, program.run(2, "train", "data/digits.csv", "--collective-timeout", "-1"), "--collective-timeout")
    with open(ROOT / "data/penguins.csv", encoding="utf-8") as table:
        expect(1, program.run(2, "train", "-", "--target", "species", stdin=table), "standard input reaches rank 0 only")


class TwoRanks:
    """A rank 0, and a rank 1 that may run another program, in another folder, with more arguments."""

    def __init__(self, program):
        self.program = program

    def run(self, arguments, folder=ROOT, other_folder=ROOT, other_program=None, more=()):
        own = ["train", *arguments, "--out", self.program.out()]
        command = ["mpirun", "-n", "1", "-wdir", str(folder), self.program.path, *own, ":",
                   "-n", "1", "-wdir", str(other_folder), other_program or self.program.path, *own, *more]
        done = subprocess.run(command, cwd=ROOT, text=True, env={**os.environ, **ENVIRONMENT}, capture_output=True,
                              timeout=120)
        return done.returncode, done.stdout, done.stderr


def check_differences(program, folder):
    two = TwoRanks(program)
    other = folder / "other"
    (other / "data").mkdir(parents=True)
    text = (ROOT / "data/digits.csv").read_text()
    (other / "data/digits.csv").write_text(text.rstrip("\n")[:-1] + "3\n")
    job = [*NORMALISED, "--epochs", "6"]
    expect(1, two.run(job, other_folder=other), "the data of rank 1 (")
    expect(1, two.run(job, more=["--l2", "0.1"]), "the job of rank 1 (")
    build = folder / "build"
    build.mkdir()
    for name in ("ganglion", "libganglion_mpi.so"):
        shutil.copy(os.path.join(os.path.dirname(program.path), name), build)
    with open(build / "ganglion", "ab") as file:
        file.write(b"\0")
    expect(1, two.run(job, other_program=str(build / "ganglion")), "the program of rank 1 (", "bytes, checksum")


def check_contents(program, folder):
    """Files of the same names and sizes that hold something else."""
    for place, level in (("first", 10), ("second", 11)):
        for number in range(24):
            kind = "dark" if number % 2 else "light"
            tables.write_picture(folder / place / "pictures" / kind / f"{number}.png", 8, level + 8 * number)
    job = ["pictures", "--network", "flatten", "--batch-size", "8", "--replicas", "2", "--epochs", "1"]
    for stream in ("no", "yes"):
        got = TwoRanks(program).run([*job, "--stream", stream], folder / "first", folder / "second")
        expect(1, got, "the content of the data of rank 1 (")


def check_lonely(program, folder):
    """Without the plug-in."""
    lonely = folder / "lonely"
    lonely.mkdir()
    shutil.copy(program.path, lonely / "ganglion")
    for rank, messages in (("0", 1), ("1", 0)):
        done = subprocess.run([str(lonely / "ganglion"), "train", "data/digits.csv"], cwd=ROOT, text=True,
                              capture_output=True, timeout=60,
                              env={**os.environ, "OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": rank})
        require(done.returncode == 1 and done.stderr.count("make build-mpi") == messages,
                f"without the plug-in: {done.returncode} {done.stderr}")


def check_short(program, folder):
    check_arguments(program)
    check_differences(program, folder)
    check_lonely(program, folder)


def check(program, folder):
    check_short(program, folder)
    check_commands(program)
    check_contents(program, folder)
