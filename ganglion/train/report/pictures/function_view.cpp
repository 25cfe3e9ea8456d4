#include "ganglion/train/report/pictures/function_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/train/predictor.h"
#include "ganglion/train/report/pictures/function_units.h"
#include "ganglion/train/report/pictures/held_table.h"

namespace ganglion::train::report {
namespace {

using data::Task;

constexpr std::size_t kCurvePlaces = 241;
constexpr std::size_t kGridColumns = 45;
constexpr std::size_t kGridRows = 33;
constexpr std::size_t kProbes = 13;
constexpr std::int64_t kMaxRows = 300;
/// More than this many columns aren't probed.
constexpr std::size_t kMaxProbed = 100;

std::vector<double> spread(const Range& range, std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count - 1);
    values.push_back(range.low + share * (range.high - range.low));
  }
  return values;
}

/// All values with some room; of skewed columns (those that are transformed) without the outermost.
Range shown_range(const data::FeatureColumn& feature, std::vector<double> values) {
  std::erase_if(values, [](double value) { return !std::isfinite(value); });
  std::ranges::sort(values);
  if (feature.transform.kind != data::TransformKind::none && values.size() > 50) {
    const std::size_t cut = values.size() / 50;
    values = {values.begin() + static_cast<std::ptrdiff_t>(cut),
              values.end() - static_cast<std::ptrdiff_t>(cut)};
  }
  Range range = range_of(values);
  const double room = 0.05 * (range.high - range.low);
  return {range.low - room, range.high + room};
}

const data::FeatureColumn& feature_named(const data::Preprocessing& preprocessing,
                                         const std::string& name) {
  return *std::ranges::find(preprocessing.state().features, name, &data::FeatureColumn::name);
}

class ViewMaker {
 public:
  ViewMaker(const Model& model, const data::Preprocessing& preprocessing, const data::Table& table)
      : model_(model),
        preprocessing_(preprocessing),
        table_(table),
        predictor_(model),
        held_(preprocessing, table) {}

  FunctionView make(const std::vector<std::string>& columns) {
    view_.task = preprocessing_.state().task;
    view_.networks = nn::copies_in(model_.network());
    const std::size_t across = columns.size() == 1 ? kCurvePlaces : kGridColumns;
    for (const std::string& name : columns) {
      view_.axes.push_back({name, spread(range(name), view_.axes.empty() ? across : kGridRows)});
    }
    view_.held = held_.held(columns);
    const data::Table made = held_.with(places());
    const data::Dataset rows = preprocessing_.apply(made, false);
    predict(rows);
    add_units(rows.features);
    add_rows();
    return std::move(view_);
  }

  /// How much a column, from end to end, changes what is predicted.
  double effect(const std::string& name) const {
    const data::Table made = held_.with({{name, spread(range(name), kProbes)}});
    const Tensor found = predictor_.predict(preprocessing_.apply(made, false))[0].cast(DType::f64);
    const auto values = found.values<double>();
    const std::size_t width = values.size() / kProbes;
    double most = 0.0;
    for (std::size_t output = 0; output < width; ++output) {
      double low = values[output];
      double high = low;
      for (std::size_t i = output; i < values.size(); i += width) {
        low = std::min(low, values[i]);
        high = std::max(high, values[i]);
      }
      most = std::max(most, high - low);
    }
    return most;
  }

 private:
  Range range(const std::string& name) const {
    return shown_range(feature_named(preprocessing_, name), table_.column(name).numbers);
  }

  std::vector<std::pair<std::string, std::vector<double>>> places() const {
    const FunctionAxis& x = view_.axes[0];
    if (view_.axes.size() == 1) return {{x.name, x.values}};
    const FunctionAxis& y = view_.axes[1];
    std::vector<double> xs;
    std::vector<double> ys;
    for (const double down : y.values) {
      for (const double across : x.values) {
        xs.push_back(across);
        ys.push_back(down);
      }
    }
    return {{x.name, std::move(xs)}, {y.name, std::move(ys)}};
  }

  void predict(const data::Dataset& rows) {
    const Tensor kept = preprocessing_.clip_predictions(predictor_.predict(rows)[0]);
    const Tensor found = preprocessing_.unscale_targets(kept).cast(DType::f64);
    const auto numbers = found.values<double>();
    const auto count = static_cast<std::size_t>(rows.rows());
    const std::size_t width = numbers.size() / count;
    const bool binary = view_.task == Task::binary;
    const bool classes = binary || view_.task == Task::multiclass;
    view_.outputs = classes ? preprocessing_.state().class_names : preprocessing_.output_names();
    view_.values.resize(view_.outputs.size());
    for (std::size_t row = 0; row < count; ++row) {
      for (std::size_t k = 0; k < view_.outputs.size(); ++k) {
        const double value = numbers[row * width + (binary ? 0 : k)];
        view_.values[k].push_back(binary && k == 0 ? 1.0 - value : value);
      }
    }
  }

