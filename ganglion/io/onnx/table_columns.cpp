#include "ganglion/io/onnx/table_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"

namespace ganglion::io::onnx {
namespace {

using data::ColumnKind;
using data::FeatureColumn;
using data::TransformKind;

constexpr std::int64_t kFloat = 1;
constexpr std::int64_t kInteger = 7;
constexpr std::int64_t kDouble = 11;

/// The nodes of one column, named after it.
class ColumnNodes {
 public:
  ColumnNodes(ModelWriter& writer, std::string name) : writer_(writer), name_(std::move(name)) {}

  std::string op(const char* op, std::vector<std::string> inputs,
                 std::vector<StoredAttribute> attributes = {}) {
    return writer_.node(op, std::move(inputs), fmt::format("{}/{}", name_, op),
                        std::move(attributes));
  }
  std::string number(double value) { return numbers({value}, {}); }
  std::string numbers(const std::vector<double>& values, const Shape& shape) {
    return writer_.constant(name_ + "/number", Tensor::of<double>(shape, values));
  }
  std::string cast(const std::string& x, std::int64_t to) {
    return op("Cast", {x}, {integer_attribute("to", to)});
  }

  /// sign(u) log(1 + |u|), or for `robust` the same from 3 on.
  std::string transformed(const data::Transform& transform, const std::string& x) {
    if (transform.kind == TransformKind::none) return x;
    const std::string u =
        op("Div", {op("Sub", {x, number(transform.centre)}), number(transform.unit)});
    const std::string size = op("Abs", {u});
    const std::string sign = op("Sign", {u});
    if (transform.kind == TransformKind::log) {
      return op("Mul", {sign, op("Log", {op("Add", {number(1.0), size})})});
    }
    constexpr double kStraight = 3.0;
    const std::string beyond = op("Max", {op("Sub", {size, number(kStraight)}), number(0.0)});
    const std::string bent =
        op("Add", {number(kStraight), op("Log", {op("Add", {number(1.0), beyond})})});
    const std::string inner = op("Min", {size, number(kStraight)});
    const std::string past = op("Sub", {bent, number(kStraight)});
    return op("Mul", {sign, op("Add", {inner, past})});
  }

  /// As TrainingRange::soft_clipped: reach / hypot(1, reach / beyond) past the edge.
  std::string soft_clipped(const data::TrainingRange& range, const std::string& x) {
    const double margin = data::TrainingRange::kMargin * range.width();
    const double reach = data::TrainingRange::kReach * range.width();
    const std::string edge =
        op("Max", {op("Min", {x, number(range.most + margin)}), number(range.least - margin)});
    if (reach == 0) return edge;
    const std::string beyond = op("Sub", {x, edge});
    // reach p / sqrt(1 + p^2), p = beyond / reach: the same, and 0 where nothing lies beyond. From
    // 10^8 on that is the reach itself; the square of a larger one, or of infinity, has no number.
    constexpr double kAll = 1e9;
    const std::string ratio = op("Div", {beyond, number(reach)});
    const std::string part = op("Max", {op("Min", {ratio, number(kAll)}), number(-kAll)});
    const std::string root = op("Sqrt", {op("Add", {op("Mul", {part, part}), number(1.0)})});
    return op("Add", {edge, op("Mul", {op("Div", {part, root}), number(reach)})});
  }

