"""Whole jobs: a CSV file in, a trained model out, by the clock from the start of the process."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from worker import environment

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# name: (file under the root or the data folder, target, hidden layers, epochs)
JOBS = {
    "digits.csv": ("data/digits.csv", "digit", "dense 25 relu; dense 15 relu", 40),
    "adult": ("adult/adult.data", "#15", "dense 64 relu; dense 32 relu", 10),
}


def ganglion_command(options, path, target, network, epochs, out):
    return [str(options.build / "ganglion"), "train", str(path), "--target", target,
            "--network", network, "--epochs", str(epochs), "--batch-size", "32", "--patience", "0",
            "--validation", "0", "--test", "0.2", "--optimizer", "adam", "--calibration", "none",
            "--schedule", "constant", "--threads", str(options.threads), "--out", str(out),
            "--quiet", "--json"]


def job_commands(options, name):
    file, target, network, epochs = JOBS[name]
    path = (options.data if name == "adult" else ROOT) / file
    if not path.exists():
        print(f"{name} is skipped: {file} isn't there", file=sys.stderr)
        return {}
    out = options.folder / "job"
    out.mkdir(parents=True, exist_ok=True)
    rest = [str(path), target, network, str(epochs)]
    return {"ganglion train": ganglion_command(options, path, target, network, epochs, out),
            "pandas + Keras": [sys.executable, str(HERE / "jobs" / "keras_job.py"), *rest],
            "pandas + scikit-learn": [sys.executable, str(HERE / "jobs" / "sklearn_job.py"),
                                      *rest]}


def timed(command, threads):
    """(seconds, accuracy), or what went wrong as a text."""
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT,
                          env=environment(threads))
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or ["no message"])[-1]
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    return seconds, answer.get("test", answer)["accuracy"]


def run(names, options):
    """[(job, who, median of seconds, accuracy)], in turns."""
    results = []
    for name in names:
        commands = job_commands(options, name)
        times = {who: [] for who in commands}
        for _ in range(min(options.rounds, 3)):
            for who, command in commands.items():
                done = timed(command, options.threads)
                if isinstance(done, str):
                    print(f"  {who} is left out: {done}", file=sys.stderr)
                else:
                    times[who].append(done)
        for who, done in times.items():
            if done:
                results.append((name, who, statistics.median(t for t, _ in done), done[0][1]))
    return results
