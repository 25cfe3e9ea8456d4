"""Networks that are defined layer by layer and trained on arrays, as in Keras."""

from __future__ import annotations

import math
import os

import numpy as np

from ganglion import _compiling, _core, dist, metrics, optimizers
from ganglion._arrays import as_floats, as_list, same_rows
from ganglion._compiling import listed
from ganglion._explained import Explanation
from ganglion._fitting import Listener, count, progress
from ganglion._layer import Layer, loaded_layer
from ganglion._symbols import described
from ganglion.callbacks import History

TYPE_CHECKING = False  # `typing` takes longer to import than this
if TYPE_CHECKING:
    from typing import Any, Callable


class Model:
    """A network between inputs and outputs: symbols of `Input`, and of layers that were called.

    One thread at a time; the interpreter's lock is released while it computes. `seed`: weights, dropout and
    the order of rows; the same seed gives the same bits.
    """

    layers: list[Layer]

    def __init__(self, inputs: Any, outputs: Any, *, name: str | None = None, seed: int = 1):
        self.name, self.seed = name or "model", checked_seed(seed)
        self.optimizer, self.stop_training, self.history = None, False, None
        self._metrics = []
        self._build(listed(inputs), listed(outputs))

    def _build(self, inputs, outputs):
        layers, description = described(inputs, outputs)
        self._core = _core.Network(*description, self.seed)
        self._take(layers)

    def _take(self, layers):
        shapes = {name: (shape, weights) for name, _, _, shape, weights in self._core.layers}
        for layer in layers:
            layer._attach(self._core, *shapes[layer.name])
        self.layers = [layer for layer in layers if not layer.automatic]

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Model:
        """A model from its file, to be trained further, or of any model file that `ganglion` reads."""
        if not os.path.exists(path):
            raise FileNotFoundError(f"{path}: there is no such file")
        return _of_core(_core.Network.load(os.fspath(path)))

    def __reduce__(self):
        """Pickled and copied as the bytes of its file: the optimizer starts anew."""
        return _from_bytes, (self._built().to_bytes(), self.name, self.seed, self.optimizer, self._metrics)

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        if index is not None:
            if not -len(self.layers) <= index < len(self.layers):
                raise ValueError(f"there is no layer {index}; there are {len(self.layers)}")
            return self.layers[index]
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise ValueError(f"there is no layer {name!r}; there are {', '.join(layer.name for layer in self.layers)}")

    def compile(
        self, optimizer: Any = "rmsprop", loss: Any = None, metrics: Any = None, loss_weights: Any = None, *, threads: int = 0
    ) -> None:
        """loss: one for all outputs, or one for each, as a list or a dict by output. Losses and metrics are names,
        objects, or functions (y_true, y_pred) of `ganglion.ops`. threads: 0 is one per processor; results don't depend
        on it."""
        network = self._built()
        chosen, outputs = optimizers.get(optimizer), [name for name, *_ in network.outputs]
        reported = _compiling.metric_list(metrics)
        options = {
            "loss_weights": _compiling.loss_weights(loss_weights, outputs),
            "frozen": [layer.name + "/" for layer in self.layers if not layer.trainable and layer.weight_names],
            "seed": self.seed,
            "threads": dist.threads(threads),
        }
        parts = _compiling.loss_parts(loss, outputs)
        network.compile(parts, (chosen.name, chosen.settings), [metric.core for metric in reported], options)
        self.optimizer, self._metrics, self.loss = chosen, reported, loss

    def fit(
        self, x: Any, y: Any, batch_size: int | None = 32, epochs: int = 1, verbose: int | str = 1, callbacks: Any = None,
        validation_split: float = 0.0, validation_data: tuple[Any, ...] | None = None, shuffle: bool = True,
        class_weight: dict[int, float] | None = None, sample_weight: Any = None,
    ) -> History:  # fmt: skip
        """Trains, from the weights as they are. Returns the History. `validation_data`: (x, y) or (x, y, weights);
        `validation_split`: the fraction of the rows, the last ones, that is held out. `verbose`: 0 is silent."""
        network = self._compiled()
        rows = self._rows(x, y, sample_weight)
        options = {
            "epochs": count(epochs, "epochs"),
            "batch_size": count(32 if batch_size is None else batch_size, "batch_size"),
            "shuffle": bool(shuffle),
            "class_weights": _compiling.class_weights(class_weight, network.outputs[0]),
        }
        if validation_data is not None:
            if not isinstance(validation_data, (list, tuple)) or len(validation_data) not in (2, 3):
                raise ValueError("validation_data: expected (x, y) or (x, y, sample_weight)")
            options["validation"] = self._rows(*validation_data)
        elif validation_split:
            rows, options["validation"] = _split(rows, validation_split)
        history = History()
        params = {"epochs": epochs, "steps": -(-len(rows[0][0]) // options["batch_size"]), "verbose": verbose}
        listener = Listener(self, [*listed(callbacks or []), *([progress(epochs)] if verbose and dist.rank() == 0 else []), history], params)
        self.stop_training, self.history = False, history
        listener.train_begin()
        dist.shared(lambda: network.fit(rows, options, listener), rows, options)
        listener.train_end()
        return history

    def evaluate(
        self, x: Any, y: Any, batch_size: int | None = 256, verbose: int = 0, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """The loss, or a list of the loss and the metrics, or a dict of them. `verbose`: as in Keras; nothing is printed."""
        scores = self._compiled().evaluate(self._rows(x, y, sample_weight), count(256 if batch_size is None else batch_size, "batch_size"))
        return self._scores(dict(scores), return_dict)

    def _scores(self, values, return_dict):
        named = metrics.renamed(values, self._metrics)
        if return_dict:
            return named
        return list(named.values()) if len(named) > 1 else named["loss"]

    def train_on_batch(
        self, x: Any, y: Any, sample_weight: Any = None, class_weight: dict[int, float] | None = None, return_dict: bool = False
    ) -> Any:
        """One step on these rows: the loss before it, and the metrics, as `evaluate` gives them."""
        network, rows = self._compiled(x), self._rows(x, y, sample_weight)
        weights = _compiling.class_weights(class_weight, network.outputs[0])
        options = {"epochs": 1, "batch_size": len(rows[0][0]), "shuffle": False, "class_weights": weights}
        self.stop_training = False
        (values,), _ = dist.shared(lambda: network.fit(rows, options, Listener(self)), rows, options)
        return self._scores(values, return_dict)

    def test_on_batch(self, x: Any, y: Any, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """`evaluate` of these rows at once."""
        return self.evaluate(x, y, len(x), sample_weight=sample_weight, return_dict=return_dict)

    def predict_on_batch(self, x: Any) -> Any:
        """`predict` of these rows at once."""
        return self.predict(x, len(x))

    def explain(self, x: Any, y: Any = None) -> Explanation:
        """What happens to one row, forward and back: an `Explanation`. x: [1, …]; y: its target, where derivatives are
        to be those of the loss."""
        network = self._compiled(x) if y is not None else self._built(x)
        targets = [] if y is None else as_list(y, network.outputs, "y")
        return Explanation(network.explain((self._inputs(x, "x"), targets, None)))

    def predict(self, x: Any, batch_size: int | None = 256, verbose: int = 0) -> Any:
        """What the output layer gives for each row: an array, or a list of them where there are several outputs."""
        outputs = self._built(x).predict(self._inputs(x, "x"), count(256 if batch_size is None else batch_size, "batch_size"))
        return outputs[0] if len(outputs) == 1 else outputs

    def outputs_of(self, layers: str | list[str], x: Any) -> Any:
        """What layers, by name, give for each row: an array, or a list of them for a list of names."""
        outputs = self._built(x).outputs_of(listed(layers), self._inputs(x, "x"))
        outputs = [self.get_layer(name)._as_given(array) for name, array in zip(listed(layers), outputs, strict=True)]
        return outputs if isinstance(layers, (list, tuple)) else outputs[0]

    def get_weights(self) -> list[np.ndarray]:
        """The arrays of all layers, one after another."""
        self._built()
        return [array for layer in self.layers for array in layer.get_weights()]

    def set_weights(self, weights: list[Any]) -> None:
        self._built()
        counts = [len(layer.weight_names) for layer in self.layers]
        if len(weights) != sum(counts):
            raise ValueError(f"the model has {sum(counts)} weights, not {len(weights)}")
        rest = list(weights)
        for layer, own in zip(self.layers, counts, strict=True):
            layer.set_weights(rest[:own])
            rest = rest[own:]

    def count_params(self) -> int:
        self._built()
        return sum(layer.count_params() for layer in self.layers)

    def summary(self, print_fn: Callable[[str], Any] = print) -> None:
        print_fn(self._built().summary())

    def save(self, filepath: str | os.PathLike[str]) -> None:
        """Writes a model file of ganglion: `Model.load` reads it to train further, `ganglion.load_model` and the
        program to predict."""
        path = os.fspath(filepath)
        if path.endswith((".keras", ".h5")):
            raise ValueError(f"{path}: models of Keras are read, not written; save to a file that ends in .ganglion")
        self._built().save(path)

    def export(self, filepath: str | os.PathLike[str], format: str | None = None, layout: str = "ganglion") -> None:
        """Writes a file of another system, by the ending of its name or by format: "onnx"; "npz" or "safetensors", the
        weights, by the names of `layout` ("ganglion", "torch")."""
        self._built().save_as(os.fspath(filepath), format or os.path.splitext(filepath)[1][1:], layout)

    def save_weights(self, filepath: str | os.PathLike[str]) -> None:
        """Writes the weights as an .npz file, by the names of their layers."""
        self.export(filepath, "npz")

    def load_weights(self, filepath: str | os.PathLike[str]) -> None:
        """Reads what save_weights wrote, of a model of the same layers."""
        network = self._built()
        paths = [path for layer in self.layers for path in layer.weight_names]
        with np.load(filepath) as stored:
            if sorted(stored.files) != sorted(paths):
                raise ValueError(f"{filepath}: has the weights {', '.join(stored.files)}, the model has {', '.join(paths)}")
            arrays = [as_floats(stored[path], path) for path in paths]
        for path, array in zip(paths, arrays, strict=True):
            network.set_weight(path, array)

    @property
    def hash(self) -> str:
        """What the network is and computes, as 32 hexadecimal digits."""
        return self._built().hash

    def _built(self, x=None):
        return self._core

    def _compiled(self, x=None):
        network = self._built(x)
        if not network.compiled:
            raise ValueError("the model is not compiled: call compile(optimizer, loss) first")
        if self.optimizer is None:  # of a file
            self.optimizer = optimizers.Optimizer(network.learning_rate)
        return network

    def _inputs(self, x, what):
        return as_list(x, self._core.inputs, what)

    def _rows(self, x, y, weights=None):
        """(inputs, targets, weights): as the core takes them."""
        inputs = self._inputs(x, "x")
        targets = as_list(y, self._core.outputs, "y")
        if weights is not None:
            weights = as_floats(weights, "sample_weight")
            if weights.ndim != 1 or not (np.isfinite(weights).all() and (weights >= 0).all()):
                raise ValueError("sample_weight: one finite number >= 0 for each row is needed")
        same_rows([*inputs, *targets, *([] if weights is None else [weights])], "x, y and sample_weight")
        return inputs, targets, weights

    def _repr_html_(self):
        from ganglion._html import layer_table

        return layer_table(self._built().layers)

    def __repr__(self):
        return f"<ganglion.{type(self).__name__} {self.name}>"


def checked_seed(value):
    if not isinstance(value, (int, np.integer)) or not 0 <= value < 2**64:
        raise ValueError(f"seed {value!r}: expected a whole number >= 0")
    return int(value)


def _of_core(core, name="model", seed=1, optimizer=None, metrics=()):
    model = Model.__new__(Model)
    model.name, model.seed, model.optimizer, model._metrics = name, seed, optimizer, list(metrics)
    model.stop_training, model.history, model._core = False, None, core
    model._take([loaded_layer(kind, layer, settings) for layer, kind, settings, *_ in core.layers])
    return model


def _from_bytes(data, *parts):
    return _of_core(_core.Network.from_bytes(data), *parts)


def _split(rows, fraction):
    inputs, targets, weights = rows
    total = len(inputs[0])
    at = math.floor(total * (1.0 - fraction))
    if not 0 < fraction < 1 or not 0 < at < total:
        raise ValueError(f"validation_split {fraction}: of {total} rows some must remain on both sides")

    def part(chosen):
        return [a[chosen] for a in inputs], [a[chosen] for a in targets], None if weights is None else weights[chosen]

    return part(slice(None, at)), part(slice(at, None))
