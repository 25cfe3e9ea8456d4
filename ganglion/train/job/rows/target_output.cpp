#include "ganglion/train/job/rows/target_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/nn/losses/loss.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/train/job/typed_output.h"

namespace ganglion::train {
namespace {

using data::Task;
using nn::Activation;

/// Least and largest value of the targets of a regression.
struct TargetRange {
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();
  /// A target lies so far above 0 that a prediction below 0 is out of the question. Kept at or
  /// above 0, it would be large numbers that differ in their last digits only, which f32 hasn't
  /// got.
  bool far_from_zero = false;
};

TargetRange range_of(const data::PreprocessingState& state, data::ColumnSource& train) {
  constexpr double kFar = 10.0;  // standard deviations
  TargetRange range;
  for (const data::TargetColumn& target : state.targets) {
    const data::Table& table = train.with(target.name);
    double least = std::numeric_limits<double>::infinity();
    for (const double value : data::numbers_of(table, table.column(target.name))) {
      least = std::min(least, value);
      range.most = std::max(range.most, value);
    }
    range.least = std::min(range.least, least);
    range.far_from_zero = range.far_from_zero || least > kFar * target.std;
  }
  return range;
}

void check_classes(const Job& job, Task task) {
  const Activation only = task == Task::multiclass ? Activation::softmax : Activation::sigmoid;
  if (!job.output || *job.output == only) return;
  throw Error(
      fmt::format("{} doesn't fit the task {}, whose output activation is {}; omit it",
                  setting("output", nn::name_of(*job.output)), name_of(task), nn::name_of(only)),
      {.setting = "output", .value = "auto"});
}

void choose_output(Job& job, const data::PreprocessingState& state, const TargetRange& range,
                   const Listener& listener) {
  if (job.output) return;
  if (const auto typed = typed_output(job, state)) {
    job.output = typed->activation;
    listener.tell_choice(
        {"output", std::string(nn::name_of(*job.output)), "as the network's last layer says"});
    return;
  }
  const bool counts = job.loss && job.loss->value().needs_positive();
  const bool plain = job.network && job.network->value().empty();
  if (counts || (range.least >= 0 && !plain && !range.far_from_zero)) {
    // A linear path can give what it begins as only where the output is linear above 0.
    const bool path = !counts && !state.samples && job.linear_path.value_or(!job.network);
    job.output = path ? Activation::relu : Activation::softplus;
    listener.tell_choice({"output", std::string(nn::name_of(*job.output)),
                          counts ? "non-negative predictions, as the poisson loss requires"
                                 : "non-negative predictions, like the target; for any real "
                                   "number: `output = linear`"});
    return;
  }
  job.output = Activation::linear;
  listener.tell_choice({"output", "linear",
                        range.least < 0 ? "the target has negative values"
                        : plain         ? "linear regression, as there are no hidden layers"
                                        : "the target is far above 0 compared to its spread"});
}

void warn_of_range(const Job& job, const TargetRange& range, const Listener& listener) {
  if ((job.output == Activation::relu || job.output == Activation::softplus) && range.least < 0) {
    listener.tell_warning(
        fmt::format("{} can't predict negative values, but the target's minimum is "
                    "{:.6g}; use `output = linear`",
                    setting("output", nn::name_of(*job.output)), range.least));
  }
  if (range.far_from_zero && job.output != Activation::linear) {
    listener.tell_warning(
        fmt::format("{} predicts numbers counted from 0, of which 32-bit floats lose digits here: "
                    "the target lies far above 0 (from {:.10g} to {:.10g}) compared to its spread; "
                    "use `output = linear`",
                    setting("output", nn::name_of(*job.output)), range.least, range.most));
  }
  if (job.output == Activation::sigmoid && (range.least < 0 || range.most > 1)) {
    listener.tell_warning(fmt::format(
        "`output = sigmoid` predicts values between 0 and 1, but the target ranges from "
        "{:.6g} to {:.6g}; use `output = linear`",
        range.least, range.most));
  }
}

}  // namespace

data::Preprocessing fit_output(Job& job, const data::Preprocessing& preprocessing,
                               data::ColumnSource& train, const Listener& listener) {
  data::PreprocessingState state = preprocessing.state();
  if (state.task != Task::regression) {
    check_classes(job, state.task);
    return preprocessing;
  }
  if (job.output == Activation::softmax) {
    throw Error(
        "`output = softmax` doesn't fit the task regression; use linear, relu, softplus or "
        "sigmoid",
        {.setting = "output"});
  }
  const TargetRange range = range_of(state, train);
  choose_output(job, state, range, listener);
  warn_of_range(job, range, listener);
  if (job.output == Activation::linear) return preprocessing;
  for (data::TargetColumn& target : state.targets) {
    target.mean = 0;
    if (job.output == Activation::sigmoid) target.std = 1;
  }
  return data::Preprocessing(std::move(state), preprocessing.notes());
}

}  // namespace ganglion::train
