#include "ganglion/optim/common_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"

namespace ganglion::optim {

std::string one_word(std::string list) {
  std::replace(list.begin(), list.end(), ' ', ',');
  return list;
}

Clip clip_from(const Attributes& config) {
  return {.value = config.number("clip_value"),
          .norm = config.number("clip_norm"),
          .global_norm = config.number("global_clip_norm")};
}

void check_rate(std::string_view kind, std::string_view setting, double value) {
  if (value >= 0 && value < 1) return;
  throw Error(fmt::format("{}: {} = {} must be at least 0 and less than 1", kind, setting, value));
}

void check_not_negative(std::string_view kind, std::string_view setting, double value) {
  if (value >= 0 && std::isfinite(value)) return;
  throw Error(
      fmt::format("{}: {} = {} must be a number that is not negative", kind, setting, value));
}

}  // namespace ganglion::optim
