"""The models by name: each is made by a function that is given the module of Keras."""

MODELS = {}


def model(function):
    MODELS[function.__name__] = function
    return function


def sequential(k, shape, *layers):
    return k.Sequential([k.layers.Input(shape), *layers])
