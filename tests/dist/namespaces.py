"""A cluster within one machine: network namespaces with an address and a name each, and lines of a given
delay and rate between them. Needs root, `ip` and `tc`; the network of the machine itself stays as it is.
"""

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass

PREFIX = f"ganglion-{os.getpid()}-"  # two clusters at a time are in nobody's way
SWITCH = PREFIX + "switch"
TUNNEL = pathlib.Path("/dev/net/tun")


ENTER = """#!/bin/sh
# enter NODE COMMAND…: on that machine, with its name, the names of all, and the /usr/local that a test has made
node=$1; shift
exec ip netns exec {prefix}$node unshare --uts --mount sh -c '
hostname "$0"
mount --bind "{folder}/hosts" /etc/hosts
[ ! -d "{folder}/local" ] || mount --bind "{folder}/local" /usr/local
exec "$@"' "$node" "$@"
"""
# As ssh: in the user's home folder, with few of the variables of who calls it.
AGENT = """#!/bin/sh
node=$1; shift
cd
exec env -i HOME="$HOME" USER="$USER" PATH=/usr/local/bin:/usr/bin:/bin "{folder}/enter" "$node" sh -c "$*"
"""


@dataclass(frozen=True)
class Line:
    """Of each machine to the switch."""

    milliseconds: float = 0.0  # delay
    gigabits: float = 0.0  # per second; 0: as fast as memory

    def __str__(self):
        return f"{self.milliseconds:g} ms, {self.gigabits:g} Gbit/s" if self.milliseconds or self.gigabits else "memory"


def run(*words):
    subprocess.run(words, check=True, capture_output=True, text=True)


def succeeds(*words):
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


def name_of(machine):
    return f"{PREFIX}node{machine}"


def address_of(machine):
    return f"10.77.0.{machine + 1}"


def why_not():
    """Why namespaces can't be made here; nothing if they can."""
    missing = [tool for tool in ("ip", "tc", "unshare") if not shutil.which(tool)]
    if missing:
        return f"there is no `{missing[0]}`"
    try:
        run("ip", "netns", "add", SWITCH)
        run("ip", "netns", "del", SWITCH)
    except (subprocess.CalledProcessError, PermissionError):
        return "this user may make no network namespaces"
    return ""


def shape(machine, line):
    """By the kernel: True if it can."""
    on = ["tc", "-n", name_of(machine), "qdisc", "add", "dev", "eth0", "root"]
    if not line.milliseconds and not line.gigabits:
        return True
    rate = f"{line.gigabits:g}gbit"
    if line.milliseconds:
        return succeeds(*on, "netem", "delay", f"{line.milliseconds:g}ms", *(["rate", rate] if line.gigabits else []))
    # Little may pass at once after a pause, or short messages never meet the rate.
    burst = max(16, round(6.25 * line.gigabits))  # kB: 50 µs
    return succeeds(*on, "tbf", "rate", rate, "burst", f"{burst}kb", "latency", "50ms")


class Cluster:
    """Machines 0, 1, …; mpirun runs on machine 0, and starts its daemons on the others as by ssh."""

    def __init__(self, machines, folder, carrier):
        self.machines = machines
        self.carrier = carrier  # the process that carries what the machines send, or None: the kernel does
        folder = pathlib.Path(folder)
        names = [f"{address_of(machine)} node{machine}" for machine in range(machines)]
        (folder / "hosts").write_text("\n".join(["127.0.0.1 localhost", *names]) + "\n")
        self.enter, self.agent = folder / "enter", folder / "agent"
        for script, text in ((self.enter, ENTER), (self.agent, AGENT)):
            script.write_text(text.format(prefix=PREFIX, folder=folder))
            script.chmod(0o755)

    def on(self, machine, *words):
        """What runs a command on that machine."""
        return [str(self.enter), f"node{machine}", *words]

    def launcher(self, ranks):
        """What stands in front of the program: the ranks are dealt to the machines in turn."""
        each = -(-ranks // self.machines)
        hosts = ",".join(f"node{machine}:{each}" for machine in range(self.machines))
        return self.on(0, "mpirun", "-n", str(ranks), "--map-by", "node", "--host", hosts, "--mca", "plm_rsh_agent",
                       str(self.agent))

    def cut(self, machine):
        """Pulls the plug of a machine's line."""
        if self.carrier is None:
            return run("ip", "-n", SWITCH, "link", "set", f"port{machine}", "down")
        self.carrier.stdin.write(f"{machine}\n")
        return self.carrier.stdin.flush()


@contextlib.contextmanager
def by_the_kernel(machines, line):
    run("ip", "-n", SWITCH, "link", "add", "bridge", "type", "bridge")
    run("ip", "-n", SWITCH, "link", "set", "bridge", "up")
    for machine in range(machines):
        port = f"port{machine}"
        run("ip", "-n", SWITCH, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", name_of(machine))
        run("ip", "-n", SWITCH, "link", "set", port, "master", "bridge", "up")
    yield None


@contextlib.contextmanager
def by_a_program(machines, line):
    """Where the kernel has no netem."""
    command = ["ip", "netns", "exec", SWITCH, sys.executable, str(pathlib.Path(__file__).parent / "wire.py"), str(machines),
               str(line.milliseconds), str(line.gigabits)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as carrier:
        try:
            if carrier.stdout.readline() != "ready\n":
                raise RuntimeError("wire.py: ended")
            for machine in range(machines):
                run("ip", "-n", SWITCH, "link", "set", f"port{machine}", "netns", name_of(machine), "name", "eth0")
            yield carrier
        finally:
            carrier.kill()


def can_delay():
    return has_netem() or TUNNEL.exists()


def has_netem():
    try:
        run("ip", "netns", "add", SWITCH)
        return succeeds("tc", "-n", SWITCH, "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms")
    finally:
        succeeds("ip", "netns", "del", SWITCH)


def end_all_in(name):
    """Daemons of mpirun, which outlive a cut line."""
    listed = subprocess.run(["ip", "netns", "pids", name], check=False, capture_output=True, text=True)
    for pid in listed.stdout.split():
        with contextlib.suppress(OSError):
            os.kill(int(pid), signal.SIGKILL)


@contextlib.contextmanager
def cluster(machines, folder, line=Line()):
    programmed = line.milliseconds > 0 and not has_netem()
    names = [SWITCH, *(name_of(machine) for machine in range(machines))]
    try:
        for name in names:
            run("ip", "netns", "add", name)
        with (by_a_program if programmed else by_the_kernel)(machines, line) as carrier:
            for machine in range(machines):
                name = name_of(machine)
                run("ip", "-n", name, "addr", "add", f"{address_of(machine)}/24", "dev", "eth0")
                run("ip", "-n", name, "link", "set", "eth0", "up")
                run("ip", "-n", name, "link", "set", "lo", "up")
                if carrier is None and not shape(machine, line):
                    raise RuntimeError(f"the kernel makes no line of {line}")
            yield Cluster(machines, folder, carrier)
    finally:
        for name in names:
            end_all_in(name)
            succeeds("ip", "netns", "del", name)
