// An autoencoder: a network that learns to give its input again through a layer of eight units,
// the code. Its first half then makes a code of an image, its second half an image of a code.
//
//     build/examples/autoencoder

#include <ganglion/ganglion.h>

#include <cstdio>
#include <exception>

namespace gg = ganglion;

void draw(const gg::Tensor& images, std::int64_t row) {
  for (std::int64_t i = 0; i < 64; ++i) {
    const float grey = images.at({row, i});
    std::printf("%s%s", grey > 0.6F ? "##" : grey > 0.3F ? "--" : "  ", i % 8 == 7 ? "\n" : "");
  }
}

int main() try {
  gg::data::Dataset digits = gg::data::read_csv("data/digits.csv", {.target = "digit"});
  digits.features = digits.features / 16;  // grey levels, 0 to 16
  digits.targets = digits.features;
  const auto [train, test] = gg::data::split(digits);

  gg::nn::Sequential model({gg::nn::Input({64}, {.name = "image"}), gg::nn::Dense{48, gg::relu},
                            gg::nn::Layer(gg::nn::Dense{8}).named("code"),
                            gg::nn::Dense{48, gg::relu},
                            gg::nn::Layer(gg::nn::Dense{64, gg::sigmoid}).named("again")});
  model.compile(
      {.loss = gg::nn::MeanSquaredError{}, .optimizer = gg::optim::Adam{.learning_rate = 3e-3}});
  model.fit(train, {.epochs = 60});
  const double spread = gg::standard_deviation(test.features);
  const double explained = 1 - model.evaluate(test).at("loss") / (spread * spread);
  std::printf("8 numbers for 64: %.0f %% of the variance of images that it hasn't seen\n",
              100 * explained);

  // Both halves are models that share its weights.
  gg::nn::Model encoder = model.part({"image"}, {"code"});
  gg::nn::Model decoder = model.part({"code"}, {"again"});
  const gg::Tensor codes = encoder.predict(test.features.rows(0, 2));
  const gg::Tensor again = decoder.predict(codes);
  draw(test.features, 0);
  std::printf("as a code:");
  for (std::int64_t i = 0; i < 8; ++i) std::printf(" %.1f", static_cast<double>(codes.at({0, i})));
  std::printf("\nand again:\n");
  draw(again, 0);

  // Halfway between two codes lies an image that looks like both.
  std::printf("halfway to the next one:\n");
  draw(decoder.predict((codes.rows(0, 1) + codes.rows(1, 1)) / 2), 0);
  return explained > 0.8 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "autoencoder: %s\n", error.what());
  return 1;
}
