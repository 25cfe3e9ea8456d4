#pragma once
#include <string>
#include <string_view>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// Whether a text begins as the `.ts` files of the UCR and UEA archives do: a line with @ and a
/// word of that format.
bool is_ts(std::string_view text);

/// Reads signals as aeon and sktime write them: lines of @words, then a row each: channels
/// separated by ':', values by ',', and the class or number last when the head says so (columns
/// `class` or `target`; '?' is a missing class). `length` as in samples_of. Throws Error with
/// file:line for what can't be read, missing values ('?'), time stamps, signals of unequal length,
/// classes that @classLabel doesn't list, and numbers of channels other than @dimensions says.
/// With `fill`, missing values are filled (see fill_holes), with a note of the table.
Table parse_ts(std::string_view text, const std::string& source, std::int64_t length = 0,
               bool fill = false);

}  // namespace ganglion::data