 private:
  ModelWriter& writer_;
  std::string name_;
};

/// The features of a column of numbers, or of yes and no, in their order.
void write_number(ColumnNodes& nodes, const FeatureColumn& column, const std::string& x,
                  std::vector<std::string>& features) {
  const std::string missing = nodes.op("IsNaN", {x});
  const std::string known = nodes.op("Where", {missing, nodes.number(column.fill), x});
  if (column.std == 0) {
    features.push_back(nodes.cast(nodes.op("Mul", {known, nodes.number(0.0)}), kFloat));
  } else {
    const std::string near =
        column.clip && column.range ? nodes.soft_clipped(*column.range, known) : known;
    const std::string bent = nodes.transformed(column.transform, near);
    const std::string centred = nodes.op("Sub", {bent, nodes.number(column.mean)});
    features.push_back(nodes.cast(nodes.op("Div", {centred, nodes.number(column.std)}), kFloat));
  }
  if (column.bins() > 0) {
    const std::vector<double> low(column.edges.begin(), column.edges.end() - 1);
    std::vector<double> width;
    for (std::size_t i = 0; i < low.size(); ++i) width.push_back(column.edges[i + 1] - low[i]);
    const Shape row{1, column.bins()};
    const std::string bent = nodes.transformed(column.transform, known);
    const std::string share = nodes.op(
        "Div", {nodes.op("Sub", {bent, nodes.numbers(low, row)}), nodes.numbers(width, row)});
    features.push_back(nodes.cast(
        nodes.op("Max", {nodes.op("Min", {share, nodes.number(1.0)}), nodes.number(0.0)}), kFloat));
  }
  if (column.missing_flag) features.push_back(nodes.cast(missing, kFloat));
}

void write_category(ModelWriter& writer, ColumnNodes& nodes, const FeatureColumn& column,
                    const std::string& x, std::vector<std::string>& features) {
  const std::string found = writer.ml_node(
      "OneHotEncoder", {x}, column.name + "/categories",
      {texts_attribute("cats_strings", column.categories), integer_attribute("zeros", 1)});
  const auto count = static_cast<std::int64_t>(column.categories.size());
  const std::string flat =
      nodes.op("Reshape", {found, writer.integers(column.name + "/shape", {-1, count})});
  features.push_back(flat);
  if (!column.other) return;
  const std::string known =
      nodes.op("ReduceSum", {flat, writer.integers(column.name + "/axes", {1})},
               {integer_attribute("keepdims", 1)});
  features.push_back(nodes.op(
      "Sub", {writer.constant(column.name + "/one", Tensor::of<float>(Shape{}, {1.0F})), known}));
}

/// Of each target a number, in a row.
template <class Get>
std::vector<double> of_targets(const data::PreprocessingState& state, Get get) {
  std::vector<double> numbers;
  for (const data::TargetColumn& target : state.targets) numbers.push_back(get(target));
  return numbers;
}

void write_values(ModelWriter& writer, const data::PreprocessingState& state,
                  const std::string& output, const TensorType& row) {
  ColumnNodes nodes(writer, "targets");
  const Shape shape{std::ssize(state.targets)};
  const auto times = of_targets(state, [](const auto& target) { return target.std; });
  const auto plus = of_targets(state, [](const auto& target) { return target.mean; });
  std::string value =
      nodes.op("Add", {nodes.op("Mul", {nodes.cast(output, kDouble), nodes.numbers(times, shape)}),
                       nodes.numbers(plus, shape)});
  if (std::ranges::any_of(state.targets, [](const auto& target) { return target.clip; })) {
    constexpr double kFar = 1e300;
    const auto bound = [](const data::TargetColumn& target, bool upper) {
      if (!target.clip || !target.range) return upper ? kFar : -kFar;
      const double margin = data::TrainingRange::kMargin * target.range->width();
      return upper ? target.range->most + margin : target.range->least - margin;
    };
    const auto most = of_targets(state, [&](const auto& target) { return bound(target, true); });
    const auto least = of_targets(state, [&](const auto& target) { return bound(target, false); });
    value = nodes.op(
        "Max", {nodes.op("Min", {value, nodes.numbers(most, shape)}), nodes.numbers(least, shape)});
  }
  writer.output(writer.node("Identity", {value}, "value"), {DType::f64, row.shape});
}

void write_label(ModelWriter& writer, const data::PreprocessingState& state,
                 const std::string& output) {
  ColumnNodes nodes(writer, "classes");
  std::string index;
  if (state.task == data::Task::binary) {
    const std::string flat = nodes.op("Reshape", {output, writer.integers("classes/shape", {-1})});
    const std::string above =
        nodes.op("Greater", {nodes.cast(flat, kDouble), nodes.number(state.output_threshold())});
    index = nodes.cast(above, kInteger);
  } else {
    index = nodes.op("ArgMax", {output},
                     {integer_attribute("axis", 1), integer_attribute("keepdims", 0)});
  }
  std::vector<std::int64_t> keys;
  for (std::size_t i = 0; i < state.class_names.size(); ++i) {
    keys.push_back(static_cast<std::int64_t>(i));
  }
  const std::string label = writer.ml_node("LabelEncoder", {index}, "label",
                                           {integers_attribute("keys_int64s", keys),
                                            texts_attribute("values_strings", state.class_names)});
  writer.text_output(label);
}

}  // namespace

void check_columns(const data::PreprocessingState& state) {
  const auto refuse = [](const std::string& what) {
    throw Error(
        fmt::format("{} can't be prepared in ONNX; {} writes the network alone, which takes "
                    "features",
                    what, setting("raw")));
  };
  if (state.series) refuse("a table of a series");
  for (const FeatureColumn& column : state.features) {
    if (column.kind == ColumnKind::date)
      refuse(fmt::format("the dates of column '{}'", column.name));
    if (column.kind == ColumnKind::text)
      refuse(fmt::format("the words of column '{}'", column.name));
  }
}

std::string write_columns(ModelWriter& writer, const data::PreprocessingState& state) {
  std::vector<std::string> features;
  for (const FeatureColumn& column : state.features) {
    const bool text = column.kind == ColumnKind::category;
    writer.column(column.name, text ? ElementType::text : ElementType::f64);
  }
  for (const FeatureColumn& column : state.features) {
    ColumnNodes nodes(writer, column.name);
    if (column.kind == ColumnKind::category) {
      write_category(writer, nodes, column, column.name, features);
    } else {
      write_number(nodes, column, column.name, features);
    }
  }
  return writer.node("Concat", features, "features", {integer_attribute("axis", 1)});
}

std::string write_samples(ModelWriter& writer, const data::SampleFeatures& samples,
                          const std::string& input) {
  writer.input(input, {DType::f32, samples.shape});
  ColumnNodes nodes(writer, "scaling");
  std::vector<std::int64_t> extents(static_cast<std::size_t>(samples.shape.rank()), 1);
  extents[0] = samples.shape[0];
  const Shape channels{std::span<const std::int64_t>(extents)};
  const std::string apart =
      nodes.op("Sub", {nodes.cast(input, kDouble), nodes.numbers(samples.scaling.mean, channels)});
  return nodes.cast(nodes.op("Div", {apart, nodes.numbers(samples.scaling.std, channels)}), kFloat);
}

void write_predictions(ModelWriter& writer, const data::PreprocessingState& state,
                       const std::string& output, const TensorType& row) {
  if (state.task == data::Task::regression) return write_values(writer, state, output, row);
  writer.output(output, row);
  if (state.task != data::Task::multilabel) write_label(writer, state, output);
}

}  // namespace ganglion::io::onnx
