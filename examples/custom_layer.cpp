// A layer of your own: a struct with a function `build` that says what it computes. Its derivative
// follows by itself. Here: units that each watch a place. Unit j gives e^(-width_j |x -
// centre_j|^2), 1 at its centre and 0 far away (Broomhead and Lowe, 1988); centres and widths are
// learnt.
//
//     build/examples/custom_layer

#include <ganglion/ganglion.h>

#include <cstdio>
#include <exception>
#include <filesystem>

namespace gg = ganglion;

struct Radial {
  std::int64_t units = 1;
  double width = 1.0;  ///< at the start

  /// x [batch, features] -> [batch, units]
  gg::Value build(gg::nn::GraphBuilder& builder, gg::Value x) const {
    if (units < 1) builder.refuse("units must be at least 1");
    if (x.shape().rank() != 2) builder.refuse("takes [batch, features]; put Flatten before it");
    const auto batch = x.shape()[0], features = x.shape()[1];
    const auto centres = builder.parameter("centres", {units, features}, gg::nn::uniform(-1, 1));
    const auto widths = builder.parameter("widths", {units}, gg::nn::constant(width));
    // [batch, 1, features] - [units, features] -> [batch, units, features]
    const auto distance = gg::ops::reshape(x, {batch, 1, features}) - centres;
    const auto squared = gg::ops::reduce_sum(gg::ops::square(distance), {2});
    return gg::ops::exp(-(widths * squared));
  }

  // With these two it can also be saved and loaded.
  static constexpr std::string_view kind = "radial";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("units", self.units);
    visit("width", self.width);
  }
};

/// Points of the square [-2, 2]^2; the class is 1 in two round islands.
gg::data::Dataset islands(std::int64_t rows) {
  gg::Random random(3);
  const auto x = random.uniform({rows, 1}, -2, 2), y = random.uniform({rows, 1}, -2, 2);
  const auto first = gg::square(x - 0.9) + gg::square(y - 0.7) < 0.64;
  const auto second = gg::square(x + 1) + gg::square(y + 0.9) < 0.49;
  return {.features = gg::concat({x, y}, 1), .targets = gg::maximum(first, second)};
}

gg::nn::Sequential learn(const gg::nn::Layer& hidden, const gg::data::Dataset& data) {
  gg::nn::Sequential model({gg::nn::Input({2}), hidden, gg::nn::Dense{1}});
  model.compile({.loss = gg::nn::BinaryCrossentropy{.from_logits = true},
                 .optimizer = gg::optim::Adam{.learning_rate = 0.02},
                 .metrics = {gg::nn::Accuracy{}}});
  model.fit(data, {.epochs = 100, .batch_size = 50});
  return model;
}

int main() try {
  const auto [train, test] = gg::data::split(islands(2000), {.test_fraction = 0.25});
  std::printf("two round islands, around (0.9, 0.7) and (-1, -0.9); two hidden units:\n");
  gg::nn::Sequential usual = learn(gg::nn::Dense{2, gg::relu}, train);
  const double dense = usual.evaluate(test).at("accuracy");
  std::printf("Dense{2, relu}        test accuracy %.3f\n", dense);

  gg::nn::Sequential model = learn(Radial{.units = 2}, train);
  const double radial = model.evaluate(test).at("accuracy");
  std::printf("Radial{2}, our own    test accuracy %.3f\n", radial);
  std::printf("units that watch the places\n%s\nwith the widths %s\n",
              gg::to_string(model.weight("radial/centres"), 2).c_str(),
              gg::to_string(model.weight("radial/widths"), 2).c_str());

  // Saved and loaded: the file names the kind of each layer, and ours is told with the call.
  std::filesystem::create_directories("runs");
  gg::train::save_model(model, "runs/islands.ganglion");
  const gg::nn::LayerKind ours[] = {gg::nn::layer_kind<Radial>()};
  gg::nn::Model loaded = gg::train::load_model("runs/islands.ganglion", ours);
  const double again = loaded.evaluate(test).at("accuracy");
  std::printf("saved and loaded      test accuracy %.3f\n", again);
  return radial > 0.95 && radial > dense + 0.05 && again == radial ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "custom_layer: %s\n", error.what());
  return 1;
}
