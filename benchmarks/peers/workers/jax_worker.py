"""JAX: pure functions, one jitted training step with Adam, images channels last."""

import functools
import os
import sys

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax  # noqa: E402
import numpy  # noqa: E402
from jax import lax, nn  # noqa: E402
from jax import numpy as jnp  # noqa: E402

from common import channels_last, serve  # noqa: E402


def conv(x, kernel, stride, padding):
    return lax.conv_general_dilated(x, kernel, (stride, stride), padding,
                                    dimension_numbers=("NHWC", "HWIO", "NHWC"))


def pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


class Forward:
    """One pass through the layers; takes parameters in their order, and moves the averages of
    batch normalisations: `state` is a list of (mean, variance), `moved` the one after this step."""

    def __init__(self, parameters, state, key, training):
        self.parameters, self.state = iter(parameters), iter(state)
        self.key, self.training, self.moved = key, training, []

    def take(self):
        return next(self.parameters)

    def norm(self, x, momentum):
        gamma, beta = self.take(), self.take()
        mean, variance = next(self.state)
        if self.training:
            axes = tuple(range(x.ndim - 1))
            batch_mean, batch_variance = x.mean(axes), x.var(axes)
            self.moved.append((momentum * mean + (1 - momentum) * batch_mean,
                               momentum * variance + (1 - momentum) * batch_variance))
            mean, variance = batch_mean, batch_variance
        return (x - mean) * lax.rsqrt(variance + 1e-3) * gamma + beta

    def residual(self, x, stride):
        y = nn.relu(self.norm(conv(x, self.take(), stride, "SAME"), 0.9))
        y = self.norm(conv(y, self.take(), 1, "SAME"), 0.9)
        if x.shape != y.shape:
            x = self.norm(conv(x, self.take(), stride, "SAME"), 0.9)
        return nn.relu(y + x)

    def dropout(self, x, rate):
        if not self.training:
            return x
        self.key, key = jax.random.split(self.key)
        return jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)

    def layer(self, words, x):
        match words:
            case ["dense", *_]:
                x = x @ self.take() + self.take()
            case ["conv2d", _, _, *rest]:
                x = conv(x, self.take(), 1, "SAME" if "same" in rest else "VALID")
                x = x if "bias=no" in rest else x + self.take()
            case ["batchnorm", *settings]:
                x = self.norm(x, 0.9 if settings else 0.99)
            case ["residual", _, *rest]:
                x = self.residual(x, int(rest[1]) if rest else 1)
            case ["maxpool", _]:
                x = pool(x)
            case ["flatten"]:
                x = x.reshape(x.shape[0], -1)
            case ["dropout", rate]:
                x = self.dropout(x, float(rate))
            case ["globalavgpool"]:
                x = x.mean((1, 2))
        return nn.relu(x) if "relu" in words else x


def logits(work, parameters, state, inputs, key=None, training=False):
    """(logits, the state after the step)."""
    forward = Forward(parameters, state, key, training)
    x = inputs[0]
    if work.embeddings:
        vectors = [forward.take()[inputs[1][:, i]] for i in range(len(work.embeddings))]
        x = jnp.concatenate([x, *vectors], 1)
    for words in work.layers:
        x = forward.layer(words, x)
    return forward.layer(["dense"], x), forward.moved


def loss_of(work, z, y):
    if work.outputs == 1:
        return (nn.softplus(z) - y * z).mean()
    return -jnp.take_along_axis(nn.log_softmax(z), y[:, None], 1).mean()


def adam(parameters, moments, gradients, step, rate):
    """As Kingma and Ba have it before section 2.1."""
    rate = rate * jnp.sqrt(1 - 0.999 ** step) / (1 - 0.9 ** step)
    first = [m + 0.1 * (g - m) for m, g in zip(moments[0], gradients)]
    second = [v + 0.001 * (g * g - v) for v, g in zip(moments[1], gradients)]
    changed = [w - rate * m / (jnp.sqrt(v) + 1e-7)
               for w, m, v in zip(parameters, first, second)]
    return changed, (first, second)


def training_step(work, carried, inputs, y):
    parameters, moments, state, step, key = carried
    key, own = jax.random.split(key)

    def loss(values):
        z, moved = logits(work, values, state, inputs, own, True)
        return loss_of(work, z, y), moved
    (value, state), gradients = jax.value_and_grad(loss, has_aux=True)(parameters)
    step = step + 1
    parameters, moments = adam(parameters, moments, gradients, step, work.learning_rate)
    return (parameters, moments, state, step, key), value


class Peer:
    def __init__(self, work, threads):
        self.version = f"JAX {jax.__version__}"
        self.work = work
        parameters = [jnp.asarray(value) for value in channels_last(work, work.weights())]
        zeros = [[jnp.zeros_like(value) for value in parameters] for _ in range(2)]
        state = [(jnp.zeros(shape), jnp.ones(shape))
                 for role, shape in work.parameters if role == "gamma"]
        self.carried = (parameters, tuple(zeros), state, jnp.float32(0), jax.random.key(1))
        self.step = jax.jit(functools.partial(training_step, work), donate_argnums=0)
        finish = nn.sigmoid if work.outputs == 1 else nn.softmax
        self.probabilities = jax.jit(lambda parameters, state, inputs: finish(
            logits(work, parameters, state, inputs)[0]))
        self.batches = [(self.inputs(rows), jnp.asarray(work.y[rows])) for rows in work.slices()]

    def inputs(self, rows):
        return [jnp.asarray(value) for value in self.work.inputs_of(rows, "channels last")]

    def train(self, order):
        for i in order:
            self.carried, loss = self.step(self.carried, *self.batches[i])
        jax.block_until_ready(self.carried)
        return float(loss)

    def predict(self, rows):
        inputs = self.inputs(slice(0, rows))
        return lambda: numpy.asarray(
            self.probabilities(self.carried[0], self.carried[2], inputs))


if __name__ == "__main__":
    sys.exit(serve(Peer))
