#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace ganglion::data {

/// The first day of a week or a quarter of a year, in days since 1 January 1970: "2024-W05",
/// "2024W05" (ISO 8601; "2024-W05-3" is its Wednesday), "2024-Q3", "2024Q3", "2024 Q3", "Q3 2024",
/// "Q3-2024", "Q3/2024". Nothing for other text.
std::optional<std::int64_t> first_day_of_period(std::string_view text);

}  // namespace ganglion::data
