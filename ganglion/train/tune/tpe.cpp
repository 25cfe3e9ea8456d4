#include "ganglion/train/tune/tpe.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>

#include "ganglion/core/rng.h"

namespace ganglion::train {
namespace {

constexpr int kCandidates = 24;
constexpr std::size_t kMaxGood = 25;

/// Random numbers one after another.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint64_t number)
      : seed_(seed), stream_(stream_of("tune: proposal") + number) {}
  double uniform() { return random_uniform(seed_, stream_, next_++); }
  double normal() { return random_normal(seed_, stream_ ^ 1U << 31U, next_++); }

 private:
  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t next_ = 0;
};

double normal_below(double x) {
  return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

/// Of a number in [0, 1]: a Gaussian around each value seen, cut to [0, 1], and the prior, which
/// counts as one value.
class NumberDensity {
 public:
  explicit NumberDensity(std::vector<double> values) : values_(std::move(values)) {
    std::ranges::sort(values_);
    // As wide as to the farther neighbour, the ends of the range among them, but not narrower than
    // what so many values can tell.
    const double narrowest =
        1.0 / static_cast<double>(std::min<std::size_t>(100, 2 + values_.size()));
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const double before = i == 0 ? 0.0 : values_[i - 1];
      const double behind = i + 1 == values_.size() ? 1.0 : values_[i + 1];
      widths_.push_back(
          std::clamp(std::max(values_[i] - before, behind - values_[i]), narrowest, 1.0));
    }
  }

  double at(double x) const {
    double sum = 1.0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const double z = (x - values_[i]) / widths_[i];
      const double inside =
          normal_below((1.0 - values_[i]) / widths_[i]) - normal_below(-values_[i] / widths_[i]);
      sum += std::exp(-0.5 * z * z) / (widths_[i] * inside * std::sqrt(2.0 * std::numbers::pi));
    }
    return sum / static_cast<double>(values_.size() + 1);
  }

  double draw(Draws& draws) const {
    const auto kernels = static_cast<double>(values_.size() + 1);
    const auto kernel = static_cast<std::size_t>(draws.uniform() * kernels);
    if (kernel >= values_.size()) return draws.uniform();
    for (int tries = 0; tries < 100; ++tries) {
      const double x = values_[kernel] + widths_[kernel] * draws.normal();
      if (x >= 0.0 && x <= 1.0) return x;
    }
    return values_[kernel];
  }

 private:
  std::vector<double> values_;
  std::vector<double> widths_;
};

/// Of choices: how often each was seen; the prior counts as one more, shared by all.
class ChoiceDensity {
 public:
  ChoiceDensity(std::size_t choices, std::span<const double> values)
      : shares_(choices, 1.0 / static_cast<double>(choices)) {
    for (const double value : values) shares_[static_cast<std::size_t>(value)] += 1.0;
    for (double& share : shares_) share /= static_cast<double>(values.size() + 1);
  }

  double draw(Draws& draws) const {
    double left = draws.uniform();
    for (std::size_t i = 0; i + 1 < shares_.size(); ++i) {
      left -= shares_[i];
      if (left < 0.0) return static_cast<double>(i);
    }
    return static_cast<double>(shares_.size() - 1);
  }

 private:
  std::vector<double> shares_;
};

/// One value of a point is drawn anew, and each of the others with the chance of one in all:
/// choices among the other choices, numbers from a Gaussian around the old one.
Point neighbour_of(const SearchSpace& space, Point point, std::uint64_t seed,
                   std::uint64_t number) {
  constexpr double kNear = 0.15;  // of a number's range
  Draws draws(seed, number);
  const auto all = static_cast<double>(space.size());
  const auto surely = static_cast<std::size_t>(draws.uniform() * all);
  for (std::size_t d = 0; d < space.size(); ++d) {
    if (d != surely && draws.uniform() * all >= 1.0) continue;
    const std::size_t choices = space[d].choices.size();
    if (choices == 0) {
      point[d] = std::clamp(point[d] + kNear * draws.normal(), 0.0, 1.0);
    } else if (choices > 1) {
      const double step = 1.0 + std::floor(draws.uniform() * static_cast<double>(choices - 1));
      point[d] = std::fmod(point[d] + step, static_cast<double>(choices));
    }
  }
  return point;
}

std::vector<double> values_of(std::span<const Observation> observations, std::size_t d) {
  std::vector<double> values;
  for (const Observation& seen : observations) values.push_back(seen.point[d]);
  return values;
}

/// Of candidates drawn from the good ones' density, the one where it is largest in relation to the
/// others'.
double most_promising(const NumberDensity& good, const NumberDensity& others, Draws& draws) {
  double best = 0.0;
  double most = -std::numeric_limits<double>::infinity();
  for (int i = 0; i < kCandidates; ++i) {
    const double x = good.draw(draws);
    const double ratio = std::log(good.at(x)) - std::log(others.at(x));
    if (ratio <= most) continue;
    most = ratio;
    best = x;
  }
  return best;
}

}  // namespace

Point propose(const SearchSpace& space, std::vector<Observation> observations, std::uint64_t seed,
              std::uint64_t number) {
  constexpr std::uint64_t kAtRandom = 4;
  std::ranges::stable_sort(observations, {}, &Observation::error);
  if (number % 2 == 1 && !observations.empty()) {
    return neighbour_of(space, observations[0].point, seed, number);
  }
  if (observations.size() < kRandomPoints || number % kAtRandom == 0) {
    return random_point(space, seed, number);
  }
  const std::size_t good = std::min(kMaxGood, (observations.size() + 9) / 10);
  const std::span<const Observation> all = observations;
  Draws draws(seed, number);
  Point point;
  for (std::size_t d = 0; d < space.size(); ++d) {
    const std::vector<double> best = values_of(all.first(good), d);
    if (const std::size_t choices = space[d].choices.size(); choices > 0) {
      point.push_back(ChoiceDensity(choices, best).draw(draws));
      continue;
    }
    const std::vector<double> rest = values_of(all.subspan(good), d);
    point.push_back(most_promising(NumberDensity(best), NumberDensity(rest), draws));
  }
  return point;
}

}  // namespace ganglion::train
