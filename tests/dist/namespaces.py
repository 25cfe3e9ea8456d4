"""A cluster within one machine: network namespaces with an address and a name each, and a line of a given
delay and rate between them. Needs root, `ip` and `tc`; the network of the machine itself stays as it is.
"""

import contextlib
import pathlib
import shutil
import subprocess

SWITCH = "ganglion-switch"


def run(*words):
    subprocess.run(words, check=True, capture_output=True, text=True)


def name_of(machine):
    return f"ganglion-node{machine}"


def address_of(machine):
    return f"10.77.0.{machine + 1}"


def allowed():
    """Whether namespaces can be made here."""
    if not (shutil.which("ip") and shutil.which("tc") and shutil.which("unshare")):
        return False
    try:
        run("ip", "netns", "add", SWITCH)
        run("ip", "netns", "del", SWITCH)
    except (subprocess.CalledProcessError, PermissionError):
        return False
    return True


class Cluster:
    """Machines 0, 1, …; mpirun runs on machine 0, and starts its daemons on the others as by ssh."""

    def __init__(self, machines, folder):
        self.machines = machines
        self.is_slow = False  # whether the line has the delay and rate that were asked for
        self.agent = pathlib.Path(folder) / "start_on"
        self.agent.write_text("#!/bin/sh\n"
                              "machine=$((${1##*.} - 1))\n"
                              "shift\n"
                              f"exec ip netns exec ganglion-node$machine unshare --uts "
                              "sh -c \"hostname node$machine; $*\"\n")
        self.agent.chmod(0o755)

    def launcher(self):
        """What stands in front of the program: one rank on each machine."""
        hosts = ",".join(f"{address_of(machine)}:1" for machine in range(self.machines))
        return ["ip", "netns", "exec", name_of(0), "unshare", "--uts", "sh", "-c",
                "hostname node0; exec \"$@\"", "sh", "mpirun", "-n", str(self.machines), "-H", hosts,
                "--mca", "plm_rsh_agent", str(self.agent), "--mca", "btl", "tcp,self",
                "--mca", "btl_tcp_if_include", "eth0", "--mca", "oob_tcp_if_include", "eth0"]

    def cut(self, machine):
        """Pulls the plug of a machine's line."""
        run("ip", "-n", SWITCH, "link", "set", f"port{machine}", "down")


def slow_down(name, delay, rate):
    """False where the kernel has no netem: the line is then as fast as memory."""
    return subprocess.run(["tc", "-n", name, "qdisc", "add", "dev", "eth0", "root", "netem", "delay",
                           delay, "rate", rate], check=False, capture_output=True).returncode == 0


@contextlib.contextmanager
def cluster(machines, folder, delay="0.2ms", rate="1gbit"):
    names = [SWITCH, *(name_of(machine) for machine in range(machines))]
    try:
        for name in names:
            run("ip", "netns", "add", name)
        run("ip", "-n", SWITCH, "link", "add", "bridge", "type", "bridge")
        run("ip", "-n", SWITCH, "link", "set", "bridge", "up")
        for machine in range(machines):
            name, port = name_of(machine), f"port{machine}"
            run("ip", "-n", SWITCH, "link", "add", port, "type", "veth", "peer", "name", "eth0",
                "netns", name)
            run("ip", "-n", SWITCH, "link", "set", port, "master", "bridge", "up")
            run("ip", "-n", name, "addr", "add", f"{address_of(machine)}/24", "dev", "eth0")
            run("ip", "-n", name, "link", "set", "eth0", "up")
            run("ip", "-n", name, "link", "set", "lo", "up")
        made = Cluster(machines, folder)
        made.is_slow = all(slow_down(name_of(machine), delay, rate) for machine in range(machines))
        yield made
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
