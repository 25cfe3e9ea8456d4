#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "ganglion/data/text/number_format.h"

namespace ganglion::data {

/// What texts look like, if they are numbers.
struct NumberSurvey {
  NumberFormat format = {};  ///< that in which most of them can be read
  std::size_t numbers = 0;   ///< texts that can be
  std::size_t others = 0;    ///< texts that can't
  /// Some text shows which mark is the decimal one, whatever it is in other columns.
  bool certain = false;
  /// One that is as well a number of thousands as one of three decimals, where nothing tells which;
  /// empty otherwise: "1,234" alone, "1.234" beside "935" or "12,345". `format` takes the mark for
  /// a decimal one, of a point.
  std::string ambiguous = {};
};

/// Finds the format of some texts (distinct ones will do). `decimal` is the decimal mark where it
/// is known, else 0; `separates`: commas separate the fields of the file, so that one within a
/// number is unlikely to be a decimal mark.
NumberSurvey survey_numbers(std::span<const std::string_view> texts, char decimal, bool separates);

/// Whether a text is a number in some format, without a unit: "$5", "1.234,5", "(5 %)".
bool is_number_somehow(std::string_view text);

}  // namespace ganglion::data
