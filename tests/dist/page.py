"""docs/clusters.md, followed word by word on machines of namespaces.py: its commands and its job scripts."""

import os
import random
import re
import shlex
import signal
import subprocess
import time

import ends
import namespaces
from launching import ENVIRONMENT
from ranks import ROOT, ranks_of, require, require_gone

PAGE = ROOT / "docs/clusters.md"
NODES = 4
JOB = ["--network", "dense 64 relu; dense 64 relu", "--ensemble", "1", "--patience", "0", "--replicas", "8", "--batch-size", "1024"]


class Page:
    def __init__(self):
        self.blocks = []  # (heading, language, text)
        heading = ""
        for part in re.finditer(r"^#+ ([^\n]*)$|^```(\w*)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL):
            if part[1]:
                heading = part[1]
            else:
                self.blocks.append((heading, part[2], part[3]))

    def block(self, heading, number=0):
        found = [text for place, _, text in self.blocks if place == heading]
        require(len(found) > number, f"clusters.md: no block {number} below '{heading}'")
        return found[number]

    def languages(self):
        return {language for _, language, _ in self.blocks}


class Site:
    """The home folder of a user on all machines, with the data of the page."""

    def __init__(self, cluster, folder, program, page):
        self.program = program
        self.cluster = cluster
        self.home = folder / "home"
        self.home.mkdir()
        draw = random.Random(2)
        rows = [[round(draw.gauss(0, 1), 3) for _ in range(6)] for _ in range(4000)]
        for name, target in (("data.csv", "y"), ("higgs.csv", "label")):
            lines = [",".join(map(str, [*row, int(row[0] * row[1] + row[2] > draw.gauss(0, 0.3))])) for row in rows]
            (self.home / name).write_text("\n".join([f"a,b,c,d,e,f,{target}", *lines]) + "\n")
        nodes = [f"node{node}" for node in range(NODES)]
        (self.home / "hosts").write_text("".join(f"{node} slots=1\n" for node in nodes))
        (self.home / "nodefile").write_text("".join(f"{node}\n" for node in nodes))
        (self.home / "bin").mkdir()
        self.script("bin/srun", "#!/bin/sh\n# Slurm's, as far as the page uses it: each of the nodes runs the command\n"
                    "case \"$1 $2\" in '--mpi=pmix --cpu-bind=none') shift 2 ;; *) exit 2 ;; esac\n"
                    "exec mpirun --hostfile \"$HOME/hosts\" --bind-to none \"$@\"\n")

        (folder / "local/bin").mkdir(parents=True)
        install = page.block("Install", 1).replace("sudo ", "").replace("build/", os.path.dirname(program.path) + "/")
        self.succeed(install)

    def script(self, name, text):
        (self.home / name).write_text(text)
        (self.home / name).chmod(0o755)

    def start(self, text, more=None):
        environment = {**os.environ, **ENVIRONMENT, "HOME": str(self.home), "PBS_O_WORKDIR": str(self.home),
                       "PBS_NODEFILE": str(self.home / "nodefile"), "PATH": f"{self.home}/bin:{os.environ['PATH']}",
                       "OMPI_MCA_plm_rsh_agent": str(self.cluster.agent), **(more or {})}
        return self.program.start(0, before=self.cluster.on(0, "bash", "-c", text), cwd=self.home, env=environment,
                                  stderr=subprocess.STDOUT)

    def run(self, text, more=None):
        process = self.start(text, more)
        return process.communicate(timeout=120)[0], process.returncode

    def succeed(self, text):
        output, code = self.run(text)
        require(code == 0, f"'{text}': code {code}\n{output}")
        return output


def in_place(text, site, epochs):
    """A script of the page with a job of seconds, and /data and runs/higgs in the user's home folder."""
    require("/batch" not in text and text.count("--batch-size 4096") == 1, f"clusters.md: another job: {text}")
    return (text.replace("--batch-size 4096", shlex.join([*JOB, "--epochs", str(epochs)])).replace("/data/", f"{site.home}/")
            .replace("sleep 10", "sleep 1"))


def hosts_of(pids):
    """On which of the machines processes are."""
    return {os.readlink(f"/proc/{pid}/ns/net") for pid in pids}


def check_script(site, name, text, epochs, hash_, more=None):
    """Begun, a rank killed, and started again as the scheduler would; one that restarts by itself is only killed."""
    out = site.home / "runs/higgs"
    script = in_place(text, site, epochs)
    begin = time.monotonic()
    process = site.start(script, more)
    deadline = time.monotonic() + 60
    while not (out / "checkpoint.ganglion").exists():
        require(process.poll() is None and time.monotonic() < deadline, f"{name}: no checkpoint: {process.poll()}")
        time.sleep(0.05)
    pids = ranks_of(str(site.home))
    require(len(pids) == NODES, f"{name}: {len(pids)} ranks on {NODES} machines")
    require(len(hosts_of(pids.values())) == NODES, f"{name}: the ranks share machines")
    os.kill(pids[1], signal.SIGKILL)
    output = process.communicate(timeout=120)[0]
    require_gone(pids.values())
    if process.returncode != 0:
        more_output, code = site.run(script, more)
        output += more_output
        require(code == 0, f"{name}: the second time: code {code}\n{output}")
    require("resuming after epoch" in output, f"{name}: not resumed:\n{output}")
    require(hash_ in output, f"{name}: another model:\n{output}")
    again, code = site.run(script, more)
    require(code == 0 and "resuming" not in again, f"{name}: a run that has finished: {again}")
    for path in sorted(site.home.glob("runs/higgs*"), reverse=True):
        require(path == out, f"{name}: another run folder {path}")
        subprocess.run(["rm", "-r", str(path)], check=True)
    print(f"  {name}: killed, started again, the same model ({time.monotonic() - begin:.0f} s)", flush=True)


def check_commands(site, page):
    """Those of the text, in its order."""
    require("node1" in site.succeed("mpirun --host node0,node1 hostname"), "hostname: not on node1")
    first = page.block("Several machines").strip()
    output = site.succeed(first + " --epochs 3")
    require("note: 4 ranks " in output, output)
    output = site.succeed(page.block("Start on several machines").strip() + " --epochs 3 --ensemble 1")
    note = page.block("What is shared").splitlines()[0].replace("4 ranks", "2 ranks").replace("16 replicas", "")
    require(note.split("  ")[0] in output, f"no '{note}' in {output}")
    resumed = [text for heading, _, text in page.blocks if heading == "When something fails"][0].strip()
    output = site.succeed(resumed)
    require("has already finished" in output, output)
    bound = page.block("How many ranks and threads").strip()
    require(bound.endswith("ganglion train …"), bound)
    site.succeed(bound.replace("mpirun", "mpirun --host node0,node1").replace("…", "data.csv --target y --epochs 2"))


def kubernetes(page):
    """The command of the launcher, as the operator starts it."""
    try:
        import yaml
    except ImportError:
        return None
    job = yaml.safe_load(page.block("Kubernetes"))
    replicas = job["spec"]["mpiReplicaSpecs"]
    require(job["kind"] == "MPIJob" and replicas["Worker"]["replicas"] == NODES, "Kubernetes: another job")
    for kind in ("Launcher", "Worker"):
        spec = replicas[kind]["template"]["spec"]
        volumes = {volume["name"] for volume in spec["volumes"]}
        mounted = {mount["name"] for container in spec["containers"] for mount in container.get("volumeMounts", [])}
        require(mounted <= volumes, f"Kubernetes: {kind} mounts {mounted - volumes}")
    container = replicas["Launcher"]["template"]["spec"]["containers"][0]
    require(container["command"] == ["/bin/sh", "-c"], "Kubernetes: another shell")
    return container["args"][0]


def check_syntax(page):
    for heading, language, text in page.blocks:
        if language == "bash":
            done = subprocess.run(["bash", "-n", "-c", text], capture_output=True, text=True, check=False)
            require(done.returncode == 0 and not done.stderr, f"{heading}: {done.stderr}")
        elif language == "python":
            compile(text, heading, "exec")
    require({"bash", "yaml", "python", "cpp", ""} == page.languages(), f"clusters.md: blocks of {page.languages()}")


def check(program, folder):
    """What could not be tested, if anything."""
    page = Page()
    check_syntax(page)
    launcher = kubernetes(page)
    untested = ["Kubernetes, as there is no python3-yaml"] if launcher is None else []
    reason = namespaces.why_not()
    if reason:
        return f"{reason}: the commands of clusters.md"
    with namespaces.cluster(NODES, folder) as cluster:
        site = Site(cluster, folder, program, page)
        check_commands(site, page)
        job = [str(site.home / "higgs.csv"), "--target", "label", *JOB]
        epochs = ends.epochs_of(program, NODES, 3.0, job)
        hash_ = program.train(0, *job, "--epochs", str(epochs), "--threads", "1", "--out", program.out())[0]["model_hash"]
        check_script(site, "Slurm", page.block("Slurm"), epochs, hash_)
        check_script(site, "PBS", page.block("PBS"), epochs, hash_)
        check_script(site, "in a loop", page.block("In a loop"), epochs, hash_)
        if launcher:
            check_script(site, "Kubernetes", launcher, epochs, hash_, {"OMPI_MCA_orte_default_hostfile": str(site.home / "hosts")})
    return ", ".join(untested)
