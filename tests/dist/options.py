"""Every option of `ganglion train` on two ranks: the model of one process, and files that one rank has written."""

import json
import os
import pathlib
import re
import signal
import time
import urllib.request

import tables
from ranks import require, require_gone, ranks_of
from same_bits import require_same

PENGUINS = ["data/penguins.csv", "--target", "species", "--batch-size", "64", "--replicas", "2", "--epochs", "4"]
ONE = [*PENGUINS, "--network", "dense 16 relu", "--ensemble", "1"]
CANCER = ["data/breast_cancer.csv", "--target", "diagnosis", "--network", "dense 16 relu", "--ensemble", "1",
          "--batch-size", "128", "--replicas", "4", "--epochs", "4"]
PICTURES = ["data/shapes", "--batch-size", "32", "--replicas", "2", "--epochs", "2"]
ECG = ["data/ecg.csv", "--target", "beat", "--batch-size", "64", "--replicas", "2", "--epochs", "2"]
DIGITS = ["data/digits.csv", "--target", "digit", "--network", "dense 16 relu", "--batch-size", "256", "--replicas", "2",
          "--epochs", "2"]


def jobs(folder):
    """All options that change what is computed; on data of `folder`."""
    tables.write_census(folder / "table.csv", 301)
    tables.write_sales(folder / "sales.csv")
    tables.write_labels(folder / "labels.csv")
    tables.write_tones(folder / "tones")
    tables.write_tones(folder / "bad_tones", each=8)
    (folder / "bad_tones/low/0.wav").write_bytes(b"RIFF, and no more")
    lines = (folder / "table.csv").read_text().splitlines(keepends=True)
    for name, part in (("rows", lines[1:201]), ("validation", lines[201:251]), ("test", lines[251:])):
        (folder / f"{name}.csv").write_text("".join([lines[0], *part]))
    (folder / "semicolons.csv").write_bytes(b"made by a machine\n" + "".join(
        f"{row % 7},{row % 5};caf\xe9 {row % 3};{row % 2};x\n" for row in range(200)).encode("latin-1"))
    (folder / "network.txt").write_text("dense 12 relu\nlayernorm\n")
    (folder / "job.toml").write_text('data = "data/penguins.csv"\ntarget = ["species"]\nnetwork = "dense 9 relu"\nepochs = 3\n')
    census = ["--target", "income", "--network", "dense 16 relu", "--ensemble", "1", "--batch-size", "100", "--replicas", "2",
              "--epochs", "3"]
    sales = [str(folder / "sales.csv"), "--target", "sold", "--time-column", "day", "--batch-size", "64", "--replicas", "2",
             "--epochs", "3"]
    return {
        "nothing but data": ["data/penguins.csv", "--epochs", "3"],
        "linear path": [*CANCER, "--linear-path", "yes"],
        "learning curve": [*ONE, "--learning-curve", "50,100"],
        "other files": [str(folder / "rows.csv"), *census, "--validation", str(folder / "validation.csv"), "--test",
                        str(folder / "test.csv")],
        "columns": [str(folder / "table.csv"), *census, "--columns", "age=robust,region=text", "--bins", "4", "--ignore", "gain",
                    "--missing", "?,none", "--clip-inputs", "yes", "--strict", "no"],
        "text": [str(folder / "semicolons.csv"), "--header", "no", "--encoding", "latin-1", "--decimal", ",", "--skip-rows", "1",
                 "--target", "#3", "--task", "binary", "--epochs", "3", "--network", "dense 4 tanh"],
        "classes": [*CANCER, "--positive", "benign", "--class-weight", "balanced", "--threshold", "f1", "--calibration", "auto"],
        "costs": [*CANCER, "--cost", "1:10"],
        "training": [*ONE, "--optimizer", "sgd momentum=0.9", "--learning-rate", "0.05", "--schedule", "plateau", "--l2", "0.001",
                     "--dropout", "0.2", "--keep", "last", "--patience", "2", "--loss", "categorical_crossentropy"],
        "regression": [str(folder / "labels.csv"), "--target", "first,second", "--group", "site", "--output", "linear",
                       "--clip-output", "no", "--epochs", "3", "--batch-size", "64", "--replicas", "4"],
        "by time": ["data/bakery.csv", "--target", "rolls", "--time-column", "date", "--epochs", "3"],
        "forecast": [*sales, "--series", "shop", "--horizon", "3", "--season", "7", "--lags", "8", "--differencing", "none"],
        "forecast, found": [*sales, "--series", "shop", "--horizon", "2"],
        "pictures": [*PICTURES, "--network", "conv2d 4 3x3 relu; globalavgpool", "--image-size", "20x20", "--channels", "1",
                     "--augment", "rotate 10; mixup 0.2"],
        "rows as pictures": [*DIGITS, "--image", "8x8", "--augment", "shift 1"],
        "signals": [*ECG, "--signal", "--signal-length", "64", "--fill", "linear", "--augment", "jitter 0.1; window 48"],
        "recordings": [str(folder / "tones"), "--epochs", "2", "--batch-size", "16", "--replicas", "2"],
        "recordings as they are": [str(folder / "bad_tones"), "--epochs", "1", "--batch-size", "16", "--replicas", "2",
                                   "--spectrogram", "none", "--sample-rate", "4000", "--skip-bad", "--network",
                                   "conv1d 4 8 stride 4 relu; globalavgpool"],
        "cache": [str(folder / "table.csv"), *census, "--cache", str(folder / "cache"), "--stream", "yes", "--memory", "1GB"],
        "network of a file": [*PENGUINS, "--network-file", str(folder / "network.txt"), "--effort", "fast"],
        "job of a file": ["--job", str(folder / "job.toml"), "--batch-size", "64", "--replicas", "2"],
        "seed and precision": [*ONE, "--seed", "5", "--precision", "bf16"],
    }


