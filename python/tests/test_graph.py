"""Graphs of ops: values against numpy, derivatives against differences and closed forms."""

import threading

import numpy as np
import pytest

from ganglion import Graph, ops

RNG = np.random.default_rng(1)
ROWS = RNG.normal(size=(3, 4))
ABOVE = np.abs(ROWS) + 0.5

#: (function of ops, the same of numpy, argument)
CASES = [
    (ops.negative, np.negative, ROWS),
    (ops.abs, np.abs, ROWS),
    (ops.exp, np.exp, ROWS),
    (ops.expm1, np.expm1, ROWS),
    (ops.log, np.log, ABOVE),
    (ops.log1p, np.log1p, ABOVE),
    (ops.sqrt, np.sqrt, ABOVE),
    (ops.square, np.square, ROWS),
    (ops.tanh, np.tanh, ROWS),
    (ops.sigmoid, lambda x: 1 / (1 + np.exp(-x)), ROWS),
    (ops.relu, lambda x: np.maximum(x, 0), ROWS),
    (ops.silu, lambda x: x / (1 + np.exp(-x)), ROWS),
    (ops.softplus, lambda x: np.log1p(np.exp(x)), ROWS),
    (ops.leaky_relu, lambda x: np.where(x > 0, x, 0.2 * x), ROWS),
    (ops.elu, lambda x: np.where(x > 0, x, np.expm1(x)), ROWS),
    (ops.softmax, lambda x: np.exp(x) / np.exp(x).sum(-1, keepdims=True), ROWS),
    (ops.log_softmax, lambda x: x - np.log(np.exp(x).sum(-1, keepdims=True)), ROWS),
    (lambda x: ops.clip(x, -0.5, 0.5), lambda x: np.clip(x, -0.5, 0.5), ROWS),
    (lambda x: ops.sum(x, axis=1), lambda x: x.sum(1), ROWS),
    (lambda x: ops.mean(x, axis=-1, keepdims=True), lambda x: x.mean(-1, keepdims=True), ROWS),
    (lambda x: ops.max(x, axis=0), lambda x: x.max(0), ROWS),
    (lambda x: ops.min(x, axis=0), lambda x: x.min(0), ROWS),
    (lambda x: ops.std(x, axis=1), lambda x: x.std(1), ROWS),
    (lambda x: ops.norm(x, axis=1), lambda x: np.linalg.norm(x, axis=1), ROWS),
    (lambda x: ops.reshape(x, (2, -1)), lambda x: x.reshape(2, -1), ROWS),
    (lambda x: ops.squeeze(ops.expand_dims(x, -1)), lambda x: x, ROWS),
    (ops.transpose, np.transpose, ROWS),
    (lambda x: ops.pad(x, [(1, 0), (0, 2)]), lambda x: np.pad(x, [(1, 0), (0, 2)]), ROWS),
    (lambda x: ops.concatenate([x, x * 2], axis=0), lambda x: np.concatenate([x, x * 2]), ROWS),
    (lambda x: ops.take(x, [2, 0, 2]), lambda x: x[[2, 0, 2]], ROWS),
    (lambda x: x[1:, ..., 0] if isinstance(x, np.ndarray) else x[1:, 0], lambda x: x[1:, 0], ROWS),
    (lambda x: x[-1], lambda x: x[-1], ROWS),
    (lambda x: ops.where(x > 0, x**3, 1.0), lambda x: np.where(x > 0, x**3, 1.0), ROWS),
    (lambda x: 1 - x / (2 + ops.abs(x)) + ROWS @ np.ones((4, 4)), lambda x: 1 - x / (2 + np.abs(x)) + ROWS @ np.ones((4, 4)), ROWS),
    (lambda x: np.eye(3) @ x, lambda x: x, ROWS),
    (lambda x: ops.binary_crossentropy((ROWS > 0) * 1.0, x, from_logits=True), lambda x: np.log1p(np.exp(x)) - x * (ROWS > 0), ROWS),
]


@pytest.mark.parametrize("function, wanted, at", CASES)
def test_values_and_derivatives(function, wanted, at):
    graph = Graph("float64")
    x = graph.input("x", at.shape)
    y = function(x)
    np.testing.assert_allclose(graph.run(y, {"x": at}), wanted(at), rtol=1e-12, atol=1e-12)
    weights = RNG.normal(size=y.shape)
    slope = graph.run(graph.gradients(ops.sum(y * weights), [x])[0], {x: at})
    for place in np.ndindex(*at.shape):
        step = np.zeros_like(at)
        step[place] = 1e-6
        difference = ((wanted(at + step) - wanted(at - step)) * weights).sum() / 2e-6
        assert slope[place] == pytest.approx(difference, rel=1e-6, abs=1e-7)


