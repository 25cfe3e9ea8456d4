// Reinforcement learning: a network learns to balance a pole on a cart by trying (deep Q-learning;
// Mnih et al., 2015). It estimates for each of two pushes, left and right, for how long the pole
// will stay up, and is trained on moves that it remembers.
//
//     build/examples/pole_balancing

#include <ganglion/ganglion.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>

namespace gg = ganglion;

/// The cart and its pole (Barto, Sutton and Anderson, 1983), 50 moves a second.
struct Cart {
  gg::Tensor state;  ///< position, velocity, angle, angular velocity

  bool push(std::int64_t action) {  // false: the pole fell, or the cart left its track
    float &x = state.at({0}), &v = state.at({1}), &angle = state.at({2}), &turn = state.at({3});
    const float force = action == 1 ? 10.0F : -10.0F;
    const float sine = std::sin(angle), cosine = std::cos(angle);
    const float pull = (force + 0.05F * turn * turn * sine) / 1.1F;
    const float bend =
        (9.8F * sine - cosine * pull) / (0.5F * (4.0F / 3 - 0.1F * cosine * cosine / 1.1F));
    x += 0.02F * v;
    v += 0.02F * (pull - 0.05F * bend * cosine / 1.1F);
    angle += 0.02F * turn;
    turn += 0.02F * bend;
    return std::abs(x) < 2.4F && std::abs(angle) < 0.21F;
  }
};

constexpr std::int64_t kBatch = 64, kMemory = 10000;
constexpr int kLongest = 300;  // moves of a trial: 6 seconds

struct Player {
  /// Plays until the pole falls, with some moves at random, and learns. It returns the moves.
  int play(double random_moves, bool learns) {
    Cart cart{random.uniform({4}, -0.05, 0.05)};
    for (int moves = 1;; ++moves) {
      const gg::Tensor before = cart.state;
      const auto action = random.uniform() < random_moves ? random.integer(2) : best(before);
      const bool up = cart.push(action);
      if (learns) learn(before, action, cart.state, up);
      if (!up || moves == kLongest) return moves;
    }
  }

  std::int64_t best(const gg::Tensor& state) {
    return argmax_rows(q.predict(state.reshaped({1, 4}))).at<std::int32_t>({0});
  }

  void learn(const gg::Tensor& before, std::int64_t action, const gg::Tensor& after, bool up) {
    const std::int64_t place = seen++ % kMemory;
    std::ranges::copy(before.values<float>(), states.row(place).begin());
    std::ranges::copy(after.values<float>(), nexts.row(place).begin());
    actions.at<std::int32_t>({place}) = static_cast<std::int32_t>(action);
    ups.at({place}) = up ? 1.0F : 0.0F;
    if (seen < 500) return;
    const gg::Tensor chosen = random.integers({kBatch}, std::min(seen, kMemory));
    learning.run({{"state", states.rows(chosen)},
                  {"next", nexts.rows(chosen)},
                  {"action", actions.rows(chosen)},
                  {"goes_on", ups.rows(chosen)}});
    if (learning.runs() % 200 == 0) target.copy_weights(q);
  }

  gg::Random random{1};
  std::int64_t seen = 0;  ///< all that were made; the last of them are remembered
  gg::Tensor states{{kMemory, 4}}, nexts{{kMemory, 4}}, ups{{kMemory}},
      actions{{kMemory}, gg::DType::i32};
  gg::nn::Sequential q{gg::nn::Input({4}), gg::nn::Dense{48, gg::relu}, gg::nn::Dense{48, gg::relu},
                       gg::nn::Dense{2}};
  gg::nn::Model target = q.clone();  ///< what the network was a while ago

  // What a move is worth: 1 for the pole staying up, and 0.98 of what the best next one is worth.
  gg::train::Step learning{
      {&q, &target},
      [this](gg::train::StepBuilder& s) {
        const auto worth = s(q, s.input("state", {4}));
        const auto next = gg::ops::reduce_max(s(target, s.input("next", {4})), {1});
        const auto action = gg::ops::one_hot(s.input("action", {}, gg::DType::i32), 2);
        const auto goes_on = s.input("goes_on");
        return s.loss(gg::nn::Huber{}, gg::ops::reduce_sum(worth * action, {1}),
                      goes_on + goes_on * next * 0.98);
      },
      {.update = {&q}, .optimizer = gg::optim::Adam{.learning_rate = 1e-3}}};
};

int main() try {
  Player player;
  const auto mean_of_trials = [&](double random_moves, bool learns) {
    double sum = 0;
    for (int i = 0; i < 20; ++i) sum += player.play(random_moves, learns);
    return sum / 20;
  };
  const double before = mean_of_trials(1, false);
  std::printf("pushed at random, the pole stays up for %.0f moves\n", before);
  double after = 0;
  for (int round = 1; round <= 20 && after < 290; ++round) {
    mean_of_trials(std::max(0.05, 0.5 - 0.1 * round), true);
    after = mean_of_trials(0, false);
    std::printf("after %3d trials: %.0f moves\n", 20 * round, after);
  }
  return after > 250 && before < 50 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "pole_balancing: %s\n", error.what());
  return 1;
}
