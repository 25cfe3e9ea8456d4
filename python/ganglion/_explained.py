"""What happens to one row, forward and back."""

import json
from html import escape

import numpy as np


class Explanation:
    """Values and derivatives of one row, in double.

    layers: a dict by name, each with `z` (the weighted sum, where there is one) and `output`, arrays, their derivatives
        `dz` and `doutput`, and `weights`, {path: (value, derivative)}.
    inputs: what the network is fed, by the name of the feature. derivatives: of the loss by these.
    prediction: by class or target. loss: None without a target.
    contributions: for each explained output, {column or feature: what it adds compared to an average row}.
    data: all of it, as `ganglion explain --json` prints it. str() is what the program prints; notebooks draw the network,
        `graph` is the computation graph as SVG.
    """

    def __init__(self, texts):
        self.data = json.loads(texts["json"])
        self._text, self.units, self.graph = texts["text"], texts["units"], texts["graph"]
        self.layers = {layer["name"]: _Layer(layer) for layer in self.data["layers"]}
        self.inputs = {feature["name"]: feature["value"] for feature in self.data["features"]}
        self.derivatives = {f["name"]: f["derivative"] for f in self.data["features"] if "derivative" in f}
        self.loss = self.data.get("loss")
        self.prediction = self.data.get("prediction")
        self.contributions = {
            told["of"]: told["columns"] or dict(zip(self.inputs, told["features"], strict=True))
            for told in self.data.get("attributions", [])
        }

    def __str__(self):
        return self._text

    def __repr__(self):
        return f"<ganglion.Explanation of {self.data.get('row', 'a row')}>"

    def _repr_html_(self):
        return f"{self.units}<details><summary>All numbers</summary><pre>{escape(self._text)}</pre></details>"


class _Layer:
    def __init__(self, told):
        self.name, self.kind, self.activation = told["name"], told["kind"], told["activation"]
        self.z, self.dz = _arrays(told.get("z"))
        self.output, self.doutput = _arrays(told["output"])
        self.weights = {
            weight["name"]: tuple(
                np.reshape(weight[part]["values"], weight["shape"]) if part in weight else None
                for part in ("value", "derivative")
            )
            for weight in told["parameters"]
        }

    def __repr__(self):
        return f"<{self.kind} {self.name}: output {self.output}>"


def _arrays(told):
    if told is None:
        return None, None
    derivative = told.get("derivatives")
    return np.reshape(told["values"], told["shape"]), None if derivative is None else np.reshape(derivative, told["shape"])
