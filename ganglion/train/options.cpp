#include "ganglion/train/options.h"

#include <fmt/format.h>

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

std::vector<double> History::operator[](std::string_view name) const {
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
