#include "ganglion/data/text/dates.h"

#include <algorithm>
#include <set>

#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/characters.h"

namespace ganglion::data {
namespace {

class DateReader {
 public:
  DateReader(std::string_view text, DateOrder order) : rest_(text), order_(order) {}

  std::optional<DateParts> read() {
    while (take(' ')) {
    }
    while (rest_.ends_with(' ')) rest_.remove_suffix(1);
    DateParts parts;
    const std::string_view all = rest_;
    parts.has_day = !is_time();
    rest_ = all;
    if (parts.has_day) {
      take_weekday();
      if (!read_day()) return std::nullopt;
      if (!rest_.empty() && ((!take('T') && !take(' ')) || rest_.empty())) return std::nullopt;
    }
    if (!rest_.empty() && !read_time()) return std::nullopt;
    parts.values = {static_cast<double>(year_), static_cast<double>(month_),
                    static_cast<double>(day_), static_cast<double>(weekday_of(year_, month_, day_)),
                    hour_};
    parts.hours = static_cast<double>(days_since_epoch(year_, month_, day_)) * 24 + hour_ - offset_;
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

  std::string_view letters() const {
    std::size_t length = 0;
    while (length < rest_.size() && is_letter(rest_[length])) ++length;
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
    if (word.empty()) return number(4, result);
    result = {.number = month_of(word), .word = true};
    rest_.remove_prefix(word.size());
    take_stop();
    return result.number != 0;
  }

  /// "Dec. 31, 2020"; but not the separator of "31.Dec.2020".
  void take_stop() {
    if (rest_.size() > 1 && rest_[0] == '.' && rest_[1] == ' ') rest_.remove_prefix(1);
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

  bool is_time() const {
    const std::size_t colon = rest_.find(':');
    return (colon == 1 || colon == 2) && is_digit(rest_[0]) && is_digit(rest_[colon - 1]);
  }

  /// What stands between parts; the same both times but for "Dec 31, 2020".
  char separator() {
    for (const char c : {'-', '/', '.', ' '}) {
      if (!take(c)) continue;
      while (c == '.' && take(' ')) {  // "31. 12. 2020"
      }
      return c;
    }
    return rest_.starts_with(", ") ? (rest_.remove_prefix(2), ' ') : '\0';
  }

  bool read_day() {
    std::array<Part, 3> parts;
    if (!part(parts[0])) return false;
    const char between = separator();
    if (between == '\0' || !part(parts[1])) return false;
    const bool named = parts[0].word || parts[1].word;
    if (rest_.empty()) return named ? read_month(parts) : read_numbered_month(parts, between);
    if (separator() != between || !part(parts[2])) return false;
    if (parts[2].word || (parts[0].word && parts[1].word)) return false;
    if (between == ' ' && !named) return false;  // three numbers
    if (parts[0].digits == 4) return set(parts[0], parts[1], parts[2]);
    if (parts[2].digits != 4 && parts[2].digits != 2) return false;
    if (parts[2].digits == 2) return read_short(parts, named);
    const bool month_first = named ? parts[0].word : order_ == DateOrder::month_first;
    if (!named && order_ == DateOrder::year_first) return false;
    return month_first ? set(parts[2], parts[0], parts[1]) : set(parts[2], parts[1], parts[0]);
  }

  /// "Dec 2020", "2020-Dec": the first day of a month.
  bool read_month(const std::array<Part, 3>& parts) {
    const Part& month = parts[0].word ? parts[0] : parts[1];
    const Part& year = parts[0].word ? parts[1] : parts[0];
    if (year.digits != 4) return false;
    return set(year, month, {.number = 1, .digits = 1});
  }

  /// "2020-12", "12/2020".
  bool read_numbered_month(const std::array<Part, 3>& parts, char between) {
    const bool year_first = between == '-';
    const Part& year = parts[year_first ? 0 : 1];
    const Part& month = parts[year_first ? 1 : 0];
    if ((!year_first && between != '/') || year.digits != 4 || month.digits != 2) return false;
    return set(year, month, {.number = 1, .digits = 1});
  }

  bool read_short(std::array<Part, 3>& parts, bool named) {
    const bool year_first = !named && order_ == DateOrder::year_first;
    Part& year = year_first ? parts[0] : parts[2];
    if (year.digits != 2) return false;
    year.number += year.number < 69 ? 2000 : 1900;
    if (year_first) return set(year, parts[1], parts[2]);
    const bool month_first = named ? parts[0].word : order_ == DateOrder::month_first;
    return month_first ? set(year, parts[0], parts[1]) : set(year, parts[1], parts[0]);
  }

  bool set(const Part& year, const Part& month, const Part& day) {
    year_ = year.number;
    month_ = month.number;
    day_ = day.number;
    return !year.word && !day.word && month.digits <= 2 && day.digits <= 2 && month_ >= 1 &&
           month_ <= 12 && day_ >= 1 && day_ <= days_in(month_, year_);
  }

  bool read_time() {
    Part hours;
    Part minutes;
    Part seconds;
    if (!number(2, hours) || !take(':') || !number(2, minutes) || minutes.digits != 2) return false;
    if (take(':') && (!number(2, seconds) || seconds.digits != 2)) return false;
    double fraction = 0;
    if ((take('.') || take(',')) && !read_fraction(fraction)) return false;
    if (hours.number > 24 || minutes.number > 59 || seconds.number > 60) return false;
    hour_ = hours.number + minutes.number / 60.0 + (seconds.number + fraction) / 3600.0;
    return read_half_of_day(hours.number) && read_offset();
  }

  bool read_fraction(double& fraction) {
    double unit = 0.1;
    std::size_t length = 0;
    for (; length < rest_.size() && is_digit(rest_[length]); ++length, unit /= 10) {
      fraction += (rest_[length] - '0') * unit;
    }
    rest_.remove_prefix(length);
    return length > 0 && length <= 9;
  }

  bool read_half_of_day(int hour) {
    const std::size_t blank = rest_.starts_with(' ') ? 1 : 0;
    const std::string_view word = rest_.substr(blank, 2);
    const bool morning = word == "AM" || word == "am";
    const bool evening = word == "PM" || word == "pm";
    if (!morning && !evening) return true;
    rest_.remove_prefix(blank + 2);
    if (hour < 1 || hour > 12) return false;
    if (morning && hour == 12) hour_ -= 12;
    if (evening && hour < 12) hour_ += 12;
    return true;
  }

  bool read_offset() {
    if (rest_.empty()) return true;
    while (take(' ')) {
    }
    if (rest_ == "Z" || rest_ == "UTC" || rest_ == "GMT") return true;
    const bool west = take('-');
    if (!west && !take('+')) return false;
    Part hours;
    Part minutes;
    std::size_t digits = 0;
    while (digits < rest_.size() && is_digit(rest_[digits])) ++digits;
    if (digits == 4) {
      for (int i = 0; i < 2; ++i) hours.number = hours.number * 10 + (rest_[i] - '0');
      for (int i = 2; i < 4; ++i) minutes.number = minutes.number * 10 + (rest_[i] - '0');
      rest_.remove_prefix(4);
    } else {
      if (!number(2, hours)) return false;
      if (take(':') && (!number(2, minutes) || minutes.digits != 2)) return false;
    }
    if (!rest_.empty() || hours.number > 18 || minutes.number > 59) return false;
    offset_ = (hours.number + minutes.number / 60.0) * (west ? -1 : 1);
    return true;
  }

  std::string_view rest_;
  DateOrder order_;
  int year_ = 1970;
  int month_ = 1;
  int day_ = 1;
  double hour_ = 0;
  double offset_ = 0;
};

/// Whether all texts are dates of an order; what differs among them.
struct OrderReading {
  bool all = true;
  std::set<double> years = {};
  std::set<double> days = {};
};

OrderReading read_all(std::span<const std::string_view> texts, DateOrder order) {
  OrderReading reading;
  std::optional<bool> has_day;
  for (const std::string_view text : texts) {
    const auto date = parse_date(text, order);
    reading.all = date && has_day.value_or(date->has_day) == date->has_day;
    if (!reading.all) break;
    has_day = date->has_day;
    reading.years.insert(date->values[0]);
    reading.days.insert(date->values[2]);
  }
  return reading;
}

}  // namespace

std::optional<DateParts> parse_date(std::string_view text, DateOrder order) {
  return DateReader(text, order).read();
}

std::optional<DateOrder> order_of_dates(std::span<const std::string_view> texts) {
  if (texts.empty()) return std::nullopt;
  const OrderReading year_first = read_all(texts, DateOrder::year_first);
  for (const DateOrder order : {DateOrder::day_first, DateOrder::month_first}) {
    const OrderReading reading = read_all(texts, order);
    if (!reading.all) continue;
    const bool years_differ_more = reading.years.size() > reading.days.size();
    const bool better =
        year_first.all && years_differ_more && year_first.years.size() < year_first.days.size();
    return better ? DateOrder::year_first : order;
  }
  if (year_first.all) return DateOrder::year_first;
  return std::nullopt;
}

std::string_view ambiguous_date(std::span<const std::string_view> texts, DateOrder order) {
  for (const DateOrder other :
       {DateOrder::day_first, DateOrder::month_first, DateOrder::year_first}) {
    if (other == order || !read_all(texts, other).all) continue;
    for (const std::string_view text : texts) {
      if (parse_date(text, order)->hours != parse_date(text, other)->hours) return text;
    }
  }
  return {};
}

}  // namespace ganglion::data
