"""What MLPClassifier and MLPRegressor are by default, made of skorch and of Keras: 100 units, Adam, early stopping.

Each takes dense arrays of prepared columns; classes are 0, 1, …
"""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin

PATIENCE, EPOCHS, BATCH, HELD_OUT = 10, 1000, 200, 0.1


def skorch_network(seed, regression):
    import torch
    from skorch import NeuralNetClassifier, NeuralNetRegressor
    from skorch.callbacks import EarlyStopping
    from skorch.dataset import ValidSplit

    torch.set_num_threads(1)  # of two it takes longer for networks this small

    class AsFloats:
        """Arrays as torch takes them."""

        def fit(self, X, y, **params):
            torch.manual_seed(seed)
            outputs = 1 if regression else len(np.unique(y))
            self.set_params(module__inputs=X.shape[1], module__outputs=outputs)
            y = np.asarray(y)
            y = y.reshape(-1, 1).astype(np.float32) if regression else y.astype(np.int64)
            return super().fit(X.astype(np.float32), y, **params)

        def predict(self, X):
            return super().predict(X.astype(np.float32) if isinstance(X, np.ndarray) else X)

    class Network(torch.nn.Module):
        def __init__(self, inputs=1, outputs=1):
            super().__init__()
            self.layers = torch.nn.Sequential(torch.nn.Linear(inputs, 100), torch.nn.ReLU(), torch.nn.Linear(100, outputs))

        def forward(self, X):
            return self.layers(X)

    base = NeuralNetRegressor if regression else NeuralNetClassifier
    return type("Skorch", (AsFloats, base), {})(
        Network, criterion=torch.nn.MSELoss if regression else torch.nn.CrossEntropyLoss, optimizer=torch.optim.Adam, lr=0.001,
        max_epochs=EPOCHS, batch_size=BATCH, train_split=ValidSplit(int(1 / HELD_OUT), stratified=not regression), verbose=0,
        callbacks=[EarlyStopping(patience=PATIENCE, load_best=True)], **({} if regression else {"callbacks__valid_acc": None}),
    )  # fmt: skip


class _Keras(BaseEstimator):
    def __init__(self, seed=0):
        self.seed = seed

    def fit(self, X, y):
        import keras

        keras.utils.set_random_seed(self.seed)
        order = np.random.default_rng(self.seed).permutation(len(X))  # validation_split takes the last rows
        X, y = X[order].astype(np.float32), np.asarray(y)[order]
        outputs, activation, loss = self._kind(y)
        self.model_ = keras.Sequential([keras.Input((X.shape[1],)), keras.layers.Dense(100, "relu"), keras.layers.Dense(outputs, activation)])
        self.model_.compile("adam", loss)
        stop = keras.callbacks.EarlyStopping(patience=PATIENCE, restore_best_weights=True)
        self.model_.fit(X, y, batch_size=BATCH, epochs=EPOCHS, validation_split=HELD_OUT, callbacks=[stop], verbose=0)
        return self

    def _outputs(self, X):
        return self.model_.predict(X.astype(np.float32), batch_size=4096, verbose=0)


class _KerasClassifier(ClassifierMixin, _Keras):
    def _kind(self, y):
        self.classes_ = np.unique(y)
        return len(self.classes_), "softmax", "sparse_categorical_crossentropy"

    def predict(self, X):
        return self.classes_[self._outputs(X).argmax(axis=1)]


class _KerasRegressor(RegressorMixin, _Keras):
    def _kind(self, y):
        return 1, None, "mse"

    def predict(self, X):
        return self._outputs(X)[:, 0]


def keras_network(seed, regression):
    return (_KerasRegressor if regression else _KerasClassifier)(seed)
