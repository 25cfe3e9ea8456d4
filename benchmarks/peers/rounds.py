"""One work in all peers: starts their workers, and lets them work in turns, round after round."""

import dataclasses
import math
import statistics
import sys

import works
from worker import Worker, WorkerError

PREDICTIONS = (1, 64, 1024)
SLOTS = ("train", *PREDICTIONS)
LONG = 1.5  # seconds: what takes longer has three turns at most


@dataclasses.dataclass
class Result:
    """What a peer did: seconds of a step or prediction, round by round, for each slot."""
    peer: str
    version: str = ""
    failure: str = ""
    first_step: float = math.nan
    memory: int = 0
    loss: float = math.nan
    agrees: bool = True
    times: dict = dataclasses.field(default_factory=lambda: {slot: [] for slot in SLOTS})

    def median(self, slot):
        return statistics.median(self.times[slot]) if self.times[slot] else math.nan

    def ratio(self, slot, other):
        """The median of the rounds' ratios to the times of `other`."""
        pairs = list(zip(self.times[slot], other.times[slot]))
        return statistics.median(a / b for a, b in pairs) if pairs else math.nan


class Contest:
    """The peers at one work."""

    def __init__(self, work, commands, options):
        self.work, self.options = work, options
        self.folder = options.folder / "work" / work.name
        works.write(work, self.folder)
        self.peaks, self.workers, self.results, self.counts = [], {}, {}, {}
        self.long = set()
        for name, command in commands.items():
            self.results[name] = Result(name)
            self.guarded(name, lambda: self.start(name, command))

    def guarded(self, name, do):
        """Does something with a peer; one that fails is out."""
        try:
            do()
        except WorkerError as error:
            self.results[name].failure = str(error)
            print(f"  {name}: {error}", file=sys.stderr)
            worker = self.workers.pop(name, None)
            if worker:
                worker.close()

    def start(self, name, command):
        worker = Worker(name, command, self.options.threads, self.options.folder / f"{name}.log")
        self.workers[name] = worker
        answer = worker.ask(do="prepare", work=str(self.folder), threads=self.options.threads)
        result = self.results[name]
        result.version = answer["version"]
        if "loss" in answer:
            result.first_step = worker.age()
            result.loss = answer["loss"]
        print(f"  {name}: first step after {worker.age():.1f} s", file=sys.stderr)

    def trains(self, name):
        return not math.isnan(self.results[name].loss)

    def request(self, name, slot, count):
        """Seconds for each of `count` steps or predictions."""
        if slot == "train":
            answer = self.workers[name].ask(do="train", steps=count)
            self.results[name].loss = answer["loss"]
        else:
            answer = self.workers[name].ask(do="predict", rows=slot, runs=count)
        return answer["seconds"] / count

    def check_losses(self):
        """The same few steps everywhere, the first of all but one: do the losses agree?"""
        steps = self.work.pool * math.ceil(4 / self.work.pool)
        for name in list(filter(self.trains, self.workers)):
            self.guarded(name, lambda: self.request(name, "train", steps))
        expected = self.results["Ganglion"].loss
        for result in self.results.values():
            # scikit-learn says the mean over the pool only; dropout draws other elements.
            loose = self.work.random or result.peer == "scikit-learn"
            tolerance = (0.25 if loose else 0.01) * abs(expected)
            result.agrees = math.isnan(result.loss) or abs(result.loss - expected) <= tolerance

    def calibrate(self, name, slot):
        """How many steps take about as long as wanted."""
        unit = self.work.pool if slot == "train" else 1
        once = self.request(name, slot, unit)
        count = max(1, round(self.options.seconds / once / unit))
        self.counts[name, slot] = unit * min(count, 10000)
        if once * unit > LONG:
            self.long.add((name, slot))

    def turn(self, name, slot):
        times = self.results[name].times[slot]
        if (name, slot) not in self.long or len(times) < 3:
            times.append(self.request(name, slot, self.counts[name, slot]))

    def round(self, slots):
        """A turn of each; the peak is measured among them."""
        peak = self.workers["Ganglion"].ask(do="peak", threads=self.options.threads)
        self.peaks.append(peak["gflops"])
        for slot, name in slots:
            if name in self.workers:
                self.guarded(name, lambda: self.turn(name, slot))

    def run(self):
        """All rounds; gives the results, and the machine's peak in GFLOP/s."""
        try:
            self.check_losses()
            slots = [(slot, name) for slot in SLOTS for name in self.workers
                     if slot != "train" or self.trains(name)]
            for slot, name in slots:
                if name in self.workers:
                    self.guarded(name, lambda: self.calibrate(name, slot))
            for _ in range(self.options.rounds):
                self.round(slots)
            for name, worker in self.workers.items():
                self.results[name].memory = worker.peak_memory()
        finally:
            for worker in self.workers.values():
                worker.close()
        return list(self.results.values()), statistics.median(self.peaks)
