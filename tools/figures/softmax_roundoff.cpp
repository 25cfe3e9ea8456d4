#include <algorithm>
#include <cmath>
#include <vector>

#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "tools/figures/figure.h"
#include "tools/figures/figures.h"

namespace ganglion::figures {
namespace {

struct Forms {
  double textbook = 0.0;  ///< -log of the softmax
  double accurate = 0.0;  ///< from the logits at once
};

/// -log a_1 of the logits (z, 0) in f32, in both forms.
Forms in_float(double z) {
  Graph graph;
  const Value logits = graph.input("logits", {DType::f32, {1, 2}});
  const Value labels = graph.input("labels", {DType::i32, {1}});
  const Value first = ops::slice(ops::softmax(logits), {0, 0}, {1, 1});
  const Value textbook = ops::neg(ops::log(first));
  const Value accurate = ops::softmax_cross_entropy(logits, labels);
  const runtime::Evaluation evaluation(
      graph, {{"logits", Tensor::of<float>({1, 2}, {static_cast<float>(z), 0.0F})},
              {"labels", Tensor::of<std::int32_t>({1}, {0})}});
  return {static_cast<double>(evaluation.at(textbook).values<float>()[0]),
          static_cast<double>(evaluation.at(accurate).values<float>()[0])};
}

/// The number of right decimal digits, 0 for none at all.
double digits(double value, double exact) {
  if (!std::isfinite(value)) return 0.0;
  constexpr double kMost = 8.0;
  const double error = std::abs(value - exact) / exact;
  return error == 0.0 ? kMost : std::clamp(-std::log10(error), 0.0, kMost);
}

}  // namespace

void draw_softmax_roundoff(const Folder& folder) {
  std::vector<Point> textbook;
  std::vector<Point> accurate;
  for (int z = -150; z <= 20; z += 2) {
    const double exact = z > 0 ? std::log1p(std::exp(-z)) : -z + std::log1p(std::exp(z));
    const Forms forms = in_float(z);
    textbook.emplace_back(z, digits(forms.textbook, exact));
    accurate.emplace_back(z, digits(forms.accurate, exact));
  }
  Figure("right digits of the loss in 32 bits, from probabilities and from logits",
         {.x = {-150.0, 20.0},
          .y = {0.0, 8.5},
          .x_title = "logit of the true class minus the other",
          .y_title = "right digits of the loss"})
      .curve(accurate, 0, "from logits: log(sum of e^z) - z_y")
      .curve(textbook, 1, "softmax first, then -log")
      .save(folder / "softmax_roundoff.svg");
}

}  // namespace ganglion::figures
