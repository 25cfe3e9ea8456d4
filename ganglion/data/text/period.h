#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
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

/// Dates without a year count as those of this one, which has a 29 February.
constexpr int kNoYear = 2000;

/// A month by its name and a number of two digits: "Jun-01", which is 1 June or June 2001.
struct MonthNumber {
  int month = 1;
  int number = 0;

  /// Whether the number may be a day of the month.
  bool is_day() const;
};

/// Nothing for other text.
std::optional<MonthNumber> month_number(std::string_view text);

/// What such numbers are, and whether the texts leave no doubt.
struct MonthNumbers {
  bool days = false;  ///< else years
  bool sure = false;
};

/// Days or years, for texts that are all such: years where one can't be a day; else what makes the
/// texts equally far apart, or else lie closer together, days or months of years. Nothing where
/// some are other texts, and where there are none.
std::optional<MonthNumbers> month_numbers(std::span<const std::string_view> texts);

/// "Jun-01"
std::string month_day_text(int month, int day);

}  // namespace ganglion::data
