#include "ganglion/train/explain/explain_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "ganglion/core/numbers.h"
#include "ganglion/core/text_table.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/train/explain/attribution_text.h"
#include "ganglion/train/explain/weighted_sum.h"

namespace ganglion::train {
namespace {

using Rows = std::vector<std::vector<std::string>>;

/// Vectors of up to this many numbers are shown whole, longer ones by the first few and the last.
constexpr std::int64_t kWhole = 8;
constexpr std::size_t kFirst = 4;
/// Rows of a table before it is cut.
constexpr std::size_t kTableRows = 16;

/// Short weights whole, long ones by norm and extremes.
std::string weight_text(const Tensor& tensor, bool full) {
  if (full || tensor.size() <= kWhole) return numbers_text(tensor, full);
  const auto values = tensor.values<double>();
  const double squares = std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
  const auto [smallest, largest] = std::ranges::minmax(values);
  return fmt::format("norm {}, from {} to {}", number_text(std::sqrt(squares)),
                     number_text(smallest), number_text(largest));
}

std::string formula_of(const ExplainedLayer& layer) {
  const bool bends = !layer.activation.empty() && layer.activation != "linear";
  const std::string result =
      bends ? fmt::format("a = {}({})", layer.activation, layer.z ? "z" : "x") : "a = z";
  if (!layer.z) return bends ? result : "";
  return fmt::format("z = {}, {}", layer.formula, result);
}

/// Writes an explanation part by part.
class Writer {
 public:
  Writer(const Explanation& explanation, bool full) : e_(explanation), full_(full) {}

  std::string run() {
    text_ = e_.title + "\n";
    columns();
    text_ += "\nForward pass: values, from input to output\n";
    for (const ExplainedValue& input : e_.inputs) {
      text_ += input.name + "\n" +
               text_table({{"x", place("", input.value), numbers_text(input.value, full_)}}, "  ");
    }
    for (const ExplainedLayer& layer : e_.layers) {
      if (is_last(layer)) others_forward();
      if (is_told(layer)) forward(layer);
    }
    prediction();
    text_ += fmt::format("\nBackward pass: derivatives of the {}, from output to input\n", e_.goal);
    for (std::size_t i = e_.layers.size(); i-- > 0;) {
      if (is_told(e_.layers[i])) back(e_.layers[i]);
      if (is_last(e_.layers[i])) others_back();
    }
    input_derivatives();
    count();
    for (const ExplainedOutput& output : e_.outputs) {
      text_ += attribution_text(e_, output, most_rows());
    }
    return std::move(text_);
  }

 private:
  std::size_t most_rows() const { return full_ ? e_.feature_names.size() + 1 : kTableRows; }

  bool is_last(const ExplainedLayer& layer) const { return &layer == &e_.layers.back(); }

  /// Of an ensemble: the first network, and the mean.
  bool is_told(const ExplainedLayer& layer) const {
    return full_ || e_.networks == 1 || is_last(layer) ||
           layer.name.starts_with(nn::name_in_copy("", 0));
  }

  /// "net2 to net5"; empty where none is left out.
  std::string others() const {
    if (full_ || e_.networks == 1) return "";
    const std::string first = nn::name_in_copy("", 1);
    const std::string last = nn::name_in_copy("", e_.networks - 1);
    const std::string name = first.substr(0, first.size() - 1);
    return first == last ? name : name + " to " + last.substr(0, last.size() - 1);
  }

  void others_forward() {
    if (others().empty()) return;
    Rows rows;
    for (const ExplainedLayer& layer : e_.layers) {
      if (is_told(layer) || !std::ranges::count(e_.layers.back().inputs, layer.name)) continue;
      const Tensor& a = layer.output.value;
      rows.push_back({"a", place(layer.name, a), numbers_text(a)});
    }
    text_ += others() + ": the same layers with their own weights (`full` prints them)\n" +
             text_table(rows, "  ");
  }

  void others_back() {
    if (others().empty()) return;
    text_ += others() + ": from the same d/da, with their own weights (`full` prints them)\n";
  }

  static std::string place(const std::string& name, const Tensor& tensor) {
    return (name.empty() ? "" : name + " ") + tensor.shape().to_string();
  }

  void more(std::size_t shown, std::size_t all, const char* what) {
    if (shown < all) text_ += fmt::format("… and {} more {}\n", all - shown, what);
  }

  /// "age = -0.5, age is missing = 0"; of many, those that are not 0.
  std::string features_of(const ExplainedColumn& column) const {
    const auto values = e_.inputs.at(0).value.values<double>();
    std::vector<std::string> shown;
    for (std::size_t i = column.first_feature; i < column.first_feature + column.features; ++i) {
      if (!full_ && column.features > 2 && values[i] == 0.0) continue;
      shown.push_back(fmt::format("{} = {}", e_.feature_names.at(i), number_text(values[i])));
    }
    if (shown.size() < column.features) {
      shown.push_back(shown.empty() ? "all features 0" : "others 0");
    }
    return fmt::format("{}", fmt::join(shown, ", "));
  }

