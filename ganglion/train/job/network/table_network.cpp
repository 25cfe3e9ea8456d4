#include "ganglion/train/job/network/table_network.h"

#include <fmt/format.h>

#include <algorithm>

namespace ganglion::train {
namespace {

constexpr std::int64_t kFewRows = 10'000;
constexpr std::int64_t kManyRows = 100'000;
/// Fewer validation rows end a training by chance.
constexpr std::int64_t kFewestValidated = 10;
constexpr std::int64_t kManyNumbers = std::int64_t{1} << 24;  // 64 MiB

std::string two_layers(int units) {
  return fmt::format("dense {} relu; dense {} relu", units, units / 2);
}

}  // namespace

std::string table_network(std::int64_t rows, Effort effort) {
  if (effort == Effort::fast) return two_layers(rows < kFewRows ? 64 : 128);
  return two_layers(rows < kFewRows ? 128 : 256);
}

std::int64_t table_ensemble(std::int64_t rows, Effort effort) {
  if (effort == Effort::fast) return 1;
  // About as many rows in all, so that the time stays within minutes.
  if (effort == Effort::best) {
    return std::clamp<std::int64_t>(500'000 / std::max<std::int64_t>(rows, 1), 3, 16);
  }
  return rows < kFewRows ? 5 : rows < kManyRows ? 3 : 1;
}

bool gains_by_folds(std::int64_t validation_rows, std::int64_t training_numbers) {
  return validation_rows >= kFewestValidated && training_numbers <= kManyNumbers;
}

std::vector<NetworkCandidate> network_candidates() {
  return {{two_layers(64), 0.0},  {two_layers(128), 0.0},
          {two_layers(128), 0.2}, {two_layers(256), 0.0},
          {two_layers(256), 0.2}, {"dense 256 relu; dense 256 relu; dense 128 relu", 0.2}};
}

}  // namespace ganglion::train
