#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ganglion/data/dataset.h"
#include "ganglion/data/features/column_types.h"
#include "ganglion/data/features/curve.h"
#include "ganglion/data/features/training_range.h"
#include "ganglion/data/note.h"
#include "ganglion/data/series_recipe.h"
#include "ganglion/data/table.h"
#include "ganglion/data/task.h"

namespace ganglion::data {

/// One part of a date as a feature: (x - mean) / std, and 0 where std is 0.
struct DateFeature {
  std::string part;  ///< of DateParts::kNames
  double mean = 0;
  double std = 1;
  double fill = 0;  ///< what a missing date counts as
};

/// How one column of a table becomes features. Plain data, all of it saved with a model.
struct FeatureColumn {
  std::string name;
  ColumnKind kind = ColumnKind::number;

  /// number: how it was written.
  NumberFormat format = {};
  /// number: all values of the training rows were whole. Not known to models of older versions.
  bool whole = false;
  /// number, and boolean (where yes is 1 and no 0): the feature is (transform(x) - mean) / std, and
  /// 0 where std is 0 (the column was constant).
  Transform transform = {};
  double mean = 0;
  double std = 1;
  /// number: edges of its bins behind the transform (see bins.h), one more feature for each bin;
  /// empty: it has none.
  std::vector<double> edges = {};
  /// number, boolean: what a missing value counts as: the mean of the training rows, taken behind
  /// the transform.
  double fill = 0;
  /// number, boolean, date: one more feature is 1 where the value is missing, else 0; set when
  /// values were missing in the training rows.
  bool missing_flag = false;
  /// number: of the training rows; date: likewise, in days since 1970 (see DateParts::local_days).
  /// Not known to models of older versions.
  std::optional<TrainingRange> range = {};
  /// number: values far outside the range are clipped smoothly before all else; date: the year is
  /// that of the day so clipped.
  bool clip = false;

  /// category: one feature each, 1 where the value is that text.
  std::vector<std::string> categories = {};
  /// category: one more feature is 1 for a missing, rare or unseen text; set when the training
  /// rows had missing or rare ones. Otherwise such a text gives 0 in all features of the column.
  bool other = false;

  /// date: the parts that differ in the training rows, a feature each.
  std::vector<DateFeature> dates = {};
  DateOrder order = DateOrder::day_first;

  /// text: words fall into this many features by their hash (FNV-1a of 64 bits, modulo). A feature
  /// is the number of its words, divided by the root of the sum of squares over the column's.
  std::int64_t buckets = 0;

  /// Number of features it becomes.
  std::int64_t width() const;
  /// number, date: whether a value far outside the range is changed; of dates only the year can be.
  bool clips() const;
  /// number: how many bins it has.
  std::int64_t bins() const { return edges.empty() ? 0 : std::ssize(edges) - 1; }
  /// number, boolean: writes the features of a value, all but the flag: the scaled one, then bins.
  void encode(double value, std::span<float> features) const;
  /// number, boolean: the feature of a value.
  double scaled(double value) const {
    if (std == 0) return 0;
    return (transform(clip && range ? range->soft_clipped(value) : value) - mean) / std;
  }
};

/// How one target column becomes targets.
struct TargetColumn {
  std::string name;
  /// multilabel: how the training rows write no and yes.
  std::string no = "0";
  std::string yes = "1";
  /// regression: the network is trained on (y - mean) / std, of forecasts with y as the recipe's
  /// differencing says. Mean and standard deviation of the training rows (std 1 for a constant),
  /// unless the output layer asks for others.
  double mean = 0;
  double std = 1;
  /// regression: of the training rows; not known to models of older versions.
  std::optional<TrainingRange> range = {};
  /// regression: predictions are kept within the range and its margin.
  bool clip = false;
  /// regression: how it was written.
  NumberFormat format = {};

