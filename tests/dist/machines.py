"""Ranks on machines of their own, over TCP: lines of several kinds, killed and stopped ranks, a line that is cut."""

import pathlib
import time

import ends
import namespaces
from jobs import WIDE, NORMALISED
from namespaces import Line
from ranks import ranks_of, require, require_gone, wait_for

LINES = [Line(), Line(0, 10), Line(0, 1), Line(0.1, 10), Line(1, 2), Line(5, 1)]
# As docs/clusters.md says it, with other times.
NOTICE_SOON = ["--mca", "oob_tcp_keepalive_time", "3", "--mca", "oob_tcp_keepalive_intvl", "1", "--mca", "oob_tcp_keepalive_probes", "3"]
DELAYS = {True: "netem, which the kernel lacks: wire.py made the delays", False: "lines with a delay: the kernel has no netem, and no /dev/net/tun"}
JOBS = {"digits": [*NORMALISED, "--epochs", "4"], "wide": WIDE}


def check_lines(program, folder):
    alone = {name: program.train(0, *job, "--out", program.out())[0]["model_hash"] for name, job in JOBS.items()}
    for line in LINES:
        if line.milliseconds and not namespaces.can_delay():
            continue
        with namespaces.cluster(3, folder, line) as cluster:
            program.launcher = cluster.launcher
            told = []
            for name, job in JOBS.items():
                begin = time.monotonic()
                result, notes = program.train(3, *job, "--out", program.out())
                require(result["model_hash"] == alone[name], f"{name} over {line}: another model")
                told.append(f"{name} {time.monotonic() - begin:.1f} s")
            print(f"  3 machines, {line}{' (wire.py)' if cluster.carrier else ''}: {', '.join(told)}", flush=True)


def start_and_cut(program, cluster, machine, seconds):
    out = program.out()
    with open(out + ".told", "w", encoding="utf-8") as told:  # no pipe, as daemons of mpirun hold it open
        process = program.start(3, [*ends.long_job(out, ends.ENDLESS), "--collective-timeout", str(seconds)], stdout=told,
                                stderr=told)
    wait_for(out + "/checkpoint.ganglion", process)
    pids = ranks_of(out)
    require(len(pids) == 3, f"3 ranks, not {pids}")
    cluster.cut(machine)
    return out, process, pids


def check_cut(program, folder):
    """Open MPI is told to look often whether machines are there: it ends the job, those behind the cut too."""
    with namespaces.cluster(3, folder) as cluster:
        program.launcher = lambda ranks: [*cluster.launcher(ranks), *NOTICE_SOON]
        begin = time.monotonic()
        out, process, pids = start_and_cut(program, cluster, 1, 60)
        require(process.wait(timeout=120) != 0, "a cut line, and the job succeeds")
        require_gone(pids.values(), seconds=60)
        print(f"  a line cut, noticed by Open MPI: {time.monotonic() - begin:.1f} s", flush=True)
    return out


def check_cut_unnoticed(program, folder):
    """As it looks after minutes only, the ranks end by themselves; what is left is mpirun, which waits for the machine."""
    with namespaces.cluster(3, folder) as cluster:
        program.launcher = cluster.launcher
        begin = time.monotonic()
        out, process, pids = start_and_cut(program, cluster, 2, 3)
        require_gone(pids.values(), seconds=120)
        print(f"  a line cut, noticed by the ranks: {time.monotonic() - begin:.1f} s", flush=True)
        process.kill()
    require("has not answered for 3 s" in pathlib.Path(out + ".told").read_text(), "a cut line, and nothing is said")


def check_in_cluster(program, folder):
    with namespaces.cluster(3, folder) as cluster:
        program.launcher = cluster.launcher
        ends.check_killed(program, 20)
        for victim in (0, 2):
            ends.check_hung(program, victim)
        ends.check_interrupted(program)


def check(program, folder):
    """What could not be tested, if anything."""
    reason = namespaces.why_not()
    if reason:
        return f"{reason}: ranks were on one machine"
    on_this_machine = program.launcher
    try:
        check_lines(program, folder)
        check_in_cluster(program, folder)
        check_cut_unnoticed(program, folder)
        out = check_cut(program, folder)
    finally:
        program.launcher = on_this_machine
    code, _, errors = program.run(2, "train", "--resume", "--out", out, "--epochs", "2")
    require(code == 0, f"a cut line: not resumed: {errors}")
    return "" if namespaces.has_netem() else DELAYS[namespaces.can_delay()]
