#include "ganglion/data/text/answers.h"

#include <string>

#include "ganglion/data/text/text.h"

namespace ganglion::data {

std::optional<bool> yes_or_no(std::string_view text) {
  if (double value = 0; parse_number(text, value)) {
    return value == 0 ? std::optional(false) : value == 1 ? std::optional(true) : std::nullopt;
  }
  const std::string small = small_word(text);
  if (small == "yes" || small == "true" || small == "y" || small == "t") return true;
  if (small == "no" || small == "false" || small == "n" || small == "f") return false;
  return std::nullopt;
}

}  // namespace ganglion::data