def check_results(program, folder):
    all_jobs = jobs(folder)
    for name, arguments in all_jobs.items():
        alone, _ = program.train(0, *arguments, "--out", program.out())
        result, _ = program.train(2, *arguments, "--out", program.out())
        require_same(result, alone, name)
    print(f"  {len(all_jobs)} trainings with other options", flush=True)


def check_begun_from_a_model(program):
    begun = program.out()
    program.train(0, *DIGITS, "--out", begun)
    arguments = [*DIGITS, "--seed", "8", "--init", begun + "/model.ganglion", "--freeze", "dense_1"]
    at = arguments.index("--network")
    del arguments[at:at + 2]
    alone, _ = program.train(0, *arguments, "--out", program.out())
    result, _ = program.train(3, *arguments, "--out", program.out())
    require_same(result, alone, "from a model")


def check_tensorboard(program):
    for ensemble, writers in (("1", {"."}), ("3", {"net1", "net2", "net3"})):
        folder = pathlib.Path(program.out())
        program.train(2, *PENGUINS, "--network", "dense 8 relu", "--ensemble", ensemble, "--tensorboard", str(folder),
                      "--out", program.out())
        files = [str(path.parent.relative_to(folder)) for path in folder.rglob("*tfevents*")]
        require(len(files) == len(set(files)) and {place.split("/")[0] for place in files} == writers,
                f"tensorboard of {ensemble} networks: {sorted(files)}")


def check_time(program):
    """Rank 0's clock decides for all: there is one end, and the weights are the same everywhere."""
    begin = time.monotonic()
    result, _ = program.train(3, *DIGITS[:-2], "--epochs", "1000000", "--patience", "0", "--time", "2s", "--out", program.out())
    require(result["epochs_run"] > 1 and time.monotonic() - begin < 30, f"--time 2s: {result['epochs_run']} epochs")


def check_folder(program):
    """--out that exists; a run that goes on, one that has finished, and --quiet."""
    out = pathlib.Path(program.out())
    out.mkdir()
    (out / "something").write_text("of somebody else")
    result, notes = program.train(2, *ONE, "--out", str(out))
    require(f"{out} is not empty: results go to {out}-2" in notes, f"--out that exists: {notes}")
    require(os.listdir(out) == ["something"] and not os.path.exists(f"{out}-3"), "--out that exists: more was written")
    code, output, errors = program.run(3, "train", "--resume", "--accept-changed-data", "--out", f"{out}-2", "--json")
    require(code == 0 and json.loads(output)["model_hash"] == result["model_hash"], f"a finished run, resumed: {errors}")
    require(errors.count("has already finished") == 1, f"a finished run, resumed: {errors}")
    code, output, errors = program.run(2, "train", *ONE, "--quiet", "--out", program.out())
    require(code == 0 and errors == "", f"--quiet: {errors}")
    code, _, errors = program.run(2, "train", *ONE, "--strict", "yes", "--out", program.out())
    require(code in (0, 1) and errors.count("ganglion: error: ") == code, f"--strict: {errors}")


def check_studio(program):
    """Rank 0 has the page; it stays until Ctrl-C."""
    out = program.out()
    process = program.start(2, ["train", *ONE, "--studio", "--host", "127.0.0.1", "--port", "0", "--token",
                                "0123456789abcdef", "--out", out])
    lines = []
    while "The page stays" not in (lines[-1] if lines else ""):
        lines.append(process.stderr.readline())
        require(lines[-1], f"--studio: ended: {lines}")
    addresses = re.findall(r"http://\S+", "".join(lines))
    require(len(set(addresses)) == 1, f"--studio: {addresses}")
    state = json.loads(urllib.request.urlopen(addresses[0] + "api/state", timeout=20).read())
    require("revision" in state, f"--studio: {state}")
    pids = ranks_of(out)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=120)
    require_gone(pids.values())
    require(os.path.exists(out + "/model.ganglion"), "--studio: no model")


def check_all_were_given(program):
    """What `ganglion train` takes, and no check has given to several ranks."""
    text = program.run(0, "help", "train")[1].split("\nLayers for")[0]
    there = set(re.findall(r"^  (--[a-z0-9-]+)", text, re.MULTILINE))
    missing = there - program.options - {"--help", "--open"}
    require(len(there) > 50 and not missing, f"options of `train` that no check gives to several ranks: {sorted(missing)}")


def check(program, folder):
    check_results(program, folder)
    check_begun_from_a_model(program)
    check_tensorboard(program)
    check_time(program)
    check_folder(program)
    check_studio(program)
