"""What notebooks show of models and trainings."""

from html import escape

_COLORS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf")


def table(head, rows, foot=""):
    def line(cells, tag):
        return "<tr>" + "".join(f"<{tag} style='text-align:left'>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(line(row, "td") for row in rows)
    return f"<table><thead>{line(head, 'th')}</thead><tbody>{body}</tbody></table>" + (f"<p>{escape(foot)}</p>" if foot else "")


def layer_table(layers):
    """Of the core's list of layers: (name, kind, settings, shape, weights)."""

    def count(weights, of):
        total = 0
        for _, trained, shape in weights:
            size = 1
            for extent in shape:
                size *= extent
            total += size if trained in of else 0
        return total

    rows = [(name, kind, (None, *shape), f"{count(weights, (True, False)):,}") for name, kind, _, shape, weights in layers]
    trained, kept = (sum(count(weights, of) for *_, weights in layers) for of in ((True,), (False,)))
    foot = f"Total parameters: {trained + kept:,} (trainable {trained:,}, non-trainable {kept:,})"
    return table(("Layer", "Kind", "Output shape", "Parameters"), rows, foot)


def curves(history, width=420, height=180):
    """A small SVG: the loss by epoch, of training and of validation, and a table of the last values."""
    lines = {name: values for name, values in history.items() if name in ("loss", "val_loss")}
    finite = [v for values in lines.values() for v in values if v == v and abs(v) != float("inf")]
    if not finite:
        return "<p>No epochs.</p>"
    low, high = min(finite), max(finite)
    epochs = max(len(values) for values in lines.values())
    left, top = 52, 12

    def place(epoch, value):
        x = left + (width - left - 12) * (epoch / max(1, epochs - 1))
        y = top + (height - top - 34) * (1 - (value - low) / ((high - low) or 1))
        return f"{x:.1f},{y:.1f}"

    parts = []
    for number, (name, values) in enumerate(lines.items()):
        points = " ".join(place(i, v) for i, v in enumerate(values) if v == v and abs(v) != float("inf"))
        color = _COLORS[number]
        parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="1.5"/>')
        parts.append(f'<text x="{left + 90 * number}" y="{height - 4}" fill="{color}">{escape(name)}</text>')
    axis = f'<text x="2" y="{top + 8}">{high:.3g}</text><text x="2" y="{height - 24}">{low:.3g}</text>'
    ends = f'<text x="{width - 12}" y="{height - 4}" text-anchor="end">epochs 1 to {epochs}</text>'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-size="11" '
        f'font-family="sans-serif" fill="#666">{"".join(parts)}{axis}{ends}</svg>'
    )
    rows = [(name, f"{values[-1]:.4g}") for name, values in history.items() if values and name not in ("seconds",)]
    return svg + table(("Value", "Last epoch"), rows)


def metric_table(metrics):
    """Of the JSON of a run: a column for each split that was evaluated."""
    splits = {name: metrics[name] for name in ("train", "validation", "test") if isinstance(metrics.get(name), dict)}
    names = list(dict.fromkeys(key for values in splits.values() for key, v in values.items() if isinstance(v, (int, float))))
    rows = [(name, *(f"{values[name]:.4g}" if name in values else "" for values in splits.values())) for name in names]
    return table(("Metric", *splits), rows)