  /// What the network is to say of a value, and the value of what it says: with the decimal places
  /// that the f32 of a network resolves, so that nothing is written that it can't know.
  float scaled(double value) const { return static_cast<float>((value - mean) / std); }
  double unscaled(double scaled) const;
  /// What the network says, or, where that lies beyond the bounds of `clip`, the nearest that
  /// doesn't; both scaled.
  double kept(double scaled) const;
  /// The same of a forecast, by the last known value.
  double unscaled(double scaled, double last, Differencing differencing) const;
};

/// How images, signals or spectrograms become features: (x - mean) / std, channel by channel.
struct SampleFeatures {
  SampleKind kind = SampleKind::image;
  Shape shape = {};  ///< of one, see SampleKind
  ChannelScaling scaling = {};
  SampleUnits units = {};  ///< files of images are brought to its bits
  /// Spectrograms: the greatest value of a recording of training, in dB, the median of them; not
  /// known to models of older versions.
  std::optional<double> loudness = {};
  /// Signals of other lengths are cut, or get zeros at their end.
  bool any_length = false;
  /// Values that are missing within signals are filled (see fill_holes).
  bool fill = false;
  /// Columns of a table beside its targets that are no part of a sample.
  std::vector<std::string> ignored = {};
};

/// How the training table was read, where a file doesn't tell it: another one is read alike.
struct TableReading {
  bool latin1 = false;
  char decimal = 0;                       ///< as in CsvOptions
  std::int64_t skip_rows = 0;             ///< likewise
  std::vector<std::string> missing = {};  ///< texts for missing values besides the default ones
  std::map<std::string, std::vector<std::string>> missing_of = {};  ///< those of single columns

  bool operator==(const TableReading&) const = default;
};

/// Everything that was learned from the training rows, to be saved with a model.
struct PreprocessingState {
  Task task = Task::regression;
  std::vector<FeatureColumn> features = {};
  std::vector<TargetColumn> targets = {};
  /// binary, multiclass: class names as written, in order of class index.
  std::vector<std::string> class_names = {};
  /// binary: the index of the positive class, which precision, recall, F1 and average precision are
  /// about. Nothing else depends on it: the network's output is the probability of class 1.
  std::int32_t positive = 1;
  /// binary: the probability of the positive class above which it is the predicted class.
  double threshold = 0.5;
  /// For tables with images or signals: those are the features, and `features` is empty.
  std::optional<SampleFeatures> samples = std::nullopt;
  TableReading reading = {};
  /// For forecasts: how tables of series become the rows that all of this is about.
  std::optional<SeriesRecipe> series = std::nullopt;

  /// The positive class; empty unless the task is binary.
  std::string positive_name() const {
    const auto index = static_cast<std::size_t>(positive);
    return task == Task::binary && index < class_names.size() ? class_names[index] : "";
  }
  /// The same threshold on the network's output, the probability of class 1: above it, class 1 is
  /// predicted.
  double output_threshold() const { return positive == 1 ? threshold : 1.0 - threshold; }
};

/// Texts of a column that become categories unless another number is asked for.
inline constexpr std::int64_t kMaxCategories = 256;

/// What Preprocessing::fit makes of columns.
struct PreprocessingOptions {
  /// Scale number columns to mean 0 and standard deviation 1. Otherwise they stay as they are.
  bool scale = true;
  /// Clip numbers far outside the training range smoothly; only with `scale`.
  bool clip = true;
  /// A column with more texts keeps this many, the most frequent; the rest are "other".
  std::int64_t max_categories = kMaxCategories;
  /// Columns to leave out.
  std::vector<std::string> ignore = {};
  /// Piecewise-linear bins (see bins.h) of each column of type number that has
  /// kMinDistinctForBins distinct values; 0: none. Needs `scale`.
  std::int64_t bins = 0;
  /// The same for single columns of numbers, whatever their type and values.
  std::map<std::string, std::int64_t> bins_of = {};
  /// How the table was read.
  TableReading reading = {};
  /// binary: the positive class; empty: the rarer one (of equally frequent ones, the second).
  std::string positive = {};
  /// What the columns mean; find_types says it of those that aren't here.
  ColumnTypes types = {};
  /// What made the rows of forecasts.
  std::optional<SeriesRecipe> series = std::nullopt;
  /// Which rows are a test is drawn at random: then it is noted where rows depend on each other.
  bool test_is_random = false;
};

}  // namespace ganglion::data
