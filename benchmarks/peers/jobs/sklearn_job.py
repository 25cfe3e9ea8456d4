"""A whole job with pandas and scikit-learn's MLPClassifier: FILE TARGET NETWORK EPOCHS."""

import json
import pickle
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from job_data import EPOCHS, UNITS, load

warnings.simplefilter("ignore", ConvergenceWarning)
x, y, test_x, test_y = load()
model = MLPClassifier(UNITS, batch_size=32, max_iter=EPOCHS, alpha=0.0, n_iter_no_change=EPOCHS)
model.fit(x, y)
with open("build/peers/job/model.pickle", "wb") as file:
    pickle.dump(model, file)
print(json.dumps({"accuracy": float(model.score(test_x, test_y))}))
