"""What compile() is given, as the core takes it."""

from ganglion import losses, metrics


def listed(values):
    return list(values) if isinstance(values, (list, tuple)) else [values]


def by_output(given, names, what):
    """A dict by the names of outputs as a list in their order; anything else as a list."""
    if not isinstance(given, dict):
        return listed(given)
    if sorted(given) != sorted(names):
        raise ValueError(f"{what}: given for {', '.join(map(repr, given))}, but the outputs are {', '.join(names)}")
    return [given[name] for name in names]


def loss_parts(loss, names):
    """One for all outputs, or one for each."""
    if loss is None:
        raise ValueError("compile: give a loss, such as 'mse' or 'sparse_categorical_crossentropy'")
    return [losses.get(part) for part in by_output(loss, names, "loss")]


def loss_weights(given, names):
    return [float(weight) for weight in by_output(given, names, "loss_weights")] if given else []


def metric_list(given):
    return [metrics.get(metric) for metric in listed(given or [])]


def class_weights(given, output):
    """A weight for each class of an output, (name, shape of a row, type of its targets)."""
    if not given:
        return []
    _, shape, dtype = output
    width = shape[-1]
    classes = max(2, width) if dtype == "int32" or width == 1 else width
    unknown = [label for label in given if not (hasattr(label, "__index__") and 0 <= label < classes)]
    if unknown:
        raise ValueError(f"class_weight: {unknown[0]!r} is none of the {classes} classes, 0 to {classes - 1}")
    return [float(given.get(label, 1.0)) for label in range(classes)]