  void add_units(const Tensor& features) {
    if (view_.axes.size() == 2) {
      view_.units = first_layer_units(model_, features);
      return;
    }
    view_.units = chain_units(model_, features, 0, view_.piece_offset);
    if (view_.task != Task::regression || view_.units.empty()) return;
    const data::TargetColumn& target = preprocessing_.state().targets[0];
    view_.piece_offset = view_.piece_offset * target.std + target.mean;
    for (FunctionUnit& unit : view_.units) {
      for (double& value : unit.piece) value *= target.std;
    }
  }

  /// -1 for a text that is no class.
  std::int64_t class_at(const data::Column& target, std::int64_t row) const {
    const auto& names = preprocessing_.state().class_names;
    const auto found = std::ranges::find(names, target.text(row));
    return found == names.end() ? -1 : found - names.begin();
  }

  void add_rows() {
    // The rows of a forecast have their values, not the differences that the network says.
    const std::vector<std::string> targets = preprocessing_.output_names();
    const data::Column* target = targets.empty() ? nullptr : table_.find(targets[0]);
    const bool classes = !preprocessing_.state().class_names.empty();
    const std::int64_t step = table_.rows() / kMaxRows + 1;
    const auto number = [&](const std::string& name, std::int64_t row) {
      return table_.column(name).numbers[static_cast<std::size_t>(row)];
    };
    for (std::int64_t row = 0; row < table_.rows(); row += step) {
      FunctionRow place{.x = number(view_.axes[0].name, row), .of = -1};
      if (view_.axes.size() == 2) place.y = number(view_.axes[1].name, row);
      if (target != nullptr && !target->is_missing(row)) {
        if (classes) place.of = class_at(*target, row);
        const bool numeric = target->kind == data::ColumnKind::number;
        if (!classes && numeric && view_.axes.size() == 1) {
          place.y = target->numbers[static_cast<std::size_t>(row)];
        }
      } else if (view_.axes.size() == 1) {
        continue;  // nothing to be drawn at
      }
      if (std::isfinite(place.x) && std::isfinite(place.y)) view_.rows.push_back(place);
    }
  }

  const Model& model_;
  const data::Preprocessing& preprocessing_;
  const data::Table& table_;
  Predictor predictor_;
  HeldTable held_;
  FunctionView view_;
};

}  // namespace

std::vector<std::string> numeric_columns(const data::Preprocessing& preprocessing,
                                         const data::Table& table) {
  std::vector<std::string> names;
  if (preprocessing.state().samples) return names;
  for (const data::FeatureColumn& feature : preprocessing.state().features) {
    const data::Column* column = table.find(feature.name);
    const bool number = feature.kind == data::ColumnKind::number && column != nullptr &&
                        column->kind == data::ColumnKind::number;
    if (number && feature.std != 0.0) names.push_back(feature.name);
  }
  return names;
}

FunctionView function_view(const Model& model, const data::Preprocessing& preprocessing,
                           const data::Table& table, std::vector<std::string> columns) {
  const std::vector<std::string> numeric = numeric_columns(preprocessing, table);
  if (numeric.empty() || table.rows() == 0) return {};
  for (const std::string& name : columns) {
    if (std::ranges::find(numeric, name) != numeric.end()) continue;
    throw Error(fmt::format("{} is no numeric column that the model reads; {}", shown(name),
                            suggestion(name, numeric)));
  }
  ViewMaker maker(model, preprocessing, table);
  if (columns.empty()) {
    columns = numeric;
    if (columns.size() > kMaxProbed) columns.resize(kMaxProbed);
    if (columns.size() > 2) {
      std::vector<std::pair<double, std::string>> effects;
      for (const std::string& name : columns) effects.emplace_back(-maker.effect(name), name);
      std::ranges::stable_sort(effects, {}, &std::pair<double, std::string>::first);
      columns = {effects[0].second, effects[1].second};
    }
  }
  if (columns.size() > 2) columns.resize(2);
  return maker.make(columns);
}

}  // namespace ganglion::train::report
