#pragma once
#include <memory>

#include "ganglion/nn/metrics/metric.h"

namespace ganglion::nn {

/// How the values of the classes become one.
enum class Average {
  automatic,  ///< binary for predictions of one column, else macro
  binary,     ///< class 1 alone; needs two classes
  macro,      ///< the plain mean of the classes (or labels)
  micro,      ///< hits and misses of all classes counted together
  weighted,   ///< the mean weighted by each class's true examples
};

/// "precision": of what was predicted to be of a class, the share that is. The name carries the
/// average when it was chosen: "precision_micro".
///
/// With more than one column the predicted class is the most
/// probable one; with `multilabel` each column is a question of its own, answered yes above the
/// threshold. A class that occurs neither among targets nor among predictions is left out of the
/// means (but a label never is); otherwise 0/0 counts as 0, both as in scikit-learn.
/// per_output() gives the value of every class, NaN for those left out.
struct Precision {
  Average average = Average::automatic;
  double threshold = 0.5;
  bool multilabel = false;
  std::unique_ptr<Metric> make() const;
};

/// "recall": of what is of a class, the share that was predicted to be. Otherwise as Precision.
struct Recall {
  Average average = Average::automatic;
  double threshold = 0.5;
  bool multilabel = false;
  std::unique_ptr<Metric> make() const;
};

/// "f1": the harmonic mean of precision and recall, 2·hits / (2·hits + false alarms + misses).
/// Otherwise as Precision.
struct F1 {
  Average average = Average::automatic;
  double threshold = 0.5;
  bool multilabel = false;
  std::unique_ptr<Metric> make() const;
};

}  // namespace ganglion::nn
