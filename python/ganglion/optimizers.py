"""How weights are updated, with the names and defaults of Keras. compile() takes these, or "adam"."""

from ganglion import schedules
from ganglion.schedules import LearningRateSchedule

_CLIPS = {"clipnorm": "clip_norm", "clipvalue": "clip_value", "global_clipnorm": "global_clip_norm"}


class Optimizer:
    """An optimizer of the library by its name. `learning_rate` may be set between epochs."""

    kind = None

    def __init__(self, learning_rate, weight_decay=None, settings=(), clips=()):
        self.settings, self.iterations = dict(settings), 0
        if weight_decay is not None:
            self.settings["weight_decay"] = float(weight_decay)
        for name, value in dict(clips).items():
            if name not in _CLIPS:
                raise TypeError(f"{type(self).__name__} has no setting {name!r}; it has {', '.join(_CLIPS)}")
            if value is not None:
                self.settings[_CLIPS[name]] = float(value)
        self.learning_rate = learning_rate

    @property
    def learning_rate(self):
        return self.settings["learning_rate"]

    @learning_rate.setter
    def learning_rate(self, value):
        self.schedule = value if isinstance(value, LearningRateSchedule) else None
        if self.schedule is not None:
            value = self.schedule(self.iterations)
        try:
            rate = float(value)
        except (TypeError, ValueError):
            raise TypeError(
                f"learning_rate {value!r}: expected a number, or one of optimizers.schedules"
            ) from None
        if not 0 <= rate < float("inf"):
            raise ValueError(f"learning_rate {value}: expected a number >= 0")
        self.settings["learning_rate"] = rate

    def next_rate(self):
        """Of the step that comes: counts it."""
        if self.schedule is not None:
            self.settings["learning_rate"] = float(self.schedule(self.iterations))
        self.iterations += 1
        return self.learning_rate

    @property
    def name(self):
        return self.kind

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self.settings.items())})"


class SGD(Optimizer):
    """Against the gradient, with momentum, of Nesterov too."""

    kind = "sgd"

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False, weight_decay=None, **clips):
        super().__init__(learning_rate, weight_decay, {"momentum": float(momentum), "nesterov": bool(nesterov)}, clips)


class _AdamLike(Optimizer):
    def __init__(self, learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, clips):
        settings = {"beta_1": float(beta_1), "beta_2": float(beta_2), "epsilon": float(epsilon), "amsgrad": bool(amsgrad)}
        super().__init__(learning_rate, weight_decay, settings, clips)


class Adam(_AdamLike):
    """Steps by running means of the gradient and of its square."""

    kind = "adam"

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, amsgrad=False, weight_decay=None, **clips):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, clips)


class AdamW(_AdamLike):
    """Adam, with weights that decay apart from the gradient."""

    kind = "adamw"

    def __init__(self, learning_rate=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-7, amsgrad=False, **clips):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, clips)


class RMSprop(Optimizer):
    """Steps by a running mean of the square of the gradient."""

    kind = "rmsprop"

    def __init__(self, learning_rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False, weight_decay=None, **clips):
        settings = {"rho": float(rho), "momentum": float(momentum), "epsilon": float(epsilon), "centered": bool(centered)}
        super().__init__(learning_rate, weight_decay, settings, clips)


class Adagrad(Optimizer):
    """Steps by the sum of the squares of all gradients so far."""

    kind = "adagrad"

    def __init__(self, learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-7, weight_decay=None, **clips):
        settings = {"initial_accumulator_value": float(initial_accumulator_value), "epsilon": float(epsilon)}
        super().__init__(learning_rate, weight_decay, settings, clips)


def get(optimizer):
    """An object of this module, or the one of that name with its defaults."""
    if isinstance(optimizer, type) and issubclass(optimizer, Optimizer):
        optimizer = optimizer()
    if isinstance(optimizer, Optimizer):
        return optimizer
    known = {"sgd": SGD, "adam": Adam, "adamw": AdamW, "rmsprop": RMSprop, "adagrad": Adagrad}
    if not isinstance(optimizer, str):
        raise TypeError(f"optimizer {optimizer!r}: expected a name, or one of ganglion.optimizers")
    if optimizer.lower() not in known:
        raise ValueError(f"optimizer {optimizer!r} is unknown; there are {', '.join(known)}")
    return known[optimizer.lower()]()
