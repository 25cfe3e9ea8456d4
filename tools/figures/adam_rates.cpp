#include <cmath>
#include <string>

#include "tools/figures/figure.h"
#include "tools/figures/figures.h"
#include "tools/figures/optimizer_path.h"

namespace ganglion::figures {

/// Three weights: one whose derivative is always 1, one whose derivative is always 0.01, and one
/// whose derivative is 1 and -1 in turn.
void draw_adam_rates(const Folder& folder) {
  constexpr int kSteps = 60;
  constexpr double kRate = 0.01;
  const auto path = path_of(optim::Adam{.learning_rate = kRate}, {0.0, 0.0, 0.0}, kSteps,
                            [](const Weights&, int step) {
                              return Weights{1.0, 0.01, step % 2 == 0 ? 1.0 : -1.0};
                            });
  const char* names[] = {"derivative always 1", "derivative always 0.01", "derivative 1, -1, 1, …"};
  Figure figure("the size of Adam's steps for three weights over 60 steps",
                {.x = {0.0, kSteps},
                 .y = {0.0, 1.2 * kRate},
                 .x_title = "step",
                 .y_title = "size of the step of w"});
  for (std::size_t weight = 0; weight < 3; ++weight) {
    std::vector<Point> sizes;
    for (std::size_t step = 1; step < path.size(); ++step) {
      sizes.emplace_back(static_cast<double>(step),
                         std::abs(path[step][weight] - path[step - 1][weight]));
    }
    figure.curve(sizes, static_cast<int>(weight), names[weight], weight == 0 ? "l thick" : "l");
  }
  figure.save(folder / "adam_rates.svg");
}

}  // namespace ganglion::figures
