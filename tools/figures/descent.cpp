#include <cmath>
#include <numbers>
#include <string>

#include "tools/figures/figure.h"
#include "tools/figures/figures.h"
#include "tools/figures/optimizer_path.h"

namespace ganglion::figures {
namespace {

/// J = (w_1^2 + 30 w_2^2) / 2: a valley along w_1.
constexpr double kSteep = 30.0;
constexpr int kSteps = 30;

double valley(double w1, double w2) {
  return (w1 * w1 + kSteep * w2 * w2) / 2.0;
}

/// Where the cost is `level`: an ellipse.
std::vector<Point> contour(double level) {
  constexpr int kCorners = 120;
  std::vector<Point> points;
  for (int i = 0; i <= kCorners; ++i) {
    const double angle = 2.0 * std::numbers::pi * i / kCorners;
    points.emplace_back(std::sqrt(2.0 * level) * std::cos(angle),
                        std::sqrt(2.0 * level / kSteep) * std::sin(angle));
  }
  return points;
}

void draw_valley(const optim::Optimizer& optimizer, const std::string& name, int colour,
                 const Folder& folder, const std::string& file) {
  const auto path = path_of(optimizer, {-4.0, 0.9}, kSteps, [](const Weights& w, int) {
    return Weights{w[0], kSteep * w[1]};
  });
  std::vector<Point> points;
  for (const Weights& w : path) points.emplace_back(w[0], w[1]);
  Figure figure(name + ": " + std::to_string(kSteps) + " steps down a long, steep valley",
                {.x = {-4.5, 2.5}, .y = {-1.2, 1.2}, .x_title = "w1", .y_title = "w2"});
  for (const double level : {0.1, 0.6, 2.0, 5.0, 10.0, 18.0}) figure.dashed(contour(level));
  char cost[64];
  std::snprintf(cost, sizeof cost, ": cost %.3f after %d steps",
                valley(points.back().first, points.back().second), kSteps);
  figure.curve(points, colour, name + cost).dots(points, colour, 3.0).save(folder / file);
}

/// A step on J = w^2: along the slope, downhill, the shorter the flatter it is.
void draw_line(const Folder& folder) {
  constexpr double kRate = 0.3;
  const auto path = path_of(optim::SGD{.learning_rate = kRate}, {-1.8}, 5,
                            [](const Weights& w, int) { return Weights{2.0 * w[0]}; });
  Figure figure("five steps of gradient descent on J = w squared",
                {.x = {-2.0, 2.0}, .y = {-0.5, 4.0}, .x_title = "w", .y_title = "cost J = w²"});
  figure.curve(sampled({-2.0, 2.0}, 200, [](double w) { return w * w; }), 0);
  const double first = path[0][0];
  figure.curve(
      sampled({-2.0, -1.1}, 2, [&](double w) { return first * first + 2.0 * first * (w - first); }),
      2, "slope dJ/dw = -3.6 at w = -1.8");
  std::vector<Point> dots;
  for (std::size_t i = 0; i < path.size(); ++i) {
    dots.emplace_back(path[i][0], path[i][0] * path[i][0]);
    if (i > 0) figure.arrow(dots[i - 1], dots[i], 1);
  }
  figure.dots(dots, 1, 3.5, "steps w - 0.3 dJ/dw").save(folder / "descent_line.svg");
}

}  // namespace

void draw_descent(const Folder& folder) {
  draw_line(folder);
  draw_valley(optim::SGD{.learning_rate = 0.06}, "gradient descent", 0, folder, "descent_sgd.svg");
  draw_valley(optim::SGD{.learning_rate = 0.03, .momentum = 0.7}, "momentum", 1, folder,
              "descent_momentum.svg");
  draw_valley(optim::Adam{.learning_rate = 0.3}, "Adam", 2, folder, "descent_adam.svg");
}

}  // namespace ganglion::figures
