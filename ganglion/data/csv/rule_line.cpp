#include "ganglion/data/csv/rule_line.h"

#include <algorithm>

namespace ganglion::data {

bool is_rule_line(std::string_view line) {
  constexpr std::string_view kStrokes = "-=+:|,; \t\r\n";
  // Shorter ones stand for missing values.
  const bool drawn =
      line.find("---") != std::string_view::npos || line.find("===") != std::string_view::npos;
  return drawn && line.find_first_not_of(kStrokes) == std::string_view::npos;
}

}  // namespace ganglion::data
