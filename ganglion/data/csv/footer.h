#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// Lines behind the rows of a file that are no rows.
struct Footer {
  const char* at = nullptr;  ///< where they start
  std::string text = {};     ///< what the first of them says
};

/// Finds them: at most five last lines that say something in their first field and nothing in
/// others, as "Source: World Bank" and "(60 rows)" do. They have several words, or parentheses, and
/// stand behind a blank line or below a first column of numbers and dates (`rows` are some of those
/// above), or with a rule among them (see is_rule_line), which may stand alone; a line that was cut
/// off is none. The sign that ended files of DOS goes with them.
std::optional<Footer> find_footer(std::string_view text, const CsvHead& head,
                                  std::span<const CsvSample> rows, const std::string& source);

}  // namespace ganglion::data
