#include <fmt/format.h>

#include <array>

#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

/// The linear models of ai.onnx.ml, as scikit-learn's exporter writes linear and logistic
/// regression, support vectors with a linear kernel, and discriminant analysis.
namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;

/// x C^T + b, [rows, outputs]; C [outputs, features] lies in `coefficients` row by row.
Value linear_scores(const Call& call, std::int64_t outputs) {
  Value x = ops::cast(call.value(0), DType::f32);
  if (x.shape().rank() == 1) x = ops::reshape(x, {1, x.shape()[0]});
  const std::vector<float> coefficients = call.numbers("coefficients");
  const std::vector<float> intercepts = call.numbers("intercepts");
  if (x.shape().rank() != 2 || outputs < 1 || std::ssize(coefficients) != outputs * x.shape()[1]) {
    call.refuse(fmt::format("{} coefficients don't fit {} outputs of rows {}", coefficients.size(),
                            outputs, x.shape().to_string()));
  }
  const Value factors =
      call.graph().constant(Tensor::of<float>(Shape{outputs, x.shape()[1]}, coefficients));
  const Value products = ops::matmul(x, factors, false, true);
  if (intercepts.empty()) return products;
  if (std::ssize(intercepts) != outputs) call.refuse("it has not one intercept for each output");
  return products + call.graph().constant(Tensor::of<float>(Shape{outputs}, intercepts));
}

Value transformed_scores(const Call& call, Value scores) {
  const std::string how = call.text("post_transform", "NONE");
  if (how == "NONE") return scores;
  if (how == "LOGISTIC") return ops::sigmoid(scores);
  if (how == "SOFTMAX") return ops::softmax(scores);
  call.refuse(fmt::format("post_transform '{}' is not supported", how));
}

Operands linear_regressor(const Call& call) {
  const Value scores = linear_scores(call, call.integer("targets", 1));
  return {result(ElementType::f32, transformed_scores(call, scores))};
}

/// For each row the number of the class that has the largest score, of equal ones the first; NaN
/// where a score is.
Value label_of_largest(Value scores, const std::vector<double>& labels) {
  const Value x = ops::cast(scores, DType::f64);
  std::vector<double> ranks;  // above 0, falling
  for (std::size_t i = 0; i < labels.size(); ++i) {
    ranks.push_back(static_cast<double>(labels.size() - i));
  }
  const Shape list{std::ssize(labels)};
  const Value rank = ops::equal(x, ops::reduce_max(x, {1}, true)) * constant_like(x, list, ranks);
  const Value first = ops::equal(rank, ops::reduce_max(rank, {1}, true));
  const Value known = ops::reduce_sum(ops::equal(x, x) / ops::equal(x, x), {1});
  return ops::reduce_sum(first * constant_like(x, list, labels), {1}) + known * 0.0;
}

Operands linear_classifier(const Call& call) {
  call.ignore("multi_class");  // says how it was trained
  std::vector<double> labels;
  ElementType type = ElementType::i64;
  for (const std::int64_t label : call.integers("classlabels_ints")) {
    labels.push_back(static_cast<double>(label));
  }
  for (const std::string& label : call.texts("classlabels_strings")) {
    labels.push_back(call.word(label));
    type = ElementType::text;
  }
  if (labels.size() < 2) call.refuse("it names fewer than two classes");
  // A single score for two classes has another meaning in each runtime.
  const Value scores = linear_scores(call, std::ssize(labels));
  return {result(type, label_of_largest(scores, labels)),
          result(ElementType::f32, transformed_scores(call, scores))};
}

}  // namespace

std::span<const OpEntry> linear_model_ops() {
  constexpr std::string_view kDomain = "ai.onnx.ml";
  static constexpr auto kOps =
      std::to_array<OpEntry>({{"LinearRegressor", 1, linear_regressor, kDomain},
                              {"LinearClassifier", 1, linear_classifier, kDomain}});
  return kOps;
}

}  // namespace ganglion::io::onnx
