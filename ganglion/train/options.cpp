#include "ganglion/train/options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/core/error.h"

namespace ganglion::train {

double History::Epoch::at(std::string_view name) const {
  for (const auto& [key, value] : values) {
    if (key == name) return value;
  }
  return std::nan("");
}

void History::check(std::string_view name) const {
  if (epochs.empty()) return;
  std::vector<std::string_view> known;
  for (const Epoch& epoch : epochs) {
    for (const auto& [key, value] : epoch.values) {
      if (key == name) return;
      if (std::ranges::find(known, key) == known.end()) known.emplace_back(key);
    }
  }
  throw Error(fmt::format("history: no '{}'; available: {}", name, fmt::join(known, ", ")));
}

std::vector<double> History::operator[](std::string_view name) const {
  check(name);
  std::vector<double> result;
  for (const Epoch& epoch : epochs) result.push_back(epoch.at(name));
  return result;
}

double Scores::at(std::string_view name) const {
  std::string known;
  for (const auto& [key, value] : values) {
    if (key == name) return value;
    known += (known.empty() ? "" : ", ") + key;
  }
  throw Error(fmt::format("scores: no '{}'; available: {}", name, known));
}

std::int64_t History::argmin_epoch(std::string_view name) const {
  check(name);
  double value = std::numeric_limits<double>::infinity();
  std::int64_t best = 0;
  for (const Epoch& epoch : epochs) {
    if (!(epoch.at(name) < value)) continue;
    value = epoch.at(name);
    best = epoch.epoch;
  }
  return best;
}

}  // namespace ganglion::train
