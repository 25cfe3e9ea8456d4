#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

namespace ganglion::train {

/// The time that several trainings may take together, from the moment this is made on.
class TimeBudget {
 public:
  /// Nothing: as long as they need.
  explicit TimeBudget(std::optional<double> seconds) : seconds_(seconds) {}

  /// What the next training may take where `parts` are left that would take as long as it, itself
  /// among them; 0 if the time is up. Nothing without a limit. What one training leaves the others
  /// get.
  std::optional<double> share(double parts) const;
  /// The same for network `index` of `count`, trained in that order on so many threads (0: all).
  std::optional<double> share_of_network(std::int64_t index, std::int64_t count, int threads) const;
  /// How many networks each thread trains one after another, at most.
  static double rounds(std::int64_t networks, int threads);

 private:
  std::optional<double> seconds_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace ganglion::train
