#!/usr/bin/env python3
"""Which kernels and steps are faster or slower in one build than in another, beyond the noise.

    benchmarks/compare.py OLD/ganglion_bench NEW/ganglion_bench [--filter REGEX] [--rounds 9] [--seconds 0.1]

Both programs run in turns, round after round, so that what else the machine does hurts both. Each round gives a ratio of
times for each benchmark that both have; the median is shown. A change is marked when so many rounds agree on its direction
that chance alone would make them in less than 5 % of cases (sign test), and the median is off by --least (3 %) or more.
Of dozens of benchmarks one or two will be marked by chance: run those again with --filter and more rounds.
"""

import argparse
import json
import math
import statistics
import subprocess
import sys

NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old", help="a ganglion_bench")
    parser.add_argument("new", help="another one")
    parser.add_argument("--filter", default=".", metavar="REGEX", help="which benchmarks (all)")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each program, at least 6 (9)")
    parser.add_argument("--seconds", type=float, default=0.1, help="about, of a measurement (0.1)")
    parser.add_argument("--least", type=float, default=0.03, help="smaller changes are not marked (0.03)")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when something is slower")
    arguments = parser.parse_args()
    if arguments.rounds < 6:
        parser.error("--rounds: fewer than 6 can't tell a change from chance")
    return arguments


def times(program, arguments):
    """Nanoseconds of each benchmark by its name."""
    command = [program, "--benchmark_format=json", f"--benchmark_filter={arguments.filter}",
               f"--benchmark_min_time={arguments.seconds}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        sys.exit(f"{program} can't be run: {error.strerror}; `make bench` builds build/ganglion_bench")
    if done.returncode != 0 or not done.stdout.lstrip().startswith("{"):
        sys.exit(f"{program}: {done.stderr.strip() or done.stdout.strip()}")
    return {run["name"]: run["real_time"] * NANOSECONDS[run["time_unit"]]
            for run in json.loads(done.stdout)["benchmarks"] if "error_occurred" not in run}


def measured(arguments):
    """Of each round the times of both programs, which change places."""
    rounds = []
    for i in range(arguments.rounds):
        print(f"round {i + 1} of {arguments.rounds}", file=sys.stderr)
        pair = {}
        for which in ("old", "new") if i % 2 == 0 else ("new", "old"):
            pair[which] = times(getattr(arguments, which), arguments)
        rounds.append(pair)
    return rounds


def may_disagree(rounds):
    """How many rounds may point the other way for the rest to be more than chance (two-sided, 5 %)."""
    chance, count = 0.0, -1
    while (chance := chance + 2 * math.comb(rounds, count + 1) / 2**rounds) <= 0.05:
        count += 1
    return count


def verdict(ratios, least):
    """"faster", "slower", or nothing where it may be noise."""
    median = statistics.median(ratios)
    other_way = sum(ratio <= 1 if median > 1 else ratio >= 1 for ratio in ratios)
    if other_way > may_disagree(len(ratios)) or max(median, 1 / median) < 1 + least:
        return ""
    return "slower" if median > 1 else "faster"


def shown(nanoseconds):
    for unit in ("ns", "µs", "ms"):
        if nanoseconds < 1000:
            return f"{nanoseconds:.3g} {unit}"
        nanoseconds /= 1000
    return f"{nanoseconds:.3g} s"


def main():
    arguments = parsed()
    rounds = measured(arguments)
    both = [name for name in rounds[0]["old"] if all(name in pair[which] for pair in rounds for which in pair)]
    if not both:
        sys.exit("no benchmark is in both programs; see --filter")
    print(f"| {'benchmark':<60} | old | new | new / old (rounds) | |")
    print("|---|--:|--:|--:|---|")
    verdicts = []
    for name in both:
        ratios = [pair["new"][name] / pair["old"][name] for pair in rounds]
        old, new = (statistics.median(pair[which][name] for pair in rounds) for which in ("old", "new"))
        verdicts.append(verdict(ratios, arguments.least))
        print(f"| {name:<60} | {shown(old)} | {shown(new)} | {statistics.median(ratios):.2f} "
              f"({min(ratios):.2f} to {max(ratios):.2f}) | {verdicts[-1]} |")
    print(f"\n{len(both)} benchmarks: {verdicts.count('faster')} faster, {verdicts.count('slower')} slower")
    alone = sorted({name for pair in rounds for which in pair for name in pair[which]} - set(both))
    if alone:
        print(f"in one of them only: {', '.join(alone)}")
    if arguments.strict and "slower" in verdicts:
        sys.exit(1)


if __name__ == "__main__":
    main()
