#include "ganglion/train/options.h"

#include <fmt/format.h>

#include <cmath>

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
  throw Error(fmt::format("scores: there is no '{}'; there is: {}", name, known));
}

}  // namespace ganglion::train
