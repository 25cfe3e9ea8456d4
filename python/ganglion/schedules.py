"""Learning rates that follow the steps of training, by the names of `keras.optimizers.schedules`."""

import math


class LearningRateSchedule:
    """Derive from it: `schedule(step)` is the rate of a step, counted from 0."""

    def __call__(self, step):
        raise NotImplementedError("a schedule has a function __call__(self, step)")


class ExponentialDecay(LearningRateSchedule):
    """initial * rate^(step / decay_steps); staircase: by whole numbers of decay_steps."""

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False):
        self.initial, self.steps, self.rate, self.staircase = initial_learning_rate, decay_steps, decay_rate, staircase

    def __call__(self, step):
        part = step / self.steps
        return self.initial * self.rate ** (math.floor(part) if self.staircase else part)


class InverseTimeDecay(ExponentialDecay):
    """initial / (1 + rate * step / decay_steps)"""

    def __call__(self, step):
        part = step / self.steps
        return self.initial / (1 + self.rate * (math.floor(part) if self.staircase else part))


class PolynomialDecay(LearningRateSchedule):
    """From the initial rate to the last one in decay_steps, along (1 - step / decay_steps)^power."""

    def __init__(self, initial_learning_rate, decay_steps, end_learning_rate=0.0001, power=1.0):
        self.initial, self.steps, self.end, self.power = initial_learning_rate, decay_steps, end_learning_rate, power

    def __call__(self, step):
        rest = 1 - min(step, self.steps) / self.steps
        return (self.initial - self.end) * rest**self.power + self.end


class CosineDecay(LearningRateSchedule):
    """Along half a cosine, from the initial rate to alpha times it; after a linear warm-up, if there is one."""

    def __init__(self, initial_learning_rate, decay_steps, alpha=0.0, warmup_target=None, warmup_steps=0):
        self.initial, self.steps, self.alpha = initial_learning_rate, decay_steps, alpha
        self.target, self.warmup = warmup_target, warmup_steps if warmup_target is not None else 0

    def __call__(self, step):
        if step < self.warmup:
            return self.initial + (self.target - self.initial) * step / self.warmup
        top = self.initial if self.target is None else self.target
        part = min(step - self.warmup, self.steps) / self.steps
        return top * ((1 - self.alpha) * 0.5 * (1 + math.cos(math.pi * part)) + self.alpha)


class PiecewiseConstantDecay(LearningRateSchedule):
    """values[i] up to step boundaries[i], the last value after them."""

    def __init__(self, boundaries, values):
        if len(values) != len(boundaries) + 1:
            raise ValueError(f"PiecewiseConstantDecay: {len(boundaries)} boundaries need {len(boundaries) + 1} values")
        self.boundaries, self.values = list(boundaries), list(values)

    def __call__(self, step):
        return next((v for b, v in zip(self.boundaries, self.values, strict=False) if step <= b), self.values[-1])
