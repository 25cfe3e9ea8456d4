"""scikit-learn: MLPClassifier, whose partial_fit goes through the pool of batches once."""

import numpy
import sklearn
from sklearn.neural_network import MLPClassifier

from common import serve


class Peer:
    def __init__(self, work, threads):
        del threads  # the products' library has them from the environment
        self.version = f"scikit-learn {sklearn.__version__}"
        hidden = []
        for words in work.layers:
            if words[0] != "dense":
                raise ValueError(f"MLPClassifier has no layer {words[0]}")
            hidden.append(int(words[1]))
        if work.categories:
            raise ValueError("MLPClassifier has no embeddings")
        self.work = work
        self.x, self.y = work.x[:work.batch * work.pool], work.y[:work.batch * work.pool]
        self.y = self.y.reshape(-1).astype("i4")
        self.model = MLPClassifier(hidden, alpha=0.0, batch_size=work.batch, shuffle=False,
                                   learning_rate_init=work.learning_rate, epsilon=1e-7)
        self.start()

    def start(self):
        """A step of no consequence makes the arrays; then they are filled with our weights."""
        rows, model = slice(0, self.work.batch), self.model
        model.partial_fit(self.x[rows], self.y[rows],
                          classes=numpy.arange(max(self.work.outputs, 2)))
        weights = self.work.weights()
        for own, values in ((model.coefs_, weights[0::2]), (model.intercepts_, weights[1::2])):
            for array, value in zip(own, values, strict=True):
                array[:] = value
        optimizer = model._optimizer
        optimizer.t = 0
        for moment in (*optimizer.ms, *optimizer.vs):
            moment[:] = 0

    def train(self, order):
        if len(order) == 1:
            rows = slice(0, self.work.batch)
            self.model.partial_fit(self.x[rows], self.y[rows])
        for _ in range(len(order) // self.work.pool):
            self.model.partial_fit(self.x, self.y)
        return float(self.model.loss_)

    def predict(self, rows):
        x = self.work.x[:rows]
        if self.work.outputs == 1:  # the probability of the second class
            return lambda: self.model.predict_proba(x)[:, 1]
        return lambda: self.model.predict_proba(x)


serve(Peer)
