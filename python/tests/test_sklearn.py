"""scikit-learn's own checks, and its tools around the estimators."""

import pickle

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, make_multilabel_classification
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from ganglion.sklearn import GanglionClassifier, GanglionRegressor, GanglionTransformer

@parametrize_with_checks([GanglionClassifier(random_state=1), GanglionRegressor(random_state=1), GanglionTransformer()])
def test_as_scikit_learn_asks(estimator, check):
    check(estimator)


def test_classes_of_any_kind():
    x, y = load_iris(return_X_y=True)
    for labels in (y, 10 * y, np.array(["b", "a", "c"])[y], y == 1):
        model = GanglionClassifier(random_state=1).fit(x, labels)
        assert set(model.predict(x)) <= set(labels)
        assert model.score(x, labels) > 0.9
        np.testing.assert_allclose(model.predict_proba(x).sum(axis=1), 1)
        np.testing.assert_array_equal(np.exp(model.predict_log_proba(x)).argmax(axis=1), model.predict_proba(x).argmax(axis=1))


def test_parameters_that_numpy_made():
    x, y = load_iris(return_X_y=True)
    of_numpy = dict(l2=np.float64(0.0), learning_rate=np.float32(0.5), epochs=np.int64(2), settings={"linear_path": np.True_})
    of_python = dict(l2=0.0, learning_rate=0.5, epochs=2, settings={"linear_path": True})
    first, second = (GanglionClassifier(random_state=1, **given).fit(x, y) for given in (of_numpy, of_python))
    assert first.model_.hash == second.model_.hash


def test_patience_is_for_early_stopping():
    x, y = load_iris(return_X_y=True)
    for few in (dict(early_stopping=False), dict(validation_fraction=0.001)):
        assert GanglionClassifier(epochs=3, n_iter_no_change=1, random_state=1, ensemble=1, **few).fit(x, y).n_iter_ == 3


def test_the_same_seed_gives_the_same_bits():
    x, y = load_diabetes(return_X_y=True)
    first, second = (GanglionRegressor(random_state=3).fit(x, y) for _ in range(2))
    assert first.model_.hash == second.model_.hash
    np.testing.assert_array_equal(clone(first).fit(x, y).predict(x), first.predict(x))
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(first)).predict(x), first.predict(x))


def test_several_labels_and_targets():
    x, y = make_multilabel_classification(n_samples=200, random_state=1)
    model = GanglionClassifier(random_state=1).fit(x, y)
    assert model.predict(x).shape == y.shape
    assert (model.predict(x) == y).mean() > 0.8
    x, y = load_diabetes(return_X_y=True)
    both = np.column_stack([y, -2 * y])
    assert GanglionRegressor(random_state=1).fit(x, both).score(x, both) > 0.4


def test_tables_as_they_are():
    pd = pytest.importorskip("pandas")
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "town": rng.choice(["Rome", "Oslo", None], 300),
            "day": pd.date_range("2024-01-01", periods=300),
            "size": np.where(rng.random(300) < 0.1, np.nan, rng.normal(size=300)),
        }
    )
    y = np.where(frame["town"] == "Rome", "warm", "cold")
    train_x, test_x, train_y, test_y = train_test_split(frame, y, random_state=1)
    model = GanglionClassifier(random_state=1).fit(train_x, train_y)
    assert list(model.feature_names_in_) == ["town", "day", "size"]
    assert model.score(test_x, test_y) > 0.95
    with pytest.raises(ValueError, match="feature names"):
        model.predict(test_x.rename(columns={"town": "place"}))


@pytest.mark.slow
def test_in_its_pipelines_and_searches():
    x, y = load_breast_cancer(return_X_y=True)
    pipeline = make_pipeline(StandardScaler(), GanglionClassifier(epochs=10, random_state=1))
    assert cross_val_score(pipeline, x, y, cv=3).mean() > 0.9
    search = GridSearchCV(
        GanglionClassifier(epochs=5, random_state=1), {"l2": [0.0, 1e-3]}, cv=2, n_jobs=2
    )
    assert search.fit(x, y).best_score_ > 0.9
