"""Weights of rows, training in parts, and learned features."""

import pickle

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ganglion.sklearn import GanglionClassifier, GanglionRegressor, GanglionTransformer

X, Y = load_diabetes(return_X_y=True)
RNG = np.random.default_rng(1)


def regressor(**settings):
    return GanglionRegressor(**{"epochs": 5, "random_state": 1, **settings})


def test_rows_of_weight_zero_are_not_there():
    weights = RNG.integers(0, 3, len(Y)).astype(float)
    kept = weights > 0
    weighted = regressor().fit(X, Y, sample_weight=weights)
    assert weighted.model_.hash == regressor().fit(X[kept], Y[kept], sample_weight=weights[kept]).model_.hash
    assert weighted.model_.hash != regressor().fit(X[kept], Y[kept]).model_.hash


def test_a_weight_of_two_is_the_row_twice():
    """In whatever order the rows come, with texts and missing values."""
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(X[:, :4], columns=["a", "b", "c", "d"])
    frame["town"] = RNG.choice(["Rome", "Oslo", None], len(Y))
    frame.loc[::7, "a"] = np.nan
    labels = np.where(Y > 140, "high", "low")
    weights, order = RNG.integers(0, 4, len(Y)), RNG.permutation(len(Y))
    several = frame.loc[frame.index.repeat(weights)]
    for estimator, y in ((regressor(), Y), (GanglionClassifier(epochs=3, random_state=1), labels)):
        weighted = estimator.fit(frame.loc[order], y[order], sample_weight=weights[order]).model_.hash
        assert estimator.fit(several, y.repeat(weights)).model_.hash == weighted
        assert estimator.fit(frame, y).model_.hash != weighted


def test_other_weights_are_relative():
    weights = RNG.random(len(Y))
    first, second = (regressor().fit(X, Y, sample_weight=scale * weights) for scale in (1, 4))
    assert first.model_.hash == second.model_.hash
    assert regressor().fit(X, Y, sample_weight=np.full(len(Y), 0.5)).model_.hash == regressor().fit(X, Y).model_.hash
    assert regressor().fit(X, Y, sample_weight=np.full(len(Y), 1e6)).model_.hash == regressor().fit(X, Y).model_.hash


def test_weights_that_are_fractions_have_the_minimum_of_copies():
    """Two values of x, and two of y at each: a network fits the weighted means, which are known."""
    x = np.repeat([[0.0], [1.0]], 40, axis=0)
    y = np.tile([0.0, 1.0], 40)
    weights = np.where(y == 1, np.where(x[:, 0] == 1, 4.0, 1.0), 2.0)
    copies = weights.astype(int)
    options = {"epochs": 400, "early_stopping": False, "l2": 0.0, "learning_rate": 0.01}
    weighted = regressor(**options).fit(x, y, sample_weight=weights / 4).predict([[0.0], [1.0]])
    copied = regressor(**options).fit(x.repeat(copies, axis=0), y.repeat(copies)).predict([[0.0], [1.0]])
    means = [1 / (1 + 2), 4 / (4 + 2)]
    np.testing.assert_allclose(weighted, means, atol=0.02)
    np.testing.assert_allclose(copied, means, atol=0.02)


def test_class_weights_are_weights_of_rows():
    x, y = load_iris(return_X_y=True)
    by_class = GanglionClassifier(epochs=5, random_state=1, class_weight={0: 1, 1: 3, 2: 0.5}).fit(x, y)
    by_row = GanglionClassifier(epochs=5, random_state=1).fit(x, y, sample_weight=np.array([1, 3, 0.5])[y])
    assert by_class.model_.hash == by_row.model_.hash


@pytest.mark.parametrize("weights, match", [(-np.ones(442), "[Nn]egative"), (np.full(442, np.nan), "NaN"), (np.zeros(442), "zero")])
def test_weights_that_cannot_be(weights, match):
    with pytest.raises(ValueError, match=match):
        regressor().fit(X, Y, sample_weight=weights)