def test_arrays_are_computed_at_once():
    np.testing.assert_allclose(ops.exp(ROWS), np.exp(ROWS))
    np.testing.assert_allclose(ops.mean(ROWS, axis=0), ROWS.mean(0))
    np.testing.assert_allclose(ops.maximum(ROWS, 0), np.maximum(ROWS, 0))


def test_least_squares_by_hand():
    """Gradient descent in float32, a graph for each number: back to the coefficients the rows were made of."""
    x, wanted = RNG.normal(size=(40, 3)), np.array([[1.0], [-2.0], [0.5]])
    graph = Graph()
    w = graph.input("w", (3, 1))
    loss = ops.mean(ops.square(graph.constant(x) @ w - x @ wanted))
    slope = graph.gradients(loss, [w])[0]
    now = np.zeros((3, 1), dtype=np.float32)
    for _ in range(200):
        error, by_w = graph.run([loss, slope], {w: now})
        now -= 0.2 * by_w
    np.testing.assert_allclose(now, wanted, atol=1e-4)
    assert error < 1e-8


def test_jacobians_and_second_derivatives():
    graph = Graph("float64")
    x = graph.input("x", (3,))
    at = np.array([0.5, -1.0, 2.0])
    np.testing.assert_allclose(graph.jacobian(ops.softmax(x), x, {"x": at}), _softmax_jacobian(at), atol=1e-12)
    gradient = graph.gradients(ops.sum(x * x * x * 2.0) + x[0] * x[1], [x])[0]
    hessian = np.diag(12 * at)
    hessian[0, 1] = hessian[1, 0] = 1
    np.testing.assert_allclose(graph.jacobian(gradient, x, {"x": at}), hessian, atol=1e-12)


def _softmax_jacobian(at):
    p = np.exp(at) / np.exp(at).sum()
    return np.diag(p) - np.outer(p, p)


def test_a_graph_is_run_by_many_threads():
    graph = Graph()
    x = graph.input("x", (64, 64))
    y, wrong = ops.sum(ops.tanh(x @ x)), []
    given = [RNG.normal(size=(64, 64)).astype(np.float32) for _ in range(4)]
    wanted = [graph.run(y, {"x": array}) for array in given]

    def work(number):
        for _ in range(50):
            graph.constant([1.0])  # the graph grows meanwhile
            if graph.run(y, {"x": given[number]}) != wanted[number]:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_graphs_show_themselves():
    graph = Graph()
    x = graph.input("x", (2,))
    ops.exp(x)
    assert 'input() : f32[2]  "x"' in str(graph) and "exp(%0)" in str(graph)
    assert graph._repr_html_().startswith("<svg") and "exp" in graph._repr_html_()


def test_what_cannot_be_is_refused():
    graph = Graph()
    x, other = graph.input("x", (3,)), Graph().input("x", (3,))
    for error, match, call in [
        (TypeError, "no number yet: choose by ops.where", lambda: bool(x)),
        (TypeError, "isn't iterated over", lambda: list(x)),
        (ValueError, "no array for the input 'x'", lambda: graph.run(x + 1)),
        (ValueError, "no input 'q'; it has x", lambda: graph.run(x, {"q": 1})),
        (ValueError, r"'x' is f32\[3\], but the tensor is f32\[2\]", lambda: graph.run(x + 1, {"x": [1, 2]})),
        (TypeError, "no value of this graph", lambda: graph.run(other, {"x": [1, 2, 3]})),
        (ValueError, "an input is of another graph", lambda: x + other),
        (IndexError, "axis 0 has 3 places, 5 is none", lambda: x[5]),
        (IndexError, "a step of 1", lambda: x[::2]),
        (ValueError, "must be a single number", lambda: graph.gradients(x, [x])),
        (TypeError, "numbers are needed", lambda: x + "a"),
        (ValueError, "give the input another name", lambda: graph.input("x", (2,))),
        (ValueError, "doesn't divide into", lambda: ops.reshape(x, (2, -1))),
        (ValueError, "expected 'float32' or 'float64'", lambda: Graph("int8")),
    ]:
        with pytest.raises(error, match=match):
            call()
