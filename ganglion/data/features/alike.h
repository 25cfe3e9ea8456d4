#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ganglion::data {

/// In what two different texts differ that a reader takes for the same: "capitals", "blanks",
/// "Unicode form" (é as one character, or as e and an accent), or "capitals, blanks or Unicode
/// form" for more than one of these. Nothing where they differ in more than that.
std::optional<std::string> only_difference(std::string_view a, std::string_view b);

/// The same for all texts that only_difference finds alike.
std::string alike_key(std::string_view text);

}  // namespace ganglion::data
