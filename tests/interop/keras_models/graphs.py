"""How layers are wired: several inputs, shared layers, models inside one another."""

import numpy as np

from .registry import MODELS, model


@model
def merges(k):
    L = k.layers
    a, b = L.Input((5,), name="first"), L.Input((5,), name="second")
    return k.Model([a, b], [L.Add()([a, b]), L.Subtract()([a, b]), L.Multiply()([a, b]),
                            L.Average()([a, b]), L.Maximum()([a, b]), L.Minimum()([a, b]),
                            L.Concatenate()([b, a]), L.Add()([a, b, a])])


@model
def merge_mixed_orders(k):
    L = k.layers
    i = L.Input((6, 5, 3))
    x = L.Conv2D(3, 3, padding="same")(i)
    gate = L.GlobalAveragePooling2D()(x)
    gate = L.Dense(3, activation="sigmoid")(gate)
    gate = L.Reshape((1, 1, 3))(gate)
    return k.Model(i, [L.Multiply()([x, gate]), L.Add()([i, x])])


@model
def two_inputs(k):
    L = k.layers
    image, row = L.Input((8, 8, 1), name="image"), L.Input((4,), name="row")
    x = L.Flatten()(L.Conv2D(3, 3, activation="relu")(image))
    x = L.Concatenate()([x, L.Dense(5, activation="relu")(row)])
    return k.Model([row, image], [L.Dense(3, activation="softmax", name="kind")(x),
                                  L.Dense(1, name="amount")(x)])


@model
def shared(k):
    L = k.layers
    a, b = L.Input((5,)), L.Input((5,))
    layer = L.Dense(4, activation="relu")
    norm = L.BatchNormalization()
    return k.Model([a, b], L.Dense(2)(L.Concatenate()([norm(layer(a)), norm(layer(b))])))


@model
def nested(k):
    L = k.layers
    inner = k.Sequential([L.Input((6,)), L.Dense(4, activation="relu"), L.BatchNormalization(),
                          L.Dense(4)], name="inner")
    i = L.Input((5,))
    x = inner(L.Dense(6)(i))
    x = L.BatchNormalization()(x)
    return k.Model(i, L.Dense(3)(x))


@model
def nested_frozen(k):
    L = k.layers
    base_in = L.Input((8, 8, 3))
    x = L.Conv2D(4, 3, use_bias=False)(base_in)
    x = L.BatchNormalization()(x)
    x = L.ReLU(6.0)(x)
    base = k.Model(base_in, L.DepthwiseConv2D(3, strides=2, padding="same")(x), name="base")
    base.trainable = False
    return k.Sequential([L.Input((8, 8, 3)), base, L.GlobalAveragePooling2D(), L.Dense(2)])


@model
def nested_partly_frozen(k):
    L = k.layers
    inner = k.Sequential([L.Input((6,)), L.Dense(6), L.BatchNormalization(), L.Dense(6),
                          L.BatchNormalization()], name="inner")
    inner.layers[0].trainable = False
    inner.layers[3].trainable = False
    return k.Sequential([L.Input((6,)), inner, L.Dense(2)])


@model
def nested_shared(k):
    L = k.layers
    tower_in = L.Input((6, 6, 2))
    tower = k.Model(tower_in, L.Flatten()(L.Conv2D(3, 3)(tower_in)), name="tower")
    a, b = L.Input((6, 6, 2)), L.Input((6, 6, 2))
    return k.Model([a, b], L.Dense(2)(L.Subtract()([tower(a), tower(b)])))


def random_graph(seed):
    """Layers of one width, wired and shared by chance: who takes the weights of one for those of
    another gets other numbers, and no error."""
    def build(k):
        L = k.layers
        random = np.random.default_rng(seed)
        made, values = [], [L.Input((4,), name="x")]
        values += [L.Dense(4, activation="tanh")(values[0])]
        for _ in range(9):
            some = [values[i] for i in random.choice(len(values), 2, replace=False)]
            if made and random.random() < 0.3:
                layer = made[random.integers(len(made))]
            else:
                layer = L.Dense(4, activation="tanh")
                made.append(layer)
            values.append(L.Add()(some) if random.random() < 0.3 else layer(some[-1]))
        return k.Model(values[0], [values[i] for i in random.choice(np.arange(5, 11), 2, replace=False)])
    return build


for graph in range(12):
    MODELS[f"random_graph_{graph}"] = random_graph(graph)
