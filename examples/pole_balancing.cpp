// Reinforcement learning: a network learns to balance a pole on a cart by trying (deep Q-learning;
// Mnih et al., 2015). It estimates for each of two pushes, left and right, for how long the pole
// will stay up, and is trained on moves that it remembers.
//
//     build/examples/pole_balancing

#include <ganglion/ganglion.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <random>
#include <vector>

namespace gg = ganglion;

/// The cart and its pole (Barto, Sutton and Anderson, 1983), 50 moves a second.
struct Cart {
  std::array<float, 4> state{};  ///< position, velocity, angle, angular velocity

  bool push(int action) {  // false: the pole fell, or the cart left its track
    auto& [x, v, angle, turn] = state;
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

/// One move that was made.
struct Move {
  std::array<float, 4> state, next;
  std::int32_t action;
  float goes_on;  ///< 1, or 0 where the pole fell
};

constexpr std::int64_t kBatch = 64;
constexpr int kLongest = 300;  // moves of a trial: 6 seconds

class Player {
 public:
  Player() { target_.copy_weights(q_); }

  /// Plays until the pole falls, with some moves at random, and learns. It returns the moves.
  int play(double random_moves, bool learns) {
    Cart cart{};
    for (float& x : cart.state) x = static_cast<float>(0.1 * draw() - 0.05);
    for (int moves = 1;; ++moves) {
      const auto before = cart.state;
      const std::int32_t action = draw() < random_moves ? (draw() < 0.5 ? 0 : 1) : best(before);
      const bool up = cart.push(action);
      if (learns) remember({before, cart.state, action, up ? 1.0F : 0.0F});
      if (!up || moves == kLongest) return moves;
    }
  }

 private:
  double draw() { return static_cast<double>(generator_()) / 4294967296.0; }

  std::int32_t best(const std::array<float, 4>& state) {
    const gg::Tensor values = q_.predict(gg::Tensor::of<float>({1, 4}, state));
    return values.at({0, 1}) > values.at({0, 0}) ? 1 : 0;
  }

  void remember(const Move& move) {
    if (memory_.size() < 10000)
      memory_.push_back(move);
    else
      memory_[static_cast<std::size_t>(learn_.runs()) % memory_.size()] = move;
    if (memory_.size() < 500) return;
    for (std::int64_t i = 0; i < kBatch; ++i) {
      const Move& one = memory_[generator_() % memory_.size()];
      for (std::int64_t j = 0; j < 4; ++j) {
        state_.at({i, j}) = one.state[static_cast<std::size_t>(j)];
        next_.at({i, j}) = one.next[static_cast<std::size_t>(j)];
      }
      action_.at<std::int32_t>({i}) = one.action;
      goes_on_.at({i}) = one.goes_on;
    }
    learn_.run({{"state", state_}, {"next", next_}, {"action", action_}, {"goes_on", goes_on_}});
    if (learn_.runs() % 200 == 0) target_.copy_weights(q_);
  }

  std::mt19937 generator_{5};
  std::vector<Move> memory_;
  gg::Tensor state_{{kBatch, 4}}, next_{{kBatch, 4}}, action_{{kBatch}, gg::DType::i32},
      goes_on_{{kBatch}};
  gg::nn::Sequential q_{gg::nn::Input({4}), gg::nn::Dense{48, gg::relu},
                        gg::nn::Dense{48, gg::relu}, gg::nn::Dense{2}};
  gg::nn::Model target_ = q_.clone();  ///< what the network was a while ago

  // What a move is worth: 1 for the pole staying up, and 0.98 of what the best next one is worth.
  gg::train::Step learn_{
      {&q_, &target_},
      [this](gg::train::StepBuilder& s) {
        const auto worth = s(q_, s.input("state", {4}));
        const auto next = gg::ops::reduce_max(s(target_, s.input("next", {4})), {1});
        const auto action = gg::ops::one_hot(s.input("action", {}, gg::DType::i32), 2);
        const auto goes_on = s.input("goes_on");
        return s.loss(gg::nn::Huber{}, gg::ops::reduce_sum(worth * action, {1}),
                      goes_on + goes_on * next * 0.98);
      },
      {.update = {&q_}, .optimizer = gg::optim::Adam{.learning_rate = 1e-3}}};
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
