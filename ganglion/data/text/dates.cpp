#include "ganglion/data/text/dates.h"

#include <algorithm>
#include <array>
#include <string>

#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/calendar_words.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/clock_time.h"
#include "ganglion/data/text/period.h"

namespace ganglion::data {
namespace {

DateParts date_parts(std::int64_t day, const ClockTime& time) {
  const CalendarDay date = calendar_day(day);
  return {.values = {static_cast<double>(date.year), static_cast<double>(date.month),
                     static_cast<double>(date.day),
                     static_cast<double>(weekday_of(date.year, date.month, date.day)), time.hour},
          .hours = static_cast<double>(day) * 24 + time.hour - time.offset,
          .has_offset = time.has_offset};
}

std::optional<DateParts> day_without_year(std::string_view text) {
  const auto named = month_number(text);
  if (!named || !named->is_day()) return std::nullopt;
  return date_parts(days_since_epoch(kNoYear, named->month, named->number), {});
}

bool is_time(std::string_view text) {
  const std::size_t colon = text.find(':');
  return (colon == 1 || colon == 2) && is_digit(text[0]) && is_digit(text[colon - 1]);
}

/// "2020年12月31日" as 2020-12-31, the Korean form likewise; empty for other text.
std::string with_dashes(std::string_view text) {
  constexpr std::array<std::array<std::string_view, 3>, 2> kWords = {
      {{"年", "月", "日"}, {"년", "월", "일"}}};
  for (const auto& [year, month, day] : kWords) {
    const std::size_t at_year = text.find(year);
    const std::size_t at_month = text.find(month);
    const std::size_t at_day = text.find(day);
    if (at_year != 4 || at_month == text.npos || at_day == text.npos) continue;
    if (at_month < at_year + year.size() || at_day < at_month + month.size()) continue;
    const auto part = [&](std::size_t from, std::size_t to) {
      return std::string(inner_text(text.substr(from, to - from)));
    };
    return part(0, at_year) + "-" + part(at_year + year.size(), at_month) + "-" +
           part(at_month + month.size(), at_day) + std::string(text.substr(at_day + day.size()));
  }
  return {};
}

class DateReader {
 public:
  DateReader(std::string_view text, DateOrder order) : rest_(text), order_(order) {}

  std::optional<DateParts> read() {
    while (take(' ')) {
    }
    while (rest_.ends_with(' ')) rest_.remove_suffix(1);
    const bool has_day = !is_time(rest_);
    if (has_day) {
      take_weekday();
      if (!(read_dense() || read_day())) return std::nullopt;
      if (!rest_.empty() && !dense_time_ && (!take_separator_of_time() || rest_.empty())) {
        return std::nullopt;
      }
    }
    const auto time = rest_.empty() ? ClockTime{} : read_time(rest_);
    if (!time) return std::nullopt;
    DateParts parts = date_parts(days_since_epoch(year_, month_, day_), *time);
    parts.has_day = has_day;
    parts.is_period = is_month_;
    return parts;
  }

 private:
  struct Part {
    int number = 0;
    std::size_t digits = 0;
    bool word = false;  ///< a month by its name
  };

  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Those of ASCII, and all others of UTF-8.
  std::string_view letters() const {
    std::size_t length = 0;
    while (length < rest_.size() && (is_letter(rest_[length]) || (rest_[length] & 0x80) != 0)) {
      ++length;
    }
    return rest_.substr(0, length);
  }

  /// A number of 1 to `most` digits.
  bool number(std::size_t most, Part& part) {
    std::size_t length = 0;
    while (length < rest_.size() && length <= most && is_digit(rest_[length])) {
      part.number = part.number * 10 + (rest_[length++] - '0');
    }
    part.digits = length;
    rest_.remove_prefix(length);
    return length > 0 && length <= most;
  }

