"""From symbols to the description of a network that the core builds."""

from ganglion._layer import Symbol


def described(inputs, outputs):
    """(the layers in order, (inputs, calls, outputs)): see _core.Network."""
    for value in [*inputs, *outputs]:
        if not isinstance(value, Symbol):
            raise TypeError(f"a model is between symbols of Input and of layers, not {type(value).__name__}")
    names = {}
    for value in inputs:
        if value.inputs:
            raise ValueError("the inputs of a model are made by Input")
        names[value] = value.layer.name = _unused(value.layer.name or "input", names.values())
    specs = [(value.layer.name, value.layer.shape, value.layer.dtype) for value in inputs]
    order = _in_order(outputs, set(names))
    layers = list(dict.fromkeys(value.layer for value in order))
    _name_layers(layers, list(names.values()))
    calls, count = [], {}
    for value in order:
        layer = value.layer
        count[layer] = count.get(layer, 0) + 1
        names[value] = layer.name if count[layer] == 1 else f"{layer.name}@{count[layer]}"
        calls.append((names[value], layer.name, layer.kind, layer.settings, [names[v] for v in value.inputs]))
    return layers, (specs, calls, [names[value] for value in outputs])


def _in_order(outputs, known):
    """The calls behind the outputs, each after those it reads."""
    order, done, stack = [], set(known), [(value, False) for value in reversed(outputs)]
    while stack:
        value, ready = stack.pop()
        if value in done:
            continue
        if ready:
            done.add(value)
            order.append(value)
            continue
        if not value.inputs:
            raise ValueError("an output depends on an Input that is none of the model's inputs")
        stack.append((value, True))
        stack.extend((v, False) for v in reversed(value.inputs))
    return order


def _name_layers(layers, taken):
    for layer in layers:
        if layer._network is not None:
            raise ValueError(f"{layer!r} belongs to a model already; make another one, and copy its weights with set_weights")
    stated = [layer.name for layer in layers if layer.name]
    for name in stated:
        if stated.count(name) + taken.count(name) > 1:
            raise ValueError(f"two layers are called {name!r}; names of layers differ")
    taken = [*taken, *stated]
    for layer in layers:
        if not layer.name:
            layer.name = _unused(layer.kind, taken)
            taken.append(layer.name)


def _unused(name, taken):
    taken, result, number = set(taken), name, 0
    while result in taken:
        number += 1
        result = f"{name}_{number}"
    return result
