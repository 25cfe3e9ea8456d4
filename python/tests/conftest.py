"""Which of scikit-learn's checks take more than a second: `make test-python` leaves them to `make python`."""

import pytest

SLOW = ("check_classifiers_classes", "check_class_weight_classifiers", "check_transformer_data_not_an_array")


def pytest_collection_modifyitems(items):
    for item in items:
        if any(name in item.name for name in SLOW):
            item.add_marker(pytest.mark.slow)