  bool part(Part& result) {
    const std::string_view word = letters();
    if (word.empty()) {
      const bool read = number(4, result);
      take_ordinal();
      return read;
    }
    result = {.number = month_of(word), .word = true};
    rest_.remove_prefix(word.size());
    take_stop();
    return result.number != 0;
  }

  /// "Dec. 31, 2020"; but not the separator of "31.Dec.2020".
  void take_stop() {
    if (rest_.size() > 1 && rest_[0] == '.' && rest_[1] == ' ') rest_.remove_prefix(1);
  }

  /// The letters of "31st", "1er".
  void take_ordinal() {
    for (const std::string_view end : {"st", "nd", "rd", "th", "er"}) {
      if (letters() == end) return rest_.remove_prefix(end.size());
    }
  }

  /// As web servers ("31/Dec/2020:23:59:59") and SAS ("31DEC2020:23:59:59") have it, too.
  bool take_separator_of_time() {
    const bool points = rest_.size() > 3 && rest_[3] == '.';  // "-23.59.59", as DB2 has it
    if (rest_.starts_with(", ")) rest_.remove_prefix(1);      // of JavaScript
    return take('T') || take(' ') || (named_ && take(':')) || (points && take('-'));
  }

  /// "Thu, " or "Thursday ".
  void take_weekday() {
    const std::string_view word = letters();
    if (!is_weekday(word) || month_of(word) != 0) return;
    rest_.remove_prefix(word.size());
    take('.');
    take(',');
    while (take(' ')) {
    }
  }

  /// What stands between parts; the same both times but for "Dec 31, 2020".
  char separator() {
    for (const char c : {'-', '/', '.', ' ', '\''}) {
      if (!take(c)) continue;
      while (c == '.' && take(' ')) {  // "31. 12. 2020"
      }
      return c;
    }
    return rest_.starts_with(", ") ? (rest_.remove_prefix(2), ' ') : '\0';
  }

  /// "20201231T235959": eight digits, which make a date only in our times; "202012" is a month.
  bool read_dense() {
    const std::size_t all = count_digits(rest_);
    const bool month = all == 6 && rest_.size() == 6;
    is_month_ = month;
    dense_time_ = all == 14 && rest_.size() == 14;
    if (all != 8 && !month && !dense_time_) return false;
    std::array<Part, 3> parts;
    if (month) parts[2].number = 1;
    for (std::size_t i = 0; i < (month ? 2 : parts.size()); ++i) {
      const std::size_t digits = i == 0 ? 4 : 2;
      for (const char c : rest_.substr(0, digits)) {
        parts[i].number = parts[i].number * 10 + (c - '0');
      }
      rest_.remove_prefix(digits);
    }
    return parts[0].number >= 1800 && parts[0].number < 2200 && set(parts[0], parts[1], parts[2]);
  }

  bool read_day() {
    std::array<Part, 3> parts;
    if (!part(parts[0])) return false;
    const char between = separator();
    if (!part(parts[1])) return false;
    named_ = parts[0].word || parts[1].word;
    if (between == '\0' && !named_) return false;  // "31Dec2020" needs none
    if (rest_.empty()) {
      is_month_ = true;
      return named_ ? read_month(parts, between) : read_numbered_month(parts, between);
    }
    if (between == '\'') return false;
    if (!read_year_at_end(parts[2]) && !read_third(parts, between)) return false;
    if (parts[2].word || (parts[0].word && parts[1].word)) return false;
    if (between == ' ' && !named_) return false;  // three numbers
    if (parts[0].digits == 4) return set(parts[0], parts[1], parts[2]);
    if (parts[2].digits != 4 && parts[2].digits != 2) return false;
    if (parts[2].digits == 2) return read_short(parts);
    const bool month_first = named_ ? parts[0].word : order_ == DateOrder::month_first;
    if (!named_ && order_ == DateOrder::year_first) return false;
    return month_first ? set(parts[2], parts[0], parts[1]) : set(parts[2], parts[1], parts[0]);
  }

