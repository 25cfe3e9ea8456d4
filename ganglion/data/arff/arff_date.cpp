#include "ganglion/data/arff/arff_date.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/text/characters.h"

namespace ganglion::data {
namespace {

constexpr std::string_view kPatternLetters = "yMdHhkKmsSaEzZX";

/// Reads a text by a pattern, letter by letter.
class PatternReader {
 public:
  PatternReader(std::string_view pattern, std::string_view text) : pattern_(pattern), rest_(text) {}

  std::optional<std::string> read() {
    while (!pattern_.empty()) {
      if (!read_next()) return std::nullopt;
    }
    if (!rest_.empty()) return std::nullopt;
    return iso();
  }

 private:
  bool read_next() {
    const char c = pattern_[0];
    if (c == '\'') return read_quoted();
    if (!is_letter(c)) {
      pattern_.remove_prefix(1);
      return take(c);
    }
    const std::size_t count = std::min(pattern_.find_first_not_of(c), pattern_.size());
    pattern_.remove_prefix(count);
    const bool tight = !pattern_.empty() && is_letter(pattern_[0]);  // "yyyyMMdd"
    if (c == 'M' && count >= 3) return read_word(month_);
    if (c == 'E') return read_letters();
    if (c == 'a') return read_half();
    if (c == 'z' || c == 'Z' || c == 'X') return read_zone();
    return read_number(c, count, tight);
  }

  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// 'T', and '' for a quote.
  bool read_quoted() {
    const std::size_t end = pattern_.find('\'', 1);
    if (end == std::string_view::npos) return false;
    const std::string_view text = end == 1 ? "'" : pattern_.substr(1, end - 1);
    pattern_.remove_prefix(end + 1);
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  std::string_view letters() {
    std::size_t length = 0;
    while (length < rest_.size() && (is_letter(rest_[length]) || rest_[length] == '.')) ++length;
    const std::string_view word = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return word;
  }
  bool read_letters() { return !letters().empty(); }

  /// A month by its name, as parse_date knows it.
  bool read_word(int& month) {
    std::string_view word = letters();
    if (word.ends_with('.')) word.remove_suffix(1);
    const auto date = parse_date("1 " + std::string(word) + " 2000", DateOrder::day_first);
    if (!date) return false;
    month = static_cast<int>(date->values[1]);
    return true;
  }

  bool read_half() {
    const std::string_view word = letters();
    evening_ = word == "PM" || word == "pm" || word == "p.m.";
    half_ = true;
    return evening_ || word == "AM" || word == "am" || word == "a.m.";
  }

  bool read_zone() {
    const std::size_t length = std::min(rest_.find_first_of(" ,;"), rest_.size());
    zone_ = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return length > 0;
  }

  bool read_number(char letter, std::size_t count, bool tight) {
    std::size_t length = 0;
    std::int64_t value = 0;
    const std::size_t most = tight ? count : 9;
    while (length < rest_.size() && length < most && is_digit(rest_[length])) {
      value = value * 10 + (rest_[length++] - '0');
    }
    if (length == 0) return false;
    if (letter == 'S') {
      fraction_ = rest_.substr(0, length);
      // Milliseconds are a number there: 5 is .005.
      fraction_ = std::string(3 - std::min<std::size_t>(fraction_.size(), 3), '0') + fraction_;
    }
    rest_.remove_prefix(length);
    set(letter, static_cast<int>(value), count, length);
    return true;
  }

  void set(char letter, int value, std::size_t count, std::size_t length) {
    if (letter == 'y') {
      year_ = count <= 2 && length <= 2 ? value + (value < 69 ? 2000 : 1900) : value;
    } else if (letter == 'M') {
      month_ = value;
    } else if (letter == 'd') {
      day_ = value;
    } else if (letter == 'm') {
      minute_ = value;
    } else if (letter == 's') {
      second_ = value;
    } else if (letter != 'S') {
      hour_ = letter == 'k' && value == 24 ? 0 : value;
      timed_ = true;
      if (letter == 'h' && value == 12) hour_ = 0;
    }
  }

  std::optional<std::string> iso() const {
    std::string text = fmt::format("{:04}-{:02}-{:02}", year_, month_, day_);
    if (timed_) {
      text +=
          fmt::format(" {:02}:{:02}:{:02}", hour_ + (half_ && evening_ ? 12 : 0), minute_, second_);
      if (!fraction_.empty()) text += "." + fraction_;
      if (!zone_.empty() && parse_date(text + zone_, DateOrder::day_first)) text += zone_;
    }
    if (!parse_date(text, DateOrder::day_first)) return std::nullopt;
    return text;
  }

  std::string_view pattern_;
  std::string_view rest_;
  int year_ = 1970;
  int month_ = 1;
  int day_ = 1;
  int hour_ = 0;
  int minute_ = 0;
  int second_ = 0;
  std::string fraction_;
  std::string zone_;
  bool half_ = false;
  bool evening_ = false;
  bool timed_ = false;
};

}  // namespace

ArffDate::ArffDate(std::string pattern) : pattern_(std::move(pattern)) {
  bool quoted = false;
  for (const char c : pattern_) {
    if (c == '\'') quoted = !quoted;
    if (quoted || !is_letter(c) || kPatternLetters.find(c) != std::string_view::npos) continue;
    throw Error(
        fmt::format("the date format {} has the letter {}, which is not supported; use y M d "
                    "H h m s S a",
                    shown(pattern_), shown({&c, 1})));
  }
}

std::optional<std::string> ArffDate::to_iso(std::string_view text) const {
  return PatternReader(pattern_, text).read();
}

DateOrder ArffDate::order() const {
  const std::size_t year = pattern_.find('y');
  const std::size_t month = pattern_.find('M');
  const std::size_t day = pattern_.find('d');
  if (year < month && year < day) return DateOrder::year_first;
  return month < day ? DateOrder::month_first : DateOrder::day_first;
}

}  // namespace ganglion::data
