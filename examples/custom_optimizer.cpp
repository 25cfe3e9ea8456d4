// An optimizer of your own: a struct with a learning rate and a function `update` that says, in
// ops, what the parameters become. Here Lion (Chen et al., arXiv:2302.06675), which takes steps of
// one size in each number, by the sign of a moving average of its gradients.
//
//     build/examples/custom_optimizer

#include <ganglion/ganglion.h>

#include <cstdio>
#include <exception>

namespace gg = ganglion;

struct Lion {
  double learning_rate = 1e-4;
  double beta_1 = 0.9, beta_2 = 0.99;
  double weight_decay = 0.0;  // the library takes it off, as it does for Adam

  gg::Value update(gg::optim::UpdateContext& context) const {
    const gg::Value g = context.gradient;
    const gg::Value m = context.slot("m");
    context.assign(m, beta_2 * m + (1 - beta_2) * g);
    return context.parameters -
           context.learning_rate * gg::ops::sign(beta_1 * m + (1 - beta_1) * g);
  }

  // With these two it is saved with a model, and training can be resumed.
  static constexpr std::string_view kind = "lion";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("learning_rate", self.learning_rate);
    visit("beta_1", self.beta_1);
    visit("beta_2", self.beta_2);
    visit("weight_decay", self.weight_decay);
  }
};

int main() try {
  const auto digits = gg::data::read_csv("data/digits.csv", {.target = "digit", .scale = true});
  const auto [train, test] = gg::data::split(digits);
  double accuracy = 0;
  for (const gg::optim::Optimizer& optimizer :
       {gg::optim::Optimizer(gg::optim::SGD{.learning_rate = 0.05}),
        gg::optim::Optimizer(gg::optim::Adam{.learning_rate = 3e-3}),
        gg::optim::Optimizer(Lion{.learning_rate = 5e-4, .weight_decay = 0.1})}) {
    gg::nn::Sequential model({gg::nn::Input({64}), gg::nn::Dense{25, gg::relu}, gg::nn::Dense{10}});
    model.compile({.loss = gg::nn::SparseCategoricalCrossentropy{.from_logits = true},
                   .optimizer = optimizer,
                   .metrics = {gg::nn::Accuracy{}}});
    model.fit(train, {.epochs = 20});
    accuracy = model.evaluate(test).at("accuracy");
    std::printf("%s\n    test accuracy %.3f\n", optimizer.to_string().c_str(), accuracy);
  }
  return accuracy > 0.93 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "custom_optimizer: %s\n", error.what());
  return 1;
}
