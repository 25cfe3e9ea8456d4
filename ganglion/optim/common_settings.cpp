#include "ganglion/optim/common_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"

namespace ganglion::optim {

std::string setting_of(WordList<const std::string> list) {
  std::string text = list.words;
  std::ranges::replace(text, ' ', ',');
  return text;
}

void read_setting(const Attributes& all, std::string_view name, WordList<std::string> to) {
  to.words = all.text(name);
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
