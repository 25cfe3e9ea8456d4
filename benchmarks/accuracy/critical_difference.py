"""The diagram of critical differences (Demšar 2006): mean ranks on a line, and bars over methods
that Nemenyi's test can't tell apart."""

import math

WIDTH, SIDE, TOP, LINE = 720, 190, 62, 20
NAMES = {"ganglion": "Ganglion", "best": "Ganglion, effort best", "linear": "linear model",
         "mlp": "scikit-learn's MLP", "boosting": "HistGradientBoosting",
         "lightgbm": "LightGBM", "catboost": "CatBoost", "realmlp": "RealMLP-TD", "tabm": "TabM"}
STYLE = """:root{color-scheme:light dark;--ink:#1a2027;--soft:#586370;--own:#2563c9}
@media(prefers-color-scheme:dark){:root{--ink:#e4e9ee;--soft:#9ba7b3;--own:#6ea8ff}}
text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--ink)}
.soft{fill:var(--soft);font-size:11px}.m{text-anchor:middle}.e{text-anchor:end}
.own{fill:var(--own);font-weight:650}
path{stroke:var(--soft);fill:none}.bar{stroke:var(--ink);stroke-width:4;stroke-linecap:round}
.axis{stroke:var(--ink)}
"""


def critical_difference(methods, tables, level=0.05):
    """By how much two mean ranks must differ: q sqrt(k (k + 1) / (6 N))."""
    from scipy.stats import studentized_range
    q = studentized_range.ppf(1 - level, methods, math.inf) / math.sqrt(2)
    return q * math.sqrt(methods * (methods + 1) / (6 * tables))


def alike(ranks, difference):
    """The longest runs of sorted ranks that differ by less than `difference`: (first, last)."""
    runs = []
    for first in range(len(ranks)):
        last = max(i for i in range(first, len(ranks)) if ranks[i] - ranks[first] <= difference)
        if last > first and (not runs or runs[-1][1] < last):
            runs.append((first, last))
    return runs


def picture(ranks, tables):
    """An SVG of {method: mean rank} over so many tables; best on the left."""
    names = sorted(ranks, key=ranks.get)
    values = [ranks[name] for name in names]
    difference = critical_difference(len(names), tables)
    bars = alike(values, difference)
    low, high = math.floor(values[0]), math.ceil(values[-1])
    left, half = SIDE, (len(names) + 1) // 2

    def x(rank):
        return left + (rank - low) / (high - low) * (WIDTH - 2 * SIDE)

    parts = [f'<path class="axis" d="M{x(low):.1f} {TOP}H{x(high):.1f}"/>']
    for rank in range(low, high + 1):
        parts.append(f'<path class="axis" d="M{x(rank):.1f} {TOP}v-6"/>'
                     f'<text class="soft m" x="{x(rank):.1f}" y="{TOP - 10}">{rank}</text>')
    parts.append(f'<path class="bar" d="M{x(low):.1f} 24H{x(low + difference):.1f}"/>'
                 f'<text class="soft" x="{x(low):.1f}" y="14">critical difference '
                 f'{difference:.2f} (95 %, {tables} tables)</text>')
    first = TOP + 14 + 9 * len(bars)
    for i, (name, value) in enumerate(zip(names, values)):
        on_left = i < half
        y = first + LINE * ((i if on_left else len(names) - 1 - i) + 1)
        end = left - 8 if on_left else WIDTH - SIDE + 8
        kind = ' own' if name in ("ganglion", "best") else ''
        parts.append(f'<path d="M{x(value):.1f} {TOP}V{y}H{end}"/>'
                     f'<text class="{"e" if on_left else "s"}{kind}" x="{end - 4 if on_left else end + 4}" '
                     f'y="{y + 4}">{NAMES[name]} {value:.2f}</text>')
    for i, (a, b) in enumerate(bars):
        y = TOP + 12 + 9 * i
        parts.append(f'<path class="bar" d="M{x(values[a]) - 3:.1f} {y}H{x(values[b]) + 3:.1f}"/>')
    height = first + LINE * (half + 1)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" role="img" aria-label="Mean ranks of '
            f'{len(names)} methods on {tables} tables">\n<style>{STYLE}</style>\n'
            + "\n".join(parts) + "\n</svg>\n")
