#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ganglion/nn/metrics/metric.h"

namespace ganglion::nn {

/// How the values of the classes become one.
enum class Average {
  automatic,  ///< binary for predictions of one column, else macro
  binary,     ///< the positive class alone; needs two classes
  macro,      ///< the plain mean of the classes (or labels)
  micro,      ///< hits and misses of all classes counted together
  weighted,   ///< the mean weighted by each class's true examples
};

/// As a setting (see graph/fields.h): its name.
std::string setting_of(Average average);
/// Throws Error for another one.
void read_setting(const Attributes& all, std::string_view name, Average& to);

/// The settings of Precision, Recall and F1.
template <class Self, class Visit>
void class_score_fields(Self& self, Visit visit) {
  visit("average", self.average);
  visit("threshold", self.threshold);
  visit("multilabel", self.multilabel);
  visit("positive", self.positive);
}

/// "precision": of what was predicted to be of a class, the share that is. The name carries the
/// average when it was chosen: "precision_micro".
///
/// With more than one column the predicted class is the most
/// probable one; with `multilabel` each column is a question of its own, answered yes above the
/// threshold. A class that occurs neither among targets nor among predictions is left out of the
/// means (but a label never is); otherwise 0/0 counts as 0, both as in scikit-learn: the macro mean
/// is its f1_score(average="macro"). The binary average is NaN when the positive class occurs in
/// neither. per_output() gives the value of every class, NaN for those left out.
struct Precision {
  Average average = Average::automatic;
  double threshold = 0.5;
  bool multilabel = false;
  std::int64_t positive = 1;  ///< of two classes, 0 or 1: that of the binary average
  std::unique_ptr<Metric> make() const;
  static constexpr std::string_view kind = "precision";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    class_score_fields(self, visit);
  }
};

/// "recall": of what is of a class, the share that was predicted to be. Otherwise as Precision.
struct Recall {
  Average average = Average::automatic;
  double threshold = 0.5;
  bool multilabel = false;
  std::int64_t positive = 1;
  std::unique_ptr<Metric> make() const;
  static constexpr std::string_view kind = "recall";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    class_score_fields(self, visit);
  }
};

/// "f1": the harmonic mean of precision and recall, 2·hits / (2·hits + false alarms + misses).
/// Otherwise as Precision.
struct F1 {
  Average average = Average::automatic;
  double threshold = 0.5;
  bool multilabel = false;
  std::int64_t positive = 1;
  std::unique_ptr<Metric> make() const;
  static constexpr std::string_view kind = "f1";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    class_score_fields(self, visit);
  }
};

}  // namespace ganglion::nn
