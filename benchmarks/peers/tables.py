"""Results as Markdown."""

import math

import works
from rounds import PREDICTIONS


def time_text(seconds):
    if math.isnan(seconds):
        return "–"
    if seconds < 1e-3:
        return f"{seconds * 1e6:.1f} µs"
    return f"{seconds * 1e3:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"


def with_ratio(result, slot, ganglion):
    """The time, and how many times Ganglion's it is."""
    seconds = result.median(slot)
    if math.isnan(seconds) or result is ganglion:
        return time_text(seconds)
    return f"{time_text(seconds)} ({result.ratio(slot, ganglion):.2f} x)"


def row(result, ganglion, work, peak):
    step = result.median("train")
    gflops = works.flops(work)[0] * work.batch / step / 1e9
    cells = [result.peer, with_ratio(result, "train", ganglion)]
    cells += ["–", "–"] if math.isnan(step) else [f"{gflops:.1f}", f"{gflops / peak:.0%}"]
    cells += [with_ratio(result, rows, ganglion) for rows in PREDICTIONS]
    cells += [f"{result.memory / 2**20:.0f} MiB" if result.memory else "–",
              "–" if math.isnan(result.first_step) else f"{result.first_step:.2f} s"]
    return "| " + " | ".join(cells) + " |"


def network_text(work):
    """The hidden layers, those that only repeat the first counted."""
    layers = work.network.split("; ")
    if not work.network:
        return "No hidden layer"
    same = len(layers) > 3 and set(layers) == set(layers[:1])
    return f"{len(layers)} times `{layers[0]}`" if same else f"`{work.network}`"


HEAD = ("| | training step | GFLOP/s | of the peak | "
        + " | ".join(f"predict {rows}" for rows in PREDICTIONS)
        + " | peak memory | first step after |\n|---|--:|--:|--:|"
        + "--:|" * len(PREDICTIONS) + "--:|--:|")


def fastest(chosen, result_lists):
    """For each work, the fastest of the others by Ganglion's time; below 1 it is ahead."""
    slots = ["train", *PREDICTIONS]
    lines = ["### The fastest of the others by Ganglion's time", "",
             "| work | training step | "
             + " | ".join(f"predict {rows}" for rows in PREDICTIONS) + " |",
             "|---|" + "--:|" * len(slots)]
    for work, results in zip(chosen, result_lists):
        ganglion, others = results[0], [r for r in results[1:] if not r.failure]
        cells = [work.name]
        for slot in slots:
            ratios = [(r.ratio(slot, ganglion), r.peer) for r in others]
            ratios = [pair for pair in ratios if not math.isnan(pair[0])]
            least, peer = min(ratios, default=(math.nan, ""))
            number = f"{least:.2f}" if least >= 1 else f"**{least:.2f}**"
            cells.append(f"{number} ({peer})" if ratios else "–")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def contest(work, results, peak):
    """A table for one work."""
    ganglion = next(result for result in results if result.peer == "Ganglion")
    lines = [f"### {work.name}: {'x'.join(map(str, work.inputs))} inputs, batch {work.batch}", "",
             f"{network_text(work)}, {work.outputs} output{'' if work.outputs == 1 else 's'}; "
             f"peak {peak:.0f} GFLOP/s", "", HEAD]
    lines += [row(result, ganglion, work, peak) for result in results if not result.failure]
    notes = [f"{result.peer} is left out: {result.failure}."
             for result in results if result.failure]
    notes += [f"The loss of {result.peer} differs from Ganglion's by more than the tolerance."
              for result in results if not result.agrees]
    return "\n".join(lines + ([""] + notes if notes else [])) + "\n"


def jobs(results):
    """A table of the whole jobs: (job, who, seconds, accuracy)."""
    lines = ["### Whole jobs: from the start of the process to the trained model", "",
             "| job | | wall clock | x Ganglion | accuracy on the test rows |",
             "|---|---|--:|--:|--:|"]
    first = {}
    for job, who, seconds, accuracy in results:
        ratio = seconds / first.setdefault(job, seconds)
        lines.append(f"| {job} | {who} | {seconds:.2f} s | {ratio:.2f} x | {accuracy:.1%} |")
    return "\n".join(lines) + "\n"