def test_a_classifier_learns_in_parts():
    x, y = load_breast_cancer(return_X_y=True)
    order = RNG.permutation(len(y))
    model = GanglionClassifier(random_state=1)
    for _ in range(6):
        for part in np.array_split(order[:450], 5):
            model.partial_fit(x[part], y[part], classes=[0, 1])
    assert model.score(x[order[450:]], y[order[450:]]) > 0.92
    assert model.n_iter_ == 1
    again = pickle.loads(pickle.dumps(model))
    assert again.model_.hash == model.model_.hash
    again.partial_fit(x, y)
    assert again.model_.hash != model.model_.hash


def test_classes_that_come_later():
    x, y = load_iris(return_X_y=True)
    model = GanglionClassifier(random_state=1, learning_rate=0.01).partial_fit(x[:100], y[:100], classes=[0, 1, 2])
    assert model.predict_proba(x).shape == (150, 3)
    for _ in range(60):
        model.partial_fit(x, y)
    assert model.score(x, y) > 0.9
    with pytest.raises(ValueError, match="3 is none of the classes"):
        model.partial_fit(x, y + 1)
    with pytest.raises(ValueError, match="first call needs classes"):
        GanglionClassifier().partial_fit(x, y)
    with pytest.raises(ValueError, match="not those of the first call"):
        model.partial_fit(x, y, classes=[0, 1])


def test_a_regressor_learns_in_parts():
    model = GanglionRegressor(random_state=1, learning_rate=0.01)
    for _ in range(40):
        model.partial_fit(X, Y)
    assert model.score(X, Y) > 0.4
    with pytest.raises(ValueError, match="features"):
        model.partial_fit(X[:, 1:], Y)


def test_a_warm_start_goes_on():
    model = regressor(warm_start=True, epochs=3).fit(X, Y)
    first = model.predict(X)
    model.fit(X, Y)
    anew = regressor(warm_start=True, epochs=3).fit(X, Y)
    np.testing.assert_array_equal(anew.predict(X), first)
    assert ((model.predict(X) - Y) ** 2).mean() < ((first - Y) ** 2).mean()
    x, y = load_iris(return_X_y=True)
    classifier = GanglionClassifier(epochs=2, warm_start=True, random_state=1).fit(x, y)
    with pytest.raises(ValueError, match="warm_start: the model was fitted for the classes"):
        classifier.fit(x[:100], y[:100])


def test_learned_features():
    x, y = load_iris(return_X_y=True)
    learned = GanglionTransformer().fit(x, y)
    features = learned.transform(x)
    model = learned.estimator_.model_
    assert features.shape == (150, len(learned.get_feature_names_out()))
    kernel, bias = (w for w in _output_weights(model))
    logits = features @ kernel + bias
    np.testing.assert_array_equal(logits.argmax(axis=1), learned.estimator_.predict(x))
    assert make_pipeline(GanglionTransformer(), StandardScaler(), LogisticRegression()).fit(x, y).score(x, y) > 0.95
    with pytest.raises(ValueError, match="there is no layer 'nowhere'; there are "):
        GanglionTransformer(layer="nowhere").fit(x, y)
    with pytest.raises(ValueError, match="several networks: give it ensemble=1"):
        GanglionTransformer(GanglionClassifier(epochs=2, ensemble=2, random_state=1)).fit(x, y)


def _output_weights(model):
    import os
    import tempfile

    import ganglion

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.ganglion")
        model.save(path)
        return ganglion.Model.load(path).layers[-1].get_weights()


def test_keys_of_rows_have_all_bits_of_their_texts():
    from ganglion import _core

    # Two that a float64 can't tell apart.
    keys = _core.row_keys([np.array([2**63, 2**63 + 1, 2**63], dtype=np.uint64)], 3)
    assert keys[0] == keys[2] != keys[1]
    same = _core.row_keys([np.array([0.0, -0.0, np.nan, -np.nan, 1.0])], 5)
    assert same[0] == same[1] and same[2] == same[3] and len(set(same)) == 3
