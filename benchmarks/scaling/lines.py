"""Ranks in network namespaces of this machine, with a line of a given rate and delay between them."""

import contextlib
import subprocess

import launch
import namespaces


def limit_rate(machine, gbit):
    subprocess.run(["tc", "-n", namespaces.name_of(machine), "qdisc", "replace", "dev", "eth0",
                    "root", "tbf", "rate", f"{gbit}gbit", "burst", "1mb", "latency", "50ms"],
                   check=True)


@contextlib.contextmanager
def group(ranks, gbit, milliseconds, folder):
    """Ranks on machines of their own, and the delay that each exchange still needs: the kernel's
    netem delays packets; where it isn't there, tbf has the rate, and the worker delays."""
    with namespaces.cluster(ranks, folder, f"{milliseconds}ms", f"{gbit}gbit") as cluster:
        delay = 0.0
        if not cluster.is_slow:
            delay = milliseconds / 1000
            for machine in range(ranks):
                limit_rate(machine, gbit)
        command = [*cluster.launcher(), "--bind-to", "none", launch.WORKER]
        with launch.Group(command, folder / "log", ranks=ranks) as started:
            yield started, delay
