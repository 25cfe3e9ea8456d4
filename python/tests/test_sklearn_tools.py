"""scikit-learn's and others' tools around the estimators."""

import io

import numpy as np
import pytest

pytest.importorskip("sklearn")

import joblib
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.inspection import permutation_importance
from sklearn.model_selection import GridSearchCV, cross_val_predict
from sklearn.multioutput import ClassifierChain
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ganglion.sklearn import GanglionClassifier, GanglionRegressor, GanglionTransformer

X, Y = load_iris(return_X_y=True)


def made(kind=GanglionClassifier, **more):
    return kind(**{"network": "dense 8 relu", "epochs": 150, "learning_rate": 0.01, "ensemble": 1, "random_state": 1, **more})


def test_probabilities_are_calibrated():
    model = CalibratedClassifierCV(made(), cv=3).fit(X, Y)
    np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1)
    assert model.score(X, Y) > 0.9


def test_permutations_find_what_counts():
    noise = np.random.default_rng(1).normal(size=(150, 1))
    model = made(GanglionRegressor).fit(np.c_[X[:, 2], noise], X[:, 2])
    told = permutation_importance(model, np.c_[X[:, 2], noise], X[:, 2], n_repeats=3, random_state=1).importances_mean
    assert told[0] > 0.5 > 0.2 > told[1]


def test_predictions_of_folds_on_two_processes():
    assert (cross_val_predict(made(), X, Y, cv=3, n_jobs=2) == Y).mean() > 0.9


def test_weights_are_routed_through_a_search():
    weights = np.where(Y == 0, 3.0, 1.0)
    with sklearn.config_context(enable_metadata_routing=True):
        search = GridSearchCV(made().set_fit_request(sample_weight=True).set_score_request(sample_weight=False), {"l2": [0.0, 1e-3]}, cv=2)
        search.fit(X, Y, sample_weight=weights)
    wanted = made(**search.best_params_).fit(X, Y, weights)
    assert search.best_estimator_.model_.hash == wanted.model_.hash != made(**search.best_params_).fit(X, Y).model_.hash


def test_a_transformer_gives_frames():
    pd = pytest.importorskip("pandas")
    pipeline = make_pipeline(StandardScaler(), GanglionTransformer(made())).set_output(transform="pandas")
    features = pipeline.fit_transform(pd.DataFrame(X, columns=list("abcd")), Y)
    assert list(features.columns) == list(pipeline.get_feature_names_out()) and features.shape == (150, 8)


def test_chains_of_labels():
    assert ClassifierChain(made()).fit(X, np.c_[Y == 0, Y == 1].astype(int)).predict(X).shape == (150, 2)


def test_joblib_keeps_the_model():
    model, file = made().fit(X, Y), io.BytesIO()
    joblib.dump(model, file)
    file.seek(0)
    np.testing.assert_array_equal(joblib.load(file).predict_proba(X), model.predict_proba(X))


def test_shapley_values_add_up():
    shap = pytest.importorskip("shap", reason="shap isn't installed")
    model = made(GanglionRegressor).fit(X[:, :3], X[:, 3])
    told = shap.Explainer(model.predict, X[:40, :3])(X[:5, :3])
    np.testing.assert_allclose(told.values.sum(axis=1) + told.base_values, model.predict(X[:5, :3]), atol=1e-4)


def test_the_report_of_a_training():
    model = made().fit(X, Y)
    assert model.report_.model.hash == model.model_.hash and model.report_.history == model.history_
    assert "<svg" in model.report_._repr_html_()
    with pytest.raises(NotFittedError):
        made().report_
