// Transfer learning: a network that has learnt to tell ten digits lends its hidden layers to one
// that is to tell odd from even digits by twenty images.
//
//     build/examples/transfer_learning

#include <ganglion/ganglion.h>

#include <cstdio>
#include <exception>

namespace gg = ganglion;

gg::nn::Sequential network(const char* head, std::int64_t classes) {
  return {gg::nn::Input({64}), gg::nn::Layer(gg::nn::Dense{64, gg::relu}).named("body_1"),
          gg::nn::Layer(gg::nn::Dense{32, gg::relu}).named("body_2"),
          gg::nn::Layer(gg::nn::Dense{classes}).named(head)};
}

double learn(gg::nn::Model& model, const gg::data::Dataset& train, const gg::data::Dataset& test,
             std::vector<std::string> frozen = {}) {
  model.compile({.loss = gg::nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = gg::optim::Adam{.learning_rate = 3e-3},
                 .metrics = {gg::nn::Accuracy{}},
                 .frozen = std::move(frozen)});
  model.fit(train, {.epochs = 300});
  return model.evaluate(test).at("accuracy");
}

int main() try {
  gg::data::Dataset digits = gg::data::read_csv("data/digits.csv", {.target = "digit"});
  digits.features = digits.features / 16;  // grey levels, 0 to 16
  auto [many, test] = gg::data::split(digits, {.test_fraction = 0.4});
  gg::nn::Sequential base = network("digit", 10);
  const double told = learn(base, many, test);
  std::printf("ten digits: test accuracy %.3f\n", told);

  auto few = gg::data::split(test, {.test_fraction = 20.0 / static_cast<double>(test.rows())});
  for (gg::data::Dataset* rows : {&few.first, &few.second})
    for (std::int32_t& digit : rows->targets.values<std::int32_t>()) digit %= 2;
  gg::nn::Sequential alone = network("odd", 2);
  const double without = learn(alone, few.second, few.first);
  gg::nn::Sequential model = network("odd", 2);
  model.copy_weights(base, {.skip_mismatched = true});  // all but the head
  const double with = learn(model, few.second, few.first, {"body*"});
  std::printf("odd or even: %.3f from scratch, %.3f with that body\n", without, with);
  return told > 0.95 && with > without + 0.03 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "transfer_learning: %s\n", error.what());
  return 1;
}