  /// What stands between parts is the same both times but in "31. Dezember 2020".
  bool read_third(std::array<Part, 3>& parts, char between) {
    const char next = separator();
    const bool alike = next == between || (between == '.' && next == ' ' && parts[1].word);
    return alike && part(parts[2]);
  }

  /// "Thu Dec 31 23:59:59 2020", as C writes it.
  bool read_year_at_end(Part& year) {
    const std::size_t blank = rest_.rfind(' ');
    if (!rest_.starts_with(' ') || blank == 0 || !is_time(rest_.substr(1))) return false;
    const std::string_view time = rest_.substr(0, blank);
    rest_.remove_prefix(blank + 1);
    if (!number(4, year) || year.digits != 4 || !rest_.empty()) return false;
    rest_ = time;
    return true;
  }

  /// "Dec 2020", "2020-Dec", "Dec-20" (as Excel has it), "Dec'20": the first day of a month.
  bool read_month(const std::array<Part, 3>& parts, char between) {
    const Part& month = parts[0].word ? parts[0] : parts[1];
    Part year = parts[0].word ? parts[1] : parts[0];
    const bool two_digits =
        year.digits == 2 && parts[0].word && (between == '-' || between == '\'');
    if (two_digits) year.number = full_year(year.number);
    if (year.digits != 4 && !two_digits) return false;
    return set(year, month, {.number = 1, .digits = 1});
  }

  /// "2020-12", "2020/1", "12/2020", "1-2020"; "2020.12", "12.2020" with two digits, since they are
  /// numbers elsewhere.
  bool read_numbered_month(const std::array<Part, 3>& parts, char between) {
    const bool year_first = parts[0].digits == 4;
    const Part& year = parts[year_first ? 0 : 1];
    const Part& month = parts[year_first ? 1 : 0];
    const bool joined = between == '-' || between == '/' || (between == '.' && month.digits == 2);
    if (!joined || year.digits != 4) return false;
    if (!is_likely_year(year.number)) return false;
    return set(year, month, {.number = 1, .digits = 1});
  }

  bool read_short(std::array<Part, 3>& parts) {
    const bool year_first = !named_ && order_ == DateOrder::year_first;
    Part& year = year_first ? parts[0] : parts[2];
    if (year.digits != 2) return false;
    year.number = full_year(year.number);
    if (year_first) return set(year, parts[1], parts[2]);
    const bool month_first = named_ ? parts[0].word : order_ == DateOrder::month_first;
    return month_first ? set(year, parts[0], parts[1]) : set(year, parts[1], parts[0]);
  }

  bool set(const Part& year, const Part& month, const Part& day) {
    year_ = year.number;
    month_ = month.number;
    day_ = day.number;
    return !year.word && !day.word && month.digits <= 2 && day.digits <= 2 && month_ >= 1 &&
           month_ <= 12 && day_ >= 1 && day_ <= days_in(month_, year_);
  }

  std::string_view rest_;
  DateOrder order_;
  bool named_ = false;       // the month has its name
  bool is_month_ = false;    // there is no day
  bool dense_time_ = false;  // it stands behind the day without a separator
  int year_ = 1970;
  int month_ = 1;
  int day_ = 1;
};

}  // namespace

double DateParts::local_hours() const {
  const auto part = [&](std::size_t i) { return static_cast<int>(values[i]); };
  return static_cast<double>(days_since_epoch(part(0), part(1), part(2))) * 24 + values[4];
}

std::optional<DateParts> parse_date(std::string_view text, DateOrder order) {
  if (order == DateOrder::no_year) return day_without_year(text);
  if (const auto day = first_day_of_period(text)) {
    DateParts parts = date_parts(*day, {});
    parts.is_period = text.find('W') == text.npos;  // a week is told by its first day
    return parts;
  }
  if (const std::string written = with_dashes(text); !written.empty()) {
    return DateReader(written, DateOrder::year_first).read();
  }
  return DateReader(text, order).read();
}

}  // namespace ganglion::data
