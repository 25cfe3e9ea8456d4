#include "ganglion/io/check_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include "ganglion/core/error.h"
#include "ganglion/core/task.h"

namespace ganglion::io {
namespace {

/// More values than any layer gives for one example: nothing may be counted beyond what memory
/// can hold.
constexpr std::int64_t kMaxExample = std::int64_t{1} << 32;

void check_no_duplicates(const std::vector<std::string>& names, std::string_view what) {
  std::set<std::string_view> seen;
  for (const std::string& name : names) {
    if (!seen.insert(name).second) {
      throw Error(fmt::format("{}: {} is there twice", what, in_quotes(name)));
    }
  }
}

void check_sizes(const nn::Network& network) {
  const auto check = [](const Shape& shape, const std::string& name) {
    if (shape.size() <= kMaxExample) return;
    throw Error(fmt::format("{}: shape {} is more than 2^32 values for one example",
                            in_quotes(name), shape.to_string()));
  };
  for (const nn::InputSpec& input : network.inputs()) check(input.shape, input.name);
  for (std::size_t i = 0; i < network.calls().size(); ++i) {
    check(network.call_shapes()[i], network.calls()[i].name);
  }
}

void check_column(const data::FeatureColumn& column) {
  const std::string what = fmt::format("column {}", in_quotes(column.name));
  if (column.width() < 1) throw Error(fmt::format("{} becomes no feature", what));
  check_no_duplicates(column.categories, what + ": categories");
  std::vector<std::string> parts;
  for (const data::DateFeature& date : column.dates) parts.push_back(date.part);
  check_no_duplicates(parts, what + ": parts of a date");
}

void check_columns(const data::PreprocessingState& state) {
  std::vector<std::string> names;
  for (const data::TargetColumn& target : state.targets) {
    names.push_back(target.name);
    if (!(target.std > 0)) {
      throw Error(
          fmt::format("target {}: 'std' is {}, not above 0", in_quotes(target.name), target.std));
    }
  }
  for (const data::FeatureColumn& column : state.features) {
    names.push_back(column.name);
    check_column(column);
  }
  check_no_duplicates(names, "columns and targets");
  check_no_duplicates(state.class_names, "class names");
  if (state.samples && !state.features.empty()) {
    throw Error("preprocessing: both 'samples' and 'features'; a model takes one or the other");
  }
}

/// How many values a prediction has.
std::int64_t outputs_of(const data::PreprocessingState& state) {
  const auto classes = std::ssize(state.class_names);
  const auto targets = std::ssize(state.targets);
  const bool has_classes = state.task == Task::binary || state.task == Task::multiclass;
  const bool right =
      has_classes ? targets == 1 && (state.task == Task::binary ? classes == 2 : classes >= 2)
                  : targets >= 1 && classes == 0;
  if (!right) {
    throw Error(fmt::format("task {}, but {} targets and {} class names", name_of(state.task),
                            targets, classes));
  }
  return state.task == Task::binary ? 1 : has_classes ? classes : targets;
}

void check_network(const data::PreprocessingState& state, const nn::Network& network) {
  const Shape wanted = data::Preprocessing(state).input_shape();
  const auto& inputs = network.inputs();
  if (inputs.size() != 1 || inputs[0].shape != wanted || inputs[0].dtype != DType::f32) {
    throw Error(fmt::format(
        "the columns become f32{}, but the network takes {}", wanted.to_string(),
        inputs.size() == 1 ? std::string(name_of(inputs[0].dtype)) + inputs[0].shape.to_string()
                           : fmt::format("{} inputs", inputs.size())));
  }
  const std::int64_t outputs = outputs_of(state);
  const auto& shapes = network.output_shapes();
  if (shapes.size() != 1 || shapes[0].rank() > 1 || shapes[0].size() != outputs) {
    throw Error(fmt::format(
        "task {} with {} targets and {} class names needs one output [{}], but "
        "the network gives {}",
        name_of(state.task), state.targets.size(), state.class_names.size(), outputs,
        shapes.size() == 1 ? shapes[0].to_string() : fmt::format("{} outputs", shapes.size())));
  }
}

/// What is told twice must be the same; it may be left out.
void check_same(const ModelInfo& info) {
  const data::PreprocessingState& state = *info.preprocessing;
  const auto require = [](bool same, std::string_view key) {
    if (!same) throw Error(fmt::format("'{}' differs from that of 'preprocessing'", key));
  };
  std::vector<std::string> targets;
  for (const data::TargetColumn& target : state.targets) targets.push_back(target.name);
  require(info.task.empty() || info.task == name_of(state.task), "task");
  require(info.target_names.empty() || info.target_names == targets, "target_names");
  require(info.class_names.empty() || info.class_names == state.class_names, "class_names");
}

}  // namespace

void check_names(const ModelInfo& info, const nn::Network& network) {
  check_sizes(network);
  if (!info.task.empty()) task_named(info.task);
  check_no_duplicates(info.target_names, "'target_names'");
  check_no_duplicates(info.class_names, "'class_names'");
  if (!(info.temperature > 0) || !std::isfinite(info.temperature)) {
    throw Error(fmt::format("'temperature' is {}, not a finite number above 0", info.temperature));
  }
}

void check_fits(const ModelInfo& info, const nn::Network& network) {
  check_names(info, network);
  if (!info.preprocessing) return;
  check_columns(*info.preprocessing);
  check_network(*info.preprocessing, network);
  check_same(info);
}

}  // namespace ganglion::io
