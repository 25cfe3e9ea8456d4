#!/usr/bin/env python3
"""Lines with a delay and a rate where the kernel has no netem: the switch of a cluster of namespaces.py.

    wire.py MACHINES MILLISECONDS GIGABITS

Makes a device port0, port1, … for each machine, and carries what they send to the machine that it is for: later
by the delay, and no faster than the rate of the sender's line (0: as fast as it can). A number on stdin cuts that
machine's line. Ends when stdin does.
"""

import fcntl
import heapq
import os
import select
import struct
import sys
import time

TUN_WITHOUT_HEADER = 0x1001
SET_NAME = 0x400454CA  # TUNSETIFF
JUMBO = 9000  # bytes of a packet
AT_ONCE = 32  # packets


def device(name):
    port = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(port, SET_NAME, struct.pack("16sH22x", name.encode(), TUN_WITHOUT_HEADER))
    os.system(f"ip link set {name} mtu {JUMBO}")
    return port


class Switch:
    def __init__(self, ports, delay, rate):
        self.ports = ports
        self.delay = delay  # seconds
        self.rate = rate  # bits per second
        self.is_cut = [False] * len(ports)
        self.free_at = [0.0] * len(ports)  # when each line has sent what it was given
        self.on_their_way = []  # (when it is there, number, port, packet)
        self.number = 0

    def take(self, sender):
        """What a machine has sent."""
        for _ in range(AT_ONCE):
            try:
                packet = os.read(self.ports[sender], JUMBO)
            except BlockingIOError:
                return
            to = packet[19] - 1 if packet[0] >> 4 == 4 else -1  # by the last byte of its IPv4 address
            if not 0 <= to < len(self.ports) or self.is_cut[sender] or self.is_cut[to]:
                continue
            begin = max(time.monotonic(), self.free_at[sender])
            self.free_at[sender] = begin + (8 * len(packet) / self.rate if self.rate else 0)
            self.number += 1
            heapq.heappush(self.on_their_way, (self.free_at[sender] + self.delay, self.number, to, packet))

    def deliver(self):
        """What has arrived; gives the seconds until the next does, or None."""
        while self.on_their_way:
            seconds = self.on_their_way[0][0] - time.monotonic()
            if seconds > 0:
                return seconds
            _, _, to, packet = heapq.heappop(self.on_their_way)
            try:
                os.write(self.ports[to], packet)
            except OSError:
                pass  # the machine has no such device any more, or is not up yet: so a packet is lost
        return None


def main():
    machines, delay, rate = int(sys.argv[1]), float(sys.argv[2]) / 1e3, float(sys.argv[3]) * 1e9
    switch = Switch([device(f"port{machine}") for machine in range(machines)], delay, rate)
    print("ready", flush=True)
    while True:
        readable, _, _ = select.select([0, *switch.ports], [], [], switch.deliver())
        for place in readable:
            if place != 0:
                switch.take(switch.ports.index(place))
                continue
            line = sys.stdin.readline()
            if not line:
                return
            switch.is_cut[int(line)] = True


if __name__ == "__main__":
    main()
