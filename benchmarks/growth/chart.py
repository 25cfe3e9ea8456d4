"""The curves as one SVG without anything from elsewhere, for light and dark pages."""

import math

ACROSS = 2
WIDTH, HEIGHT = 360, 250  # of a panel
LEFT, RIGHT, TOP, BOTTOM = 54, 12, 34, 46  # its margins
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
STYLE = """:root{color-scheme:light dark;--card:#fff;--ink:#1a2027;--soft:#586370;--line:#e1e6eb;--c0:#2563c9;
--c1:#d9622b}
@media(prefers-color-scheme:dark){:root{--card:#1a2128;--ink:#e4e9ee;--soft:#9ba7b3;--line:#2e3842;--c0:#6ea8ff;
--c1:#ff9a62}}
svg{color:var(--ink)}
text{font:11px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--soft)}
.title{font-size:12px;font-weight:650;fill:currentColor}.m{text-anchor:middle}.e{text-anchor:end}
.grid{stroke:var(--line);fill:none}.base{stroke:var(--soft);fill:none}
.dash{stroke:currentColor;opacity:.55;stroke-dasharray:4 4;fill:none}
.fit{stroke-width:2;fill:none}.dot{opacity:.75}
.s0{stroke:var(--c0)}.s1{stroke:var(--c1)}.f0{fill:var(--c0)}.f1{fill:var(--c1)}.name{font-weight:650;paint-order:stroke;stroke:var(--card);stroke-width:3px}
"""


def seconds_text(decade):
    for unit, exponent in (("s", 0), ("ms", -3), ("µs", -6)):
        if decade >= exponent or unit == "µs":
            return f"{10**(decade - exponent):g} {unit}"
    return ""


def work_text(decade):
    return f"{10**decade:,}" if decade < 4 else "10" + str(decade).translate(SUPERSCRIPTS)


class Panel:
    """One curve: logarithmic axes, points, fitted lines."""

    def __init__(self, curve, lines):
        self.curve, self.lines = curve, lines
        works = [math.log10(work) for line in lines for work in line.works]
        times = [math.log10(seconds) for line in lines for seconds in line.times]
        self.x0, self.x1 = min(works) - 0.2, max(works) + 0.2
        self.y0 = math.floor(min(times) - 0.1)
        self.y1 = max(self.y0 + 2, max(times) + 0.12 * (max(times) - self.y0) * (1 + len(lines)))

    def x(self, work):
        return LEFT + (math.log10(work) - self.x0) / (self.x1 - self.x0) * (WIDTH - LEFT - RIGHT)

    def y(self, seconds):
        return HEIGHT - BOTTOM - (math.log10(seconds) - self.y0) / (self.y1 - self.y0) * (HEIGHT - TOP - BOTTOM)

    def grid(self):
        top, floor, end = TOP, HEIGHT - BOTTOM, WIDTH - RIGHT
        parts = []
        first, last = math.ceil(self.x0), math.floor(self.x1)
        step = 2 if last - first > 5 else 1
        for decade in range(first, last + 1):
            x = self.x(10.0**decade)
            parts.append(f'<path class="grid" d="M{x:.1f} {top}V{floor}"/>')
            if (decade - first) % step == 0:
                parts.append(f'<text x="{x:.1f}" y="{floor + 15}" class="m">{work_text(decade)}</text>')
        for decade in range(self.y0, math.floor(self.y1) + 1):
            y = self.y(10.0**decade)
            parts += [f'<path class="grid" d="M{LEFT} {y:.1f}H{end}"/>',
                      f'<text x="{LEFT - 5}" y="{y + 4:.1f}" class="e">{seconds_text(decade)}</text>']
        parts += [f'<path class="base" d="M{LEFT} {top}V{floor}H{end}"/>',
                  f'<text x="{(LEFT + end) / 2:.1f}" y="{floor + 32}" class="m">{self.curve.work}</text>',
                  f'<text x="{LEFT}" y="20" class="title">{self.curve.title}</text>']
        return parts

    def in_proportion(self):
        """A dashed line through the first point of the fit: as time grows when it is in proportion."""
        line, slope = self.lines[0], self.curve.expected
        x, y = math.log10(line.works[line.first]), math.log10(line.fitted(line.works[line.first]))
        left, right = self.x0, self.x1
        if slope:
            left, right = max(left, x + self.y0 - y), min(right, x + self.y1 - y)
        ends = [(self.x(10**end), self.y(10**(y + slope * (end - x)))) for end in (left, right)]
        return "<path class=\"dash\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>".format(*ends[0], *ends[1])

    def line(self, number, line):
        parts = [f'<circle class="dot f{number}" r="3" cx="{self.x(work):.1f}" cy="{self.y(seconds):.1f}"/>'
                 for work, seconds in zip(line.works, line.times)]
        ends = [(self.x(work), self.y(line.fitted(work))) for work in (line.works[line.first], line.works[-1])]
        parts.append('<path class="fit s{}" d="M{:.1f} {:.1f}L{:.1f} {:.1f}"/>'.format(number, *ends[0], *ends[1]))
        parts.append(f'<text x="{LEFT + 9}" y="{TOP + 14 + 15 * number}" class="name f{number}" '
                     f'style="fill:var(--c{number})">{line.what}: {line.exponent:.2f}</text>')
        return parts

    def parts(self):
        parts = [*self.grid(), self.in_proportion()]
        for number, line in enumerate(self.lines):
            parts += self.line(number, line)
        return parts


def picture(shown):
    """An SVG of all panels; `shown` holds pairs of a curve and its series."""
    down = math.ceil(len(shown) / ACROSS)
    width, height = ACROSS * WIDTH, down * HEIGHT + 30
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" viewBox="0 0 {width} {height}" role="img" '
             f'aria-label="time against work, on logarithmic axes"><style>{STYLE}</style>',
             f'<rect width="{width}" height="{height}" style="fill:var(--card)"/>']
    for number, (curve, lines) in enumerate(shown):
        down, across = divmod(number, ACROSS)
        parts.append(f'<g transform="translate({across * WIDTH} {down * HEIGHT})">')
        parts += [*Panel(curve, lines).parts(), "</g>"]
    parts.append(f'<text x="{LEFT}" y="{height - 12}">Lines and numbers: exponent of the upper decade. '
                 "Dashed: time in proportion to the work.</text></svg>")
    return "\n".join(parts) + "\n"
