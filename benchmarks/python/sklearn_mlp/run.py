#!/usr/bin/env python3
"""Runs the tests that scikit-learn has for its MLPClassifier and MLPRegressor, on the estimators of ganglion.

    python benchmarks/python/sklearn_mlp/run.py

The file is that of the installed scikit-learn, with one import changed (mlp_names.py). Prints each test that fails
with its reason, and how many pass.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import sklearn.neural_network

HERE = pathlib.Path(__file__).resolve().parent
TESTS = pathlib.Path(sklearn.neural_network.__file__).parent / "tests" / "test_mlp.py"
IMPORT = "from sklearn.neural_network import MLPClassifier, MLPRegressor\n"
FIXTURE = '''

@pytest.fixture
def global_random_seed():
    return 0
'''


def main():
    source = TESTS.read_text(encoding="utf-8")
    assert source.count(IMPORT) == 1, f"{TESTS} imports its estimators otherwise"
    source = source.replace(IMPORT, "from mlp_names import MLPClassifier, MLPRegressor\n") + FIXTURE
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "test_mlp.py"
        path.write_text(source, encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=line", "-rf", path.name]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)
    reasons = re.findall(r"^FAILED test_mlp.py::(\S+)(?: - (.*))?$", done.stdout, re.M)
    if not reasons and done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    for name, reason in reasons:
        print(f"{name}: {reason}")
    print(done.stdout.strip().splitlines()[-1])


if __name__ == "__main__":
    main()
