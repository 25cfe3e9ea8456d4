#include "ganglion/train/run/time_budget.h"

#include <algorithm>
#include <thread>

namespace ganglion::train {

std::optional<double> TimeBudget::share(double parts) const {
  if (!seconds_) return std::nullopt;
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
  return std::max(0.0, *seconds_ - passed.count()) / std::max(parts, 1.0);
}

namespace {

std::int64_t trained_at_once(int threads) {
  return std::max<std::int64_t>(
      1, threads > 0 ? threads : static_cast<std::int64_t>(std::thread::hardware_concurrency()));
}

}  // namespace

double TimeBudget::rounds(std::int64_t networks, int threads) {
  const std::int64_t at_once = trained_at_once(threads);
  return static_cast<double>((networks + at_once - 1) / at_once);
}

std::optional<double> TimeBudget::share_of_network(std::int64_t index, std::int64_t count,
                                                   int threads) const {
  return share(rounds(count, threads) - static_cast<double>(index / trained_at_once(threads)));
}

}  // namespace ganglion::train
