#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/csv/csv.h"

namespace ganglion::data {

/// The names of the columns in the comments right above the rows ("# time  force  label"), as
/// instruments and numpy.savetxt write them: the last comment of as many different words as a row
/// has fields, between the file's delimiters, or else between two blanks or more. Empty if there is
/// none.
std::vector<std::string> names_in_comments(std::string_view above, const CsvDialect& dialect);

}  // namespace ganglion::data
