#include "ganglion/io/source/c_test_vectors.h"

#include <fmt/format.h>

#include <vector>

#include "ganglion/data/channel_scaling.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/io/source/c_columns.h"
#include "ganglion/io/source/c_text.h"

namespace ganglion::io {
namespace {

constexpr std::int64_t kTensorRows = 3;

/// Numbers that need not be stored: C source makes the same ones.
std::int64_t pattern(std::int64_t i, std::int64_t row, std::int64_t modulus) {
  return (i * 37 + row * 101) % modulus;
}
constexpr std::int64_t kSteps = 201;  // of numbers from -1 to 1
constexpr std::int64_t kIndices = 5;
constexpr std::int64_t kPixels = 256;

class SelfTest {
 public:
  SelfTest(const SourceModel& model, const CProgram& program,
           const std::map<std::string, Tensor>& variables)
      : model_(model), program_(program), variables_(variables) {
    for (const Node& node : model.graph.nodes()) {
      if (node.op == &kInput) inputs_.push_back(&node);
    }
  }

  std::string body() {
    const bool columns = model_.info.preprocessing && !model_.info.preprocessing->samples;
    const std::string fill = columns ? column_rows() : tensor_rows();
    const std::int64_t rows = std::ssize(expected_) / outputs_;
    return fmt::format(
        R"({0}  static const float expected[] = {{
{1}
  }};
{2}  long i, k;
  for (k = 0; k < {3}; ++k) {{
{4}    @run({5}scratch);
    for (i = 0; i < {6}; ++i) {{
      const float right = expected[k * {6} + i];
      if (!(fabsf(y[i] - right) <= {7} * (1.0f + fabsf(right)))) return (int)k + 1;
    }}
  }}
  return 0;
)",
        rows_, c_lines(expected_), places(), rows, fill, arguments(), outputs_,
        c_number(kSelfTestTolerance));
  }

 private:
  /// Expected outputs for features of a row, by the name of the input.
  void expect(const std::map<std::string, Tensor>& features) {
    std::int64_t count = 0;
    for (const Tensor& output : reference_outputs(model_.graph, variables_, features)) {
      const Tensor floats = output.cast(DType::f32);
      const auto values = floats.values<float>();
      expected_.insert(expected_.end(), values.begin(), values.end());
      count += output.size();
    }
    outputs_ = count;
  }

  std::string column_rows() {
    const data::PreprocessingState& state = *model_.info.preprocessing;
    const data::Table table = test_table(state);
    const data::Dataset data = data::Preprocessing(state).apply(table, false);
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      const std::vector<std::int64_t> one = {row};
      expect({{inputs_[0]->name, data.features.rows(one).reshaped(inputs_[0]->outputs[0].shape)}});
    }
    rows_ = "  static const @row rows[] = {\n" + c_rows(state, table) + "  };\n";
    return "    if (@features(&rows[k], x)) return (int)k + 1;\n";
  }

  /// One input of a row as the pattern gives it, and the C that gives the same.
  Tensor patterned(const Node& input, std::int64_t row) const {
    const Shape& shape = input.outputs[0].shape;
    std::vector<float> values;
    for (std::int64_t i = 0; i < shape.size(); ++i) {
      if (model_.info.preprocessing) {
        values.push_back(static_cast<float>(pattern(i, row, kPixels)));
      } else if (input.outputs[0].dtype == DType::i32) {
        values.push_back(static_cast<float>(pattern(i, row, kIndices)));
      } else {
        values.push_back(static_cast<float>(pattern(i, row, kSteps) - kSteps / 2) / 100.0f);
      }
    }
    Tensor tensor = Tensor::of(shape, values);
    if (model_.info.preprocessing)
      tensor = data::scaled(tensor, model_.info.preprocessing->samples->scaling);
    return tensor.cast(input.outputs[0].dtype);
  }

  std::string fill_text(const Node& input, const std::string& name) const {
    std::string value =
        fmt::format("(float)((i * 37 + k * 101) % {} - {}) / 100.0f", kSteps, kSteps / 2);
    if (input.outputs[0].dtype == DType::i32)
      value = fmt::format("(float)((i * 37 + k * 101) % {})", kIndices);
    if (model_.info.preprocessing) value = fmt::format("(float)((i * 37 + k * 101) % {})", kPixels);
    return fmt::format("    for (i = 0; i < {}; ++i) {}[i] = {};\n", input.outputs[0].shape.size(),
                       name, value);
  }

  std::string tensor_rows() {
    for (std::int64_t row = 0; row < kTensorRows; ++row) {
      std::map<std::string, Tensor> features;
      for (const Node* input : inputs_) features.emplace(input->name, patterned(*input, row));
      expect(features);
    }
    std::string text;
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      text += fill_text(*inputs_[i], program_.inputs[i]);
    if (model_.info.preprocessing) text += "    if (@features(x, x)) return (int)k + 1;\n";
    return text;
  }

  /// Where inputs and outputs lie in scratch, the outputs side by side from `y` on.
  std::string places() const {
    std::string text;
    std::int64_t offset = program_.scratch;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      text += fmt::format("  float *const {} = scratch + {};\n", program_.inputs[i], offset);
      offset += inputs_[i]->outputs[0].shape.size();
    }
    return text + fmt::format("  float *const y = scratch + {};\n", offset);
  }

  std::string arguments() const {
    std::string text;
    for (const std::string& input : program_.inputs) text += input + ", ";
    std::int64_t offset = 0;
    for (const auto& [name, value] : model_.graph.outputs()) {
      text += offset == 0 ? "y, " : fmt::format("y + {}, ", offset);
      offset += value.shape().size();
    }
    return text;
  }

  const SourceModel& model_;
  const CProgram& program_;
  const std::map<std::string, Tensor>& variables_;
  std::vector<const Node*> inputs_;
  std::vector<float> expected_;
  std::int64_t outputs_ = 0;
  std::string rows_;
};

}  // namespace

std::string self_test_body(const SourceModel& model, const CProgram& program,
                           const std::map<std::string, Tensor>& variables) {
  return SelfTest(model, program, variables).body();
}

}  // namespace ganglion::io
