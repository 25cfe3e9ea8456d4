#include "ganglion/train/explain/explain_elements.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/train/check_data.h"
#include "ganglion/train/step_graph.h"
#include "ganglion/train/unknown_kinds.h"

namespace ganglion::train {
namespace {

using data::Task;

enum class Meaning { values, one_of_two, one_of_several, labels };

/// What the numbers of an output mean, by the task or else by the loss.
Meaning meaning_of(const Model& model, const data::Preprocessing* preprocessing,
                   std::size_t output) {
  if (preprocessing != nullptr) {
    switch (preprocessing->state().task) {
      case Task::regression:
        return Meaning::values;
      case Task::binary:
        return Meaning::one_of_two;
      case Task::multiclass:
        return Meaning::one_of_several;
      case Task::multilabel:
        return Meaning::labels;
    }
  }
  if (!model.compiled()) return Meaning::values;
  const std::size_t outputs = model.network().outputs().size();
  const nn::Outputs said = loss_of(model.compile_options(), output, outputs).outputs();
  if (said == nn::Outputs::classes) return Meaning::one_of_several;
  if (said == nn::Outputs::numbers) return Meaning::values;
  return model.network().output_shapes()[output].size() == 1 ? Meaning::one_of_two
                                                             : Meaning::labels;
}

std::string name_from(const std::vector<std::string>& names, std::int64_t index,
                      const std::string& otherwise) {
  const auto place = static_cast<std::size_t>(index);
  return place < names.size() ? names[place] : otherwise;
}

/// Appends what is to be said of one output.
class PredictionFormatter {
 public:
  PredictionFormatter(const Model& model, const data::Preprocessing* preprocessing,
                      std::size_t output, ShownPrediction& shown)
      : model_(model), preprocessing_(preprocessing), output_(output), shown_(shown) {
    if (preprocessing != nullptr) {
      classes_ = preprocessing->state().class_names;
      targets_ = preprocessing->output_names();
    }
    const std::size_t outputs = model.network().outputs().size();
    logits_ =
        model.compiled() && nn::takes_logits(loss_of(model.compile_options(), output, outputs));
    label_ = outputs == 1 ? "output" : model.network().output_names()[output];
  }

  void tell(std::span<const double> numbers) {
    switch (meaning_of(model_, preprocessing_, output_)) {
      case Meaning::values:
        return tell_values(numbers);
      case Meaning::one_of_two:
        return tell_one_of_two(numbers[0]);
      case Meaning::one_of_several:
        return tell_one_of_several(numbers);
      case Meaning::labels:
        return tell_labels(numbers);
    }
  }

 private:
  std::string element_name(std::int64_t element, std::size_t count) const {
    return count == 1 ? label_ : fmt::format("{}[{}]", label_, element);
  }

  void explain(std::int64_t element, std::string name, double scale = 1.0, double offset = 0.0) {
    shown_.elements.push_back({{output_, element}, std::move(name), scale, offset});
  }

  /// "logit of setosa"; a class that is only a number gets its column's name: "digit = 3".
  std::string of(const std::string& name) const {
    const bool is_number = !name.empty() && name.find_first_not_of("0123456789.-") == name.npos;
    const bool column = is_number && targets_.size() == 1;
    return (logits_ ? "logit of " : "probability of ") + (column ? targets_[0] + " = " : "") + name;
  }

  void answer(const std::string& text) {
    shown_.answer += (shown_.answer.empty() ? "" : ", ") + text;
  }

  void tell_values(std::span<const double> numbers) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto element = static_cast<std::int64_t>(i);
      const std::string name = name_from(targets_, element, element_name(element, numbers.size()));
      data::TargetColumn target;
      if (i < targets_.size()) target = preprocessing_->state().targets[i];
      const double kept = target.kept(numbers[i]);
      shown_.numbers.emplace_back(name, kept * target.std + target.mean);
      explain(element, kept == numbers[i] ? name : name + " before it was clipped", target.std,
              target.mean);
    }
  }

  void tell_one_of_two(double probability) {
    const std::string no = name_from(classes_, 0, "class 0");
    const std::string yes = name_from(classes_, 1, "class 1");
    shown_.numbers.emplace_back(no, 1.0 - probability);
    shown_.numbers.emplace_back(yes, probability);
    const double threshold =
        preprocessing_ == nullptr ? 0.5 : preprocessing_->state().output_threshold();
    const bool is_yes = probability > threshold;
    answer(is_yes ? yes : no);
    if (is_yes) return explain(0, of(yes));
    explain(0, of(no), -1.0, logits_ ? 0.0 : 1.0);
  }

  void tell_one_of_several(std::span<const double> numbers) {
    const auto name = [&](std::int64_t i) {
      return name_from(classes_, i, fmt::format("class {}", i));
    };
    for (std::int64_t i = 0; i < std::ssize(numbers); ++i) {
      shown_.numbers.emplace_back(name(i), numbers[static_cast<std::size_t>(i)]);
    }
    const std::int64_t best = std::ranges::max_element(numbers) - numbers.begin();
    answer(name(best));
    explain(best, of(name(best)));
  }

  void tell_labels(std::span<const double> numbers) {
    for (std::int64_t i = 0; i < std::ssize(numbers); ++i) {
      const std::string name = name_from(targets_, i, fmt::format("label {}", i));
      const double probability = numbers[static_cast<std::size_t>(i)];
      shown_.numbers.emplace_back(name, probability);
      if (probability > 0.5) answer(name);
      explain(i, of(name));
    }
  }

  const Model& model_;
  const data::Preprocessing* preprocessing_;
  std::size_t output_;
  ShownPrediction& shown_;
  std::vector<std::string> classes_;
  std::vector<std::string> targets_;
  bool logits_ = false;
  std::string label_;
};

/// Of somebody's own there may be one that nobody can compute.
bool has_loss(const Model& model) {
  return model.compiled() && knows_losses(model.compile_options());
}

}  // namespace

ShownPrediction shown_prediction(const Model& model, const std::vector<Tensor>& predictions,
                                 const data::Preprocessing* preprocessing) {
  ShownPrediction shown;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    PredictionFormatter(model, preprocessing, i, shown).tell(predictions[i].values<double>());
  }
  return shown;
}

data::Dataset checked_row(const Model& model, const data::Dataset& row) {
  check_features(model.network(), row, "explain");
  if (row.rows() != 1) {
    throw Error(
        fmt::format("explain: takes one row at a time, not {}; pick one with "
                    "Dataset::rows()",
                    row.rows()));
  }
  if (!has_loss(model) || !row.has_targets()) {
    return {.features = row.features, .more_features = row.more_features};
  }
  data::Dataset fitting = with_fitting_targets(model.network(), model.compile_options(), row);
  check_targets(model.network(), model.compile_options(), fitting, "explain");
  return fitting;
}

ExplainGoal goal_of(const Model& model, const data::Dataset& row,
                    const data::Preprocessing* preprocessing) {
  if (has_loss(model) && row.has_targets()) return {};
  const ExplainGraph graph(model, {.loss = false});
  const runtime::Evaluation values(graph.graph(), graph.feeds(model, row));
  std::vector<Tensor> predictions;
  for (const Value& prediction : graph.predictions()) predictions.push_back(values.at(prediction));
  const ShownPrediction shown = shown_prediction(model, predictions, preprocessing);
  const ExplainedElement& first = shown.elements.at(0);
  return {{.loss = false, .element = first.element, .scale = first.scale, .offset = first.offset},
          first.name};
}

}  // namespace ganglion::train
