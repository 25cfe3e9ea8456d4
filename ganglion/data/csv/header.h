#pragma once
#include <string>
#include <vector>

#include "ganglion/data/csv/csv.h"

namespace ganglion::data {

/// Whether the first of some rows holds names: it does when it has words over a column of numbers
/// or dates; it doesn't when it has numbers itself, when it has a missing value, or when one of its
/// words is a value further down. Where it has words over numbers beside both a number and a word
/// that is a value, the more frequent decide. Rows of one length; `missing` as in CsvOptions.
bool first_row_is_header(const std::vector<std::vector<std::string>>& rows,
                         const std::vector<std::string>& missing);

/// Whether the first of some rows has a word over each column of numbers or dates, of which there
/// is one at least: it is no data then.
bool words_stand_over_numbers(const std::vector<std::vector<std::string>>& rows,
                              const std::vector<std::string>& missing);

}  // namespace ganglion::data