  void columns() {
    if (e_.columns.empty()) return;
    Rows rows = {{"column", "value", "network input"}};
    const std::size_t shown = std::min(e_.columns.size(), most_rows());
    for (std::size_t i = 0; i < shown; ++i) {
      rows.push_back({e_.columns[i].name, raw_text(e_.columns[i]), features_of(e_.columns[i])});
    }
    text_ += "\n" + text_table(rows);
    more(shown, e_.columns.size(), "columns");
  }

  void forward(const ExplainedLayer& layer) {
    const std::string formula = formula_of(layer);
    text_ += fmt::format("{} (x: {}){}{}\n", layer.name, fmt::join(layer.inputs, ", "),
                         formula.empty() ? "" : ": ", formula);
    Rows rows;
    for (const ExplainedValue& value : layer.parameters) {
      rows.push_back(
          {symbol_of(value.name), place(value.name, value.value), weight_text(value.value, full_)});
    }
    if (layer.z)
      rows.push_back({"z", place("", layer.z->value), numbers_text(layer.z->value, full_)});
    rows.push_back({"a", place("", layer.output.value), numbers_text(layer.output.value, full_)});
    text_ += text_table(rows, "  ");
  }

  void back(const ExplainedLayer& layer) {
    Rows rows;
    const auto add = [&](const std::string& symbol, const std::string& name,
                         const ExplainedValue& value, bool weight) {
      if (!value.derivative) return;
      rows.push_back({"d/d" + symbol, place(name, *value.derivative),
                      weight ? weight_text(*value.derivative, full_)
                             : numbers_text(*value.derivative, full_)});
    };
    add("a", "", layer.output, false);
    if (layer.z) add("z", "", *layer.z, false);
    for (const ExplainedValue& value : layer.parameters) {
      add(symbol_of(value.name), value.name, value, true);
    }
    text_ += layer.name + "\n" + text_table(rows, "  ");
  }

  void input_derivatives() {
    std::vector<double> derivatives;
    std::vector<std::string> names;
    std::size_t next = 0;
    for (const ExplainedValue& input : e_.inputs) {
      const std::size_t first =
          std::exchange(next, next + static_cast<std::size_t>(input.value.size()));
      if (!input.derivative) continue;
      const auto values = input.derivative->values<double>();
      derivatives.insert(derivatives.end(), values.begin(), values.end());
      for (std::size_t i = first; i < next; ++i) names.push_back(e_.feature_names.at(i));
    }
    if (derivatives.empty()) return;
    const std::vector<std::size_t> order = largest_of(derivatives, most_rows());
    Rows rows;
    for (const std::size_t i : order) {
      rows.push_back({"d/dx", names[i], number_text(derivatives[i])});
    }
    text_ += "network input, largest derivatives first\n" + text_table(rows, "  ");
    more(order.size(), derivatives.size(), "features");
  }

  void prediction() {
    std::vector<double> values;
    for (const auto& [name, value] : e_.prediction) values.push_back(value);
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (!e_.answer.empty()) order = largest_of(values, most_rows());
    Rows rows;
    for (const std::size_t i : order) {
      rows.push_back({e_.prediction[i].first, number_text(values[i])});
    }
    text_ += fmt::format("\nPrediction{}{}\n", e_.answer.empty() ? "" : ": ", e_.answer);
    text_ += text_table(rows, "  ");
    if (!e_.loss) return;
    text_ += fmt::format("Loss: {} ({}{}{})\n", number_text(*e_.loss), e_.loss_name,
                         e_.target.empty() ? "" : "; target: ", e_.target);
    if (e_.regularization.value_or(0.0) == 0.0) return;
    text_ += fmt::format(
        "Regularisation: {} (penalty of the weights, the same for every row: training adds it to "
        "the loss;\nit is not in the loss above, nor in the derivatives below)\n",
        number_text(*e_.regularization));
  }

  void count() {
    const ExplainedCount& c = e_.count;
    text_ += fmt::format(
        "\nCost: {} numbers between weights and {}, in {} nodes; the backward pass visited {} "
        "nodes "
        "and gave each\nnumber and each of the {} parameters its derivative: {} + {} = {} steps. "
        "One "
        "parameter at a time: {} × {} = {}.\n",
        c.numbers, e_.goal, c.nodes, c.visits, c.parameters, c.numbers, c.parameters,
        c.numbers + c.parameters, c.numbers, c.parameters, c.numbers * c.parameters);
  }

  const Explanation& e_;
  bool full_;
  std::string text_;
};

}  // namespace

std::string number_text(double value) {
  return significant(value, 6);
}

std::string numbers_text(const Tensor& tensor, bool full) {
  const Tensor wide = tensor.cast(DType::f64);
  const auto values = wide.values<double>();
  std::vector<std::string> shown;
  const bool whole = full || tensor.size() <= kWhole;
  for (std::size_t i = 0; i < (whole ? values.size() : kFirst); ++i) {
    shown.push_back(number_text(values[i]));
  }
  if (!whole) shown.insert(shown.end(), {"…", number_text(values.back())});
  return fmt::format("{}", fmt::join(shown, ", "));
}

std::string to_text(const Explanation& explanation, bool full) {
  return Writer(explanation, full).run();
}

}  // namespace ganglion::train
