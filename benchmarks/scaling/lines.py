"""Ranks in network namespaces of this machine, with a line of a given rate and delay between them."""

import contextlib

import launch
import namespaces


@contextlib.contextmanager
def group(ranks, gbit, milliseconds, folder):
    """Ranks on machines of their own, and the delay that each exchange still needs: the kernel's
    netem delays packets; where it isn't there, tbf has the rate, and the worker delays."""
    delays = namespaces.has_netem()
    line = namespaces.Line(milliseconds if delays else 0.0, gbit)
    with namespaces.cluster(ranks, folder, line) as cluster:
        command = [*cluster.launcher(ranks), "--bind-to", "none", launch.WORKER]
        with launch.Group(command, folder / "log", ranks=ranks) as started:
            yield started, 0.0 if delays else milliseconds / 1000
