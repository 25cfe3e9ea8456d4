#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/read/read_csv.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "tools/figures/figure.h"
#include "tools/figures/figures.h"

namespace ganglion::figures {
namespace {

/// The features of a row of a table of the repository.
std::vector<double> row_of(const std::string& path, const std::string& target, std::size_t row) {
  const data::Dataset all = data::read_csv(path, {.target = target});
  const auto width = static_cast<std::size_t>(all.features.shape()[1]);
  const auto values = all.features.values<float>();
  const auto first = values.begin() + static_cast<std::ptrdiff_t>(row * width);
  return {first, first + static_cast<std::ptrdiff_t>(width)};
}

/// relu(x ∗ kernel), both without their axes of batch and channel.
std::vector<double> convolved(const std::vector<double>& x, const Shape& extents,
                              const std::vector<double>& kernel, const Shape& window) {
  const auto whole = [](const Shape& inner) {
    std::vector<std::int64_t> all = {1, 1};
    all.insert(all.end(), inner.begin(), inner.end());
    return Shape(all);
  };
  Graph graph;
  const Value in = graph.input("x", {DType::f64, whole(extents)});
  const Value weights = graph.input("kernel", {DType::f64, whole(window)});
  const Value out = ops::relu(ops::conv(in, weights));
  const runtime::Evaluation evaluation(
      graph, {{"x", Tensor::of(whole(extents), x)}, {"kernel", Tensor::of(whole(window), kernel)}});
  const auto values = evaluation.at(out).values<double>();
  return {values.begin(), values.end()};
}

/// A unit that answers to a sharp peak steps along a heartbeat.
void draw_signal(const Folder& folder) {
  const std::vector<double> beat = row_of("data/ecg.csv", "beat", 0);
  const std::vector<double> kernel = {-0.5, -0.5, 0.0, 2.0, 0.0, -0.5, -0.5};
  const auto width = static_cast<double>(kernel.size());
  const auto answers = convolved(beat, {static_cast<std::int64_t>(beat.size())}, kernel,
                                 {static_cast<std::int64_t>(kernel.size())});
  std::vector<Point> signal;
  std::vector<Point> found;
  for (std::size_t i = 0; i < beat.size(); ++i)
    signal.emplace_back(10.0 * static_cast<double>(i), beat[i]);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    found.emplace_back(10.0 * (static_cast<double>(i) + (width - 1.0) / 2.0), answers[i]);
  }
  Figure figure(
      "a window of seven samples steps along a heartbeat; its unit answers to the sharp peak",
      {.x = {0.0, 800.0}, .y = {-0.5, 2.5}, .x_title = "ms", .y_title = "mV; answer"});
  for (const double from : {40.0, 90.0, 140.0})
    figure.band({from, -0.5}, {from + 10.0 * (width - 1.0), 2.5}, 2);
  figure.arrow({205.0, 2.2}, {290.0, 2.2}, 2)
      .text({210.0, 2.3}, "the window steps on")
      .curve(signal, 0, "the heartbeat")
      .curve(found, 1, "what the unit gives: relu(w · window)")
      .save(folder / "window_signal.svg");
}

void draw_grid(Figure& figure, const std::vector<double>& values, int side, double left,
               double most) {
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double value = values[static_cast<std::size_t>(y * side + x)];
      figure.cell({left + x, 8.0 - y - 1.0}, {left + x + 0.94, 8.0 - y - 0.06},
                  0.06 + 0.9 * value / most);
    }
  }
}

/// A unit that answers to upright edges steps over a digit.
void draw_image(const Folder& folder) {
  constexpr int kSide = 8;
  constexpr int kWindow = 3;
  const std::vector<double> digit = row_of("data/digits.csv", "digit", 0);
  const auto answers =
      convolved(digit, {kSide, kSide}, {-1, 0, 1, -1, 0, 1, -1, 0, 1}, {kWindow, kWindow});
  const double most = *std::max_element(answers.begin(), answers.end());
  Figure figure(
      "a window of 3x3 pixels steps over a digit; each step gives one pixel of the feature map",
      {.x = {-0.2, 17.0}, .y = {-0.8, 9.0}, .numbers = false});
  draw_grid(figure, digit, kSide, 0.0, 16.0);
  draw_grid(figure, answers, kSide - kWindow + 1, 10.5, most);
  figure.band({1.0, 4.0}, {4.0, 7.0}, 1)
      .band({11.5, 6.0}, {12.5, 7.0}, 1)
      .arrow({4.1, 5.5}, {11.4, 6.5}, 1)
      .text({0.0, 8.3}, "the image, and a window")
      .text({10.5, 8.3}, "one pixel a window")
      .save(folder / "window_image.svg");
}

}  // namespace

void draw_windows(const Folder& folder) {
  draw_signal(folder);
  draw_image(folder);
}

}  // namespace ganglion::figures
