#include "ganglion/data/features/dates.h"

#include <algorithm>
#include <vector>

namespace ganglion::data {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char lower_letter(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_latin_letter(char c) {
  return lower_letter(c) >= 'a' && lower_letter(c) <= 'z';
}

/// 1 to 12 for the English name of a month, at least three letters of it; else 0.
int month_of(std::string_view word) {
  constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  std::string small;
  for (const char c : word) small += lower_letter(c);
  if (small.size() < 3) return 0;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (kMonths[i].starts_with(small)) return static_cast<int>(i) + 1;
  }
  return 0;
}

int days_in(int month, int year) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

/// 1 Monday to 7 Sunday, by Sakamoto's method.
int weekday_of(int year, int month, int day) {
  constexpr std::array<int, 12> kShift = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
  const int y = month < 3 ? year - 1 : year;
  const int sunday_first =
      (y + y / 4 - y / 100 + y / 400 + kShift[static_cast<std::size_t>(month - 1)] + day) % 7;
  return sunday_first == 0 ? 7 : sunday_first;
}

class DateReader {
 public:
  DateReader(std::string_view text, DateOrder order) : rest_(text), order_(order) {}

  std::optional<DateParts> read() {
    if (!read_day() || !read_time()) return std::nullopt;
    DateParts parts;
    parts.values = {static_cast<double>(year_), static_cast<double>(month_),
                    static_cast<double>(day_), static_cast<double>(weekday_of(year_, month_, day_)),
                    hour_};
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
    std::size_t length = 0;
    while (length < rest_.size() && is_latin_letter(rest_[length])) ++length;
    if (length == 0) return number(4, result);
    result = {.number = month_of(rest_.substr(0, length)), .word = true};
    rest_.remove_prefix(length);
    return result.number != 0;
  }

  /// What stands between parts; the same both times but for "Dec 31, 2020".
  char separator() {
    for (const char c : {'-', '/', '.', ' '}) {
      if (take(c)) return c;
    }
    return rest_.starts_with(", ") ? (rest_.remove_prefix(2), ' ') : '\0';
  }

  bool read_day() {
    std::array<Part, 3> parts;
    if (!part(parts[0])) return false;
    const char between = separator();
    if (between == '\0' || !part(parts[1])) return false;
    if (separator() != between || !part(parts[2])) return false;
    const bool named = parts[0].word || parts[1].word;
    if (parts[2].word || (parts[0].word && parts[1].word)) return false;
    if (between == ' ' && !named) return false;  // three numbers
    if (parts[0].digits == 4) return set(parts[0], parts[1], parts[2]);
    if (parts[2].digits != 4) return false;
    const bool month_first = named ? parts[0].word : order_ == DateOrder::month_first;
    return month_first ? set(parts[2], parts[0], parts[1]) : set(parts[2], parts[1], parts[0]);
  }

  bool set(const Part& year, const Part& month, const Part& day) {
    year_ = year.number;
    month_ = month.number;
    day_ = day.number;
    return !year.word && !day.word && month.digits <= 2 && day.digits <= 2 && month_ >= 1 &&
           month_ <= 12 && day_ >= 1 && day_ <= days_in(month_, year_);
  }

  bool read_time() {
    if (rest_.empty()) return true;
    if (!take('T') && !take(' ')) return false;
    Part hours;
    Part minutes;
    Part seconds;
    if (!number(2, hours) || !take(':') || !number(2, minutes) || minutes.digits != 2) return false;
    if (take(':') && (!number(2, seconds) || seconds.digits != 2)) return false;
    if (take('.')) {
      Part fraction;
      if (!number(9, fraction)) return false;
    }
    if (hours.number > 24 || minutes.number > 59 || seconds.number > 60) return false;
    hour_ = hours.number + minutes.number / 60.0 + seconds.number / 3600.0;
    return read_half_of_day(hours.number) && read_offset();
  }

  bool read_half_of_day(int hour) {
    const bool morning = rest_ == " AM" || rest_ == " am";
    const bool evening = rest_ == " PM" || rest_ == " pm";
    if (!morning && !evening) return true;
    rest_ = {};
    if (hour < 1 || hour > 12) return false;
    if (morning && hour == 12) hour_ -= 12;
    if (evening && hour < 12) hour_ += 12;
    return true;
  }

  bool read_offset() {
    if (rest_.empty() || rest_ == "Z" || rest_ == " UTC") return true;
    if (!take('+') && !take('-')) return false;
    return std::ranges::all_of(rest_, [](char c) { return is_digit(c) || c == ':'; }) &&
           rest_.size() >= 2 && rest_.size() <= 5;
  }

  std::string_view rest_;
  DateOrder order_;
  int year_ = 0;
  int month_ = 0;
  int day_ = 0;
  double hour_ = 0;
};

}  // namespace

std::optional<DateParts> parse_date(std::string_view text, DateOrder order) {
  return DateReader(text, order).read();
}

}  // namespace ganglion::data
