#pragma once
#include <string>
#include <string_view>

#include "ganglion/data/text/number_format.h"

namespace ganglion::data {

/// A format in words, as a job states it: "decimal=comma thousands=point", "percent", "currency=$",
/// "unit=kg", in any order. Throws Error for other words.
NumberFormat number_format_named(std::string_view words);
/// The same words; empty if plain.
std::string words_of(const NumberFormat& format);

}  // namespace ganglion::data
