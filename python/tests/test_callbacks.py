"""Callbacks, as Keras calls them."""

import numpy as np
import pytest

import ganglion
from ganglion import callbacks, layers, optimizers

X = np.random.default_rng(2).normal(size=(64, 2))
Y = X @ [1.0, 2.0]


def fit(called, epochs=4, **settings):
    model = ganglion.Sequential([layers.Input((2,)), layers.Dense(1)])
    model.compile(optimizers.SGD(0.01), "mse")
    return model.fit(X, Y, epochs=epochs, verbose=0, callbacks=called, **settings)


def test_they_are_called_in_order():
    told = []

    class Listener(callbacks.Callback):
        def on_train_begin(self, logs=None):
            told.append("begin")

        def on_epoch_begin(self, epoch, logs=None):
            told.append(f"epoch {epoch}")

        def on_train_batch_end(self, batch, logs=None):
            told.append(batch)

        def on_epoch_end(self, epoch, logs=None):
            told.append(sorted(logs))

        def on_train_end(self, logs=None):
            told.append("end")

    fit([Listener(), lambda epoch, logs: told.append(epoch)], epochs=2)
    one = [0, 1, ["loss"]]
    assert told == ["begin", "epoch 0", *one, 0, "epoch 1", *one, 1, "end"]


def test_what_they_raise_is_raised_by_fit():
    def fail(epoch, logs):
        raise RuntimeError(f"enough of {epoch}")

    model = ganglion.Sequential([layers.Input((2,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(RuntimeError, match="enough of 0"):
        model.fit(X, Y, epochs=50, verbose=0, callbacks=[fail])
    assert len(model.history.epoch) == 0
    assert model.fit(X, Y, epochs=2, verbose=0).epoch == [0, 1]


def test_a_model_can_be_looked_at_and_stopped():
    seen = []

    def look(epoch, logs):
        seen.append(model.predict(X[:1]))
        model.stop_training = epoch == 1

    model = ganglion.Sequential([layers.Input((2,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    assert model.fit(X, Y, epochs=9, verbose=0, callbacks=[look]).epoch == [0, 1]
    assert len(seen) == 2 and seen[0] != seen[1]
    with pytest.raises(ValueError, match="as it is being trained"):
        model.fit(X, Y, verbose=0, callbacks=[lambda epoch, logs: model.fit(X, Y)])


def test_compile_waits_until_it_is_trained():
    model = ganglion.Sequential([layers.Input((2,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ValueError, match="compile: the network is being trained"):
        model.fit(X, Y, verbose=0, callbacks=[lambda epoch, logs: model.compile("adam", "mse")])


def test_early_stopping_restores_the_best_weights():
    kept = []

    class Worse(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["val_loss"] = [3.0, 1.0, 2.0, 2.0, 2.0, 0.0][epoch]
            kept.append(self.model.get_weights())

    stopping = callbacks.EarlyStopping(patience=3, restore_best_weights=True)
    history = fit([Worse(), stopping], epochs=6)
    assert history.epoch == [0, 1, 2, 3, 4]
    assert (stopping.stopped_epoch, stopping.best_epoch) == (4, 1)
    for now, best in zip(history.model.get_weights(), kept[1], strict=True):
        np.testing.assert_array_equal(now, best)
    with pytest.raises(ValueError, match="there is no 'val_loss'; there are loss"):
        fit([callbacks.EarlyStopping()])


def test_the_learning_rate_of_an_epoch():
    history = fit([callbacks.LearningRateScheduler(lambda epoch, rate: 0.01 if epoch == 0 else 0.0)], epochs=3)
    assert history.history["learning_rate"] == [0.01, 0.0, 0.0]
    losses = history.history["loss"]
    assert losses[1] == pytest.approx(losses[2]) and losses[0] > losses[1]
    plateau = callbacks.ReduceLROnPlateau("loss", factor=0.5, patience=2, min_delta=1e9)
    assert fit([plateau], epochs=6).history["learning_rate"] == [0.01, 0.01, 0.01, 0.005, 0.005, 0.0025]


def test_files_of_callbacks(tmp_path):
    log = tmp_path / "log.csv"
    saved = str(tmp_path / "model_{epoch}.ganglion")
    history = fit([callbacks.CSVLogger(log), callbacks.ModelCheckpoint(saved)], epochs=2)
    assert log.read_text().splitlines()[0] == "epoch,loss"
    assert float(log.read_text().splitlines()[2].split(",")[1]) == history.history["loss"][1]
    assert ganglion.load_model(tmp_path / "model_2.ganglion").hash == history.model.hash
