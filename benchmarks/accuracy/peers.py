"""The scikit-learn models ganglion is compared with."""

import time
import warnings

import numpy
import pandas
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.multioutput import MultiOutputClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import sets


def numbers(values):
    """Whether a column of the training part holds numbers."""
    return pandas.api.types.is_numeric_dtype(values)


def inputs_and_targets(data_set, train_path, test_path):
    """Both parts as tables of inputs and arrays of targets; a column is what it is in training."""
    train, test = sets.table(data_set, train_path), sets.table(data_set, test_path)
    names = [train.columns[i] for i in data_set.targets]
    result = []
    for frame in (train, test):
        x = frame.drop(columns=[*names, *data_set.drop])
        for column in x.columns:
            if numbers(train[column]):
                x[column] = pandas.to_numeric(x[column], errors="coerce")
            else:
                x[column] = x[column].astype(object).where(x[column].notna(), numpy.nan)
        x.columns = [str(column) for column in x.columns]
        y = frame[names].to_numpy()
        result.append((x, y if data_set.task == "multilabel" else y[:, 0]))
    return result


def preprocessing(x):
    """Numbers: the mean for what is missing, z-scores. Texts: the most frequent, one-hot."""
    number = [column for column in x.columns if numbers(x[column])]
    text = [column for column in x.columns if column not in number]
    one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), number),
        ("texts", make_pipeline(SimpleImputer(strategy="most_frequent"), one_hot), text),
    ])


def model(method, task, seed):
    """A model as scikit-learn sets it up, but for max_iter and the seed."""
    if method == "mlp":
        settings = {"max_iter": 500, "early_stopping": False, "random_state": seed}
        if task == "regression":
            return TransformedTargetRegressor(MLPRegressor(**settings),
                                              transformer=StandardScaler())
        return MLPClassifier(**settings)
    if task == "regression":
        return HistGradientBoostingRegressor(random_state=seed)
    boosting = HistGradientBoostingClassifier(random_state=seed)
    return MultiOutputClassifier(boosting) if task == "multilabel" else boosting


def measure(task, expected, found):
    """The metrics of a task."""
    if task == "regression":
        squared = float(numpy.mean((expected - found) ** 2))
        return {"rmse": squared ** 0.5, "r2": 1 - squared / float(numpy.var(expected))}
    if task == "multilabel":
        right = numpy.asarray(expected) == numpy.asarray(found)
        return {"subset accuracy": float(right.all(axis=1).mean()),
                "label accuracy": float(right.mean())}
    return {"accuracy": float(numpy.mean(expected == found))}


def run(method, data_set, train_path, test_path, seed):
    """Trains one model and returns its metrics on the test part, and its seconds."""
    (x, y), (test_x, test_y) = inputs_and_targets(data_set, train_path, test_path)
    pipeline = make_pipeline(preprocessing(x), model(method, data_set.task, seed))
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "not converged" is no news: max_iter is what is compared
        pipeline.fit(x, y)
    seconds = time.perf_counter() - start
    return {**measure(data_set.task, test_y, pipeline.predict(test_x)), "seconds": seconds}
