"""What is called while a model is trained. A plain function (epoch, logs) is a callback, too.

What a callback raises ends the training, and is raised by fit(); the model keeps the weights it has.
Epochs and batches count from 0, as in Keras.
"""

import csv
import math
import os


class Callback:
    """Derive from it; `self.model` is the model, `self.model.stop_training = True` ends the training."""

    model, params = None, {}

    def set_model(self, model):
        self.model = model

    def set_params(self, params):
        """epochs, steps (of an epoch), verbose."""
        self.params = params

    def on_train_begin(self, logs=None): ...
    def on_epoch_begin(self, epoch, logs=None): ...
    def on_train_batch_begin(self, batch, logs=None): ...
    def on_train_batch_end(self, batch, logs=None): ...
    def on_epoch_end(self, epoch, logs=None): ...
    def on_train_end(self, logs=None): ...


class LambdaCallback(Callback):
    """Functions as a callback: (epoch, logs), (batch, logs) or (logs), as Keras' methods of these names take."""

    def __init__(self, on_epoch_begin=None, on_epoch_end=None, on_train_begin=None, on_train_end=None, on_train_batch_end=None):
        given = {k: v for k, v in locals().items() if k not in ("self", "__class__") and v is not None}
        self.__dict__.update(given)
        self.every_step = on_train_batch_end is not None


class History(Callback):
    """What fit() returns: `history` has a list for each value, `epoch` their numbers."""

    def __init__(self):
        self.epoch, self.history = [], {}

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)

    def _repr_html_(self):
        from ganglion._html import curves

        return curves(self.history)


class _Monitor(Callback):
    """Something that follows one value of the logs."""

    def __init__(self, monitor, mode, min_delta=0.0):
        if mode not in ("auto", "min", "max"):
            raise ValueError(f"mode {mode!r}: expected 'auto', 'min' or 'max'")
        grows = ("acc", "accuracy", "auc", "precision", "recall", "f1", "f1_score", "r2", "r2_score")
        self.monitor, self.min_delta = monitor, abs(float(min_delta))
        self.sign = 1.0 if mode == "max" or (mode == "auto" and monitor.endswith(grows)) else -1.0

    def on_train_begin(self, logs=None):
        self.best, self.wait = -math.inf, 0

    def value(self, logs):
        if self.monitor not in logs:
            raise ValueError(f"{type(self).__name__}: there is no {self.monitor!r}; there are {', '.join(logs)}")
        return logs[self.monitor]

    def improves(self, value):
        if self.sign * value - self.min_delta <= self.best:
            return False
        self.best = self.sign * value
        return True


class EarlyStopping(_Monitor):
    """Stops when `monitor` has not improved by more than `min_delta` for `patience` epochs."""

    def __init__(self, monitor="val_loss", min_delta=0, patience=0, verbose=0, mode="auto", restore_best_weights=False, start_from_epoch=0):
        super().__init__(monitor, mode, min_delta)
        self.patience, self.restore_best_weights, self.start_from_epoch = patience, restore_best_weights, start_from_epoch

    def on_train_begin(self, logs=None):
        super().on_train_begin(logs)
        self.best_weights, self.best_epoch, self.stopped_epoch = None, 0, 0

    def on_epoch_end(self, epoch, logs=None):
        value = self.value(logs)
        if epoch < self.start_from_epoch:
            return
        if self.improves(value):
            self.wait, self.best_epoch = 0, epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            return
        self.wait += 1
        if self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        if self.best_weights is not None:
            self.model.set_weights(self.best_weights)


class ModelCheckpoint(_Monitor):
    """Saves the model after each epoch; `filepath` may have {epoch} and the names of the logs in it."""

    def __init__(self, filepath, monitor="val_loss", verbose=0, save_best_only=False, mode="auto"):
        super().__init__(monitor, mode)
        self.filepath, self.save_best_only = os.fspath(filepath), save_best_only

    def on_epoch_end(self, epoch, logs=None):
        if not self.save_best_only or self.improves(self.value(logs)):
            self.model.save(self.filepath.format(epoch=epoch + 1, **logs))


class CSVLogger(Callback):
    """Writes the logs to a file, a line for each epoch."""

    def __init__(self, filename, separator=",", append=False):
        self.filename, self.separator, self.append = filename, separator, append

    def on_epoch_end(self, epoch, logs=None):
        new = not self.append and epoch == 0 or not os.path.exists(self.filename)
        with open(self.filename, "w" if new else "a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter=self.separator)
            if new:
                writer.writerow(["epoch", *logs])
            writer.writerow([epoch, *logs.values()])


class LearningRateScheduler(Callback):
    """Sets the learning rate of each epoch to schedule(epoch, learning rate)."""

    def __init__(self, schedule, verbose=0):
        self.schedule = schedule

    def on_epoch_begin(self, epoch, logs=None):
        self.model.optimizer.learning_rate = self.schedule(epoch, self.model.optimizer.learning_rate)

    def on_epoch_end(self, epoch, logs=None):
        logs["learning_rate"] = self.model.optimizer.learning_rate


class ReduceLROnPlateau(_Monitor):
    """Multiplies the learning rate with `factor` after `patience` epochs without improvement."""

    def __init__(self, monitor="val_loss", factor=0.1, patience=10, verbose=0, mode="auto", min_delta=1e-4, cooldown=0, min_lr=0.0):
        super().__init__(monitor, mode, min_delta)
        if not 0 < factor < 1:
            raise ValueError(f"ReduceLROnPlateau: factor {factor}: expected a number between 0 and 1")
        self.factor, self.patience, self.cooldown, self.min_lr = factor, patience, cooldown, min_lr

    def on_train_begin(self, logs=None):
        super().on_train_begin(logs)
        self.cooling = 0

    def on_epoch_end(self, epoch, logs=None):
        optimizer = self.model.optimizer
        value = self.value(logs)
        logs["learning_rate"] = optimizer.learning_rate
        if self.cooling > 0:
            self.cooling -= 1
            self.wait = 0
        if self.improves(value):
            self.wait = 0
        elif self.cooling == 0:
            self.wait += 1
            if self.wait >= self.patience and optimizer.learning_rate > self.min_lr:
                optimizer.learning_rate = max(optimizer.learning_rate * self.factor, self.min_lr)
                self.cooling, self.wait = self.cooldown, 0
