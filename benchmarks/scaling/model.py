"""Predicts the time of a training step on many ranks.

A step is what the worker's `trace` lists: rows of computing, exchanges that begin behind some of
them, and places where a rank waits for an exchange. The network is alpha-beta: a round of messages
takes `latency` seconds, and each rank sends and receives `bandwidth` bytes a second at once. All
ranks do the same at the same time.
"""

import dataclasses
import math

LATENCY_BYTES, MOST_BYTES = 32 << 10, 1 << 20  # as ganglion/dist/replica_sum.cpp has them


@dataclasses.dataclass
class Network:
    latency: float = 0.0     # seconds of a round of messages, however small
    bandwidth: float = math.inf  # bytes a second and direction
    message: float = 0.0     # seconds of the processor for each message
    delay: float = 0.0       # seconds more for each round
    # Of a line that is there, in place of those: (bytes, seconds) of a round in which each rank sends so many to each
    # other one. MPI changes its ways with the size, so that no two numbers tell it.
    measured: tuple = ()
    # Likewise, of one on another thread, which sleeps between its looks: what it takes itself, and
    # the share of computing that it takes away.
    measured_aside: tuple = ()
    taken: tuple = ()

    def round(self, messages, size, aside=False):
        """Each rank sends and receives so many messages of that size."""
        if messages == 0:
            return 0.0
        points = self.measured_aside if aside and self.measured_aside else self.measured
        if points:
            return self.delay + interpolated(points, size)
        seconds = self.latency + self.delay + messages * size / self.bandwidth
        return seconds + (messages - 1) * self.message

    def share_taken(self, row, ranks):
        """Of computing, while an exchange runs on another thread."""
        if not self.taken:
            return 0.0
        return min(interpolated(self.taken, row["bytes"] / ranks), 0.95)

    def exchange(self, row, ranks, aside=False):
        """Seconds of an all_reduce or all_gather, as ReplicaSum and Communicator make it."""
        size = row["bytes"]
        if row["kind"] == "ranks:all_rows":
            return self.round(ranks - 1, size / ranks, aside)
        more = size * (ranks - 1) * (ranks - 2) / ranks
        if size <= MOST_BYTES and more <= LATENCY_BYTES:
            return self.round(ranks - 1, size, aside)
        return 2 * self.round(ranks - 1, size / ranks, aside)  # reduce-scatter, all-gather


def interpolated(points, size):
    """The seconds at that size on the line through points of (bytes, seconds), in rising order."""
    after = next((i for i, (at, _) in enumerate(points) if at >= size), len(points) - 1)
    (x0, y0), (x1, y1) = points[max(after - 1, 0)], points[max(after, 1)]
    return y0 + (y1 - y0) * (max(size, points[0][0]) - x0) / (x1 - x0)


@dataclasses.dataclass
class Step:
    seconds: float
    compute: float
    exchange: float  # seconds that the network is busy
    hidden: float    # of those: the share that nobody waits for


@dataclasses.dataclass
class Begun:
    """An exchange that has begun, on a thread of its own."""

    number: int
    aside: float   # seconds, beside computing
    waited: float  # seconds, where the rank waits for it
    taken: float   # the share of computing that it takes away
    left: float = 1.0


class Aside:
    """Exchanges beside computing, one after another in the order in which they began."""

    def __init__(self):
        self.begun = []

    def compute(self, now, seconds):
        """When computing is done that begins now."""
        while self.begun:
            first = self.begun[0]
            until = first.left * first.aside
            beside = until * (1 - first.taken)  # seconds of computing until then
            if seconds < beside:
                first.left *= 1 - seconds / beside
                return now + seconds / (1 - first.taken)
            now, seconds = now + until, seconds - beside
            self.begun.pop(0)
        return now + seconds

    def wait(self, now, number=None):
        """When that exchange is made, or all."""
        while self.begun and (number is None or any(one.number == number for one in self.begun)):
            first = self.begun.pop(0)
            now += first.left * first.waited
        return now


def simulate(trace, ranks, network, overlap=True):
    """A step of one of `ranks`, which all are in the same state."""
    now = compute = trace["feed"]
    busy = 0.0
    aside = Aside()
    early = set()
    # What rank 0 decides: to go on, at which rate, and whether to stop.
    if ranks > 1:
        busy = 3 * network.round(1, 8)
        now += busy
    waits = {row["awaits"]: row for row in trace["calls"] if row["awaits"] >= 0}
    # It begins when all replicas have come.
    last = {number: i for i, row in enumerate(trace["calls"]) for number in row["begins"]}
    for i, row in enumerate(trace["calls"]):
        if row["awaits"] < 0:
            now = aside.compute(now, row["seconds"])
            compute += row["seconds"]
            for number in row["begins"] if overlap else []:
                if last[number] == i:
                    aside.begun.append(begun(number, waits[number], ranks, network))
                    early.add(number)
            continue
        seconds = network.exchange(row, ranks)
        busy += seconds
        if row["awaits"] in early:
            now = aside.wait(now, row["awaits"])
        else:
            now = aside.wait(now) + seconds + row["seconds"]
            compute += row["seconds"]
    waited = max(now - compute, 0.0)
    return Step(now, compute, busy, 1 - min(waited / busy, 1) if busy > 0 else 1.0)


def begun(number, row, ranks, network):
    # What it adds up, that thread does: measured where it is waited for.
    return Begun(number, aside=network.exchange(row, ranks, True) + row["seconds"],
                 waited=network.exchange(row, ranks) + row["seconds"],
                 taken=network.share_taken(row, ranks))


def least(traces):
    """Of several traces of one step: row by row the shortest, which nothing has disturbed."""
    rows = [{**same[0], "seconds": min(row["seconds"] for row in same)}
            for same in zip(*(trace["calls"] for trace in traces))]
    return {**traces[0], "feed": min(trace["feed"] for trace in traces), "calls": rows}


def extrapolated(first, second, at):
    """The trace of a job of `at` times the batch, from those of jobs of (times, trace): what is to
    be computed and exchanged is on a straight line, as products over all rows grow with the batch,
    and the rest doesn't; a call takes as long for each unit of it as in the second trace."""
    (a, trace_a), (b, trace_b) = first, second
    rows_a, rows_b = trace_a["calls"], trace_b["calls"]
    if [row["kind"] for row in rows_a] != [row["kind"] for row in rows_b]:
        raise ValueError("the steps have other exchanges")

    def line(name, x, y):
        return x[name] + (y[name] - x[name]) * (at - a) / (b - a)

    def own_rows(parts, ranks):
        """Of a product over the rows of all ranks, whose parts they share."""
        return ranks * math.ceil(parts / ranks)

    def work_of(x, y):
        if y["parts"] == 1:
            return line("work", x, y)
        return y["work"] * own_rows(y["parts"], at) / own_rows(y["parts"], b)

    def seconds(x, y):
        if y["awaits"] >= 0 or (x["work"] == y["work"] and y["parts"] == 1):
            return min(x["seconds"], y["seconds"])
        return y["seconds"] * work_of(x, y) / y["work"]

    rows = [{**y, "seconds": seconds(x, y), "bytes": line("bytes", x, y)}
            for x, y in zip(rows_a, rows_b)]
    return {"feed": min(trace_a["feed"], trace_b["feed"]), "calls": rows}
