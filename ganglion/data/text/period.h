#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ganglion::data {

/// The first day of a month, quarter, half or week of a year, in days since 1 January 1970:
/// - "2024-W05", "2024W05" (ISO 8601; "2024-W05-3" is its Wednesday);
/// - "2024-Q3", "2024Q3", "2024 Q3", "2024/Q3", "2024.Q3", "2024q3", "Q3 2024", "Q3-2024",
///   "Q3/2024", "Q3 24", "Q3'24", "3Q24", "3Q2024", "3Q 2024";
/// - "2024M07", "2024-M7", "2024m7" (Eurostat, Stata); "2024H2", "2024-S2" (half-years).
/// Years of four digits are 1800 to 2199. Nothing for other text, such as "2024-060", a day by its
/// number in the year: numbers of invoices look like it.
std::optional<std::int64_t> first_day_of_period(std::string_view text);

/// "2023-24", "2023/24": a year that ends in the next, as of harvests and budgets.
bool is_span_of_years(std::string_view text);

/// Whether three texts or more are such spans: "2008-09" to "2011-12" are no months then.
bool are_spans_of_years(std::span<const std::string_view> texts);

}  // namespace ganglion::data
