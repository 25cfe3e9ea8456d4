#include <ganglion/ganglion.h>

#include <cstdio>

namespace gg = ganglion;

int main() {  // exclusive or, the smallest problem that needs a hidden layer
  const gg::data::Dataset data = {
      .features = gg::Tensor::of<float>({4, 2}, {0, 0, 0, 1, 1, 0, 1, 1}),
      .targets = gg::Tensor::of<float>({4, 1}, {0, 1, 1, 0})};
  gg::nn::Sequential model({gg::nn::Input({2}), gg::nn::Dense{8, gg::tanh}, gg::nn::Dense{1}});
  model.compile({.loss = gg::nn::BinaryCrossentropy{.from_logits = true},
                 .optimizer = gg::optim::Adam{.learning_rate = 0.05}});
  const auto history = model.fit(data, {.epochs = 200, .batch_size = 4});
  std::printf("ganglion %s: loss %.4f\n", gg::version().data(), history["loss"].back());
  return history["loss"].back() < 0.1 ? 0 : 1;
}
