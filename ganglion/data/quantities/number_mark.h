#pragma once
#include <string>
#include <string_view>

#include "ganglion/data/text/number_format.h"

namespace ganglion::data {

/// "<=" of "<=5", "~" of "~5", "ca." of "ca. 5", "About" of "About 5"; empty where there is none.
std::string_view mark_in_front(std::string_view text);

/// What stands beside a number to say more of it: "<" of "<0.5", "+" of "30+", "~" of "~60", "*" of
/// "5.3*", the flag "b" of "12.3 b" (Eurostat). Empty for a number alone and for other text.
std::string mark_beside_number(std::string_view text, const NumberFormat& format);

}  // namespace ganglion::data
