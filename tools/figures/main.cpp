// Draws the figures of docs/concepts/ that show what the library computes, rather than what a model
// has learnt from a table: activations, losses, steps downhill, round-off, windows.
//
//   ganglion_figures FOLDER

#include <cstdio>
#include <exception>

#include "tools/figures/figures.h"

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fprintf(stderr, "usage: ganglion_figures FOLDER\n");
    return 2;
  }
  const ganglion::figures::Folder folder = argv[1];
  std::filesystem::create_directories(folder);
  for (const auto draw :
       {ganglion::figures::draw_activations, ganglion::figures::draw_losses,
        ganglion::figures::draw_descent, ganglion::figures::draw_adam_rates,
        ganglion::figures::draw_relu_pieces, ganglion::figures::draw_softmax_roundoff,
        ganglion::figures::draw_windows, ganglion::figures::draw_bias_and_variance}) {
    draw(folder);
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "ganglion_figures: %s\n", error.what());
  return 1;
}
