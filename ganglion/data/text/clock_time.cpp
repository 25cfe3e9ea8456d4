#include "ganglion/data/text/clock_time.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 21> kZones = {
    {{"Z", 0},    {"UTC", 0},  {"GMT", 0},  {"WET", 0},  {"WEST", 1}, {"CET", 1},  {"CEST", 2},
     {"MEZ", 1},  {"MESZ", 2}, {"EET", 2},  {"EEST", 3}, {"MSK", 3},  {"JST", 9},  {"EST", -5},
     {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}}};

class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  std::optional<ClockTime> read() {
    if (!read_clock() || !read_half_of_day() || !read_zone()) return std::nullopt;
    return time_;
  }

 private:
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// A number of 1 to 2 digits, or of exactly two.
  bool number(int& value, bool two) {
    std::size_t length = 0;
    value = 0;
    while (length < std::min<std::size_t>(rest_.size(), 2) && is_digit(rest_[length])) {
      value = value * 10 + (rest_[length++] - '0');
    }
    rest_.remove_prefix(length);
    return length == 2 || (length == 1 && !two);
  }

  bool read_clock() {
    constexpr std::size_t kDense = 6;  // "235959"
    int minutes = 0;
    int seconds = 0;
    const bool dense = count_digits(rest_) == kDense;
    if (!number(hours_, dense)) return false;
    const bool points = !dense && take('.');  // "23.59.59", of Oracle and DB2
    if ((!dense && !points && !take(':')) || !number(minutes, true)) return false;
    if (points && !rest_.starts_with('.')) return false;
    const bool has_seconds = dense || take(points ? '.' : ':');
    if (has_seconds && !number(seconds, true)) return false;
    double fraction = 0;
    // "7:14.5" are minutes and seconds of a duration.
    if (has_seconds && (take('.') || take(',')) && !read_fraction(fraction)) return false;
    if (hours_ > 24 || minutes > 59 || seconds > 60) return false;
    time_.hour = hours_ + minutes / 60.0 + (seconds + fraction) / 3600.0;
    return true;
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

  bool read_half_of_day() {
    const std::size_t blank = rest_.starts_with(' ') ? 1 : 0;
    const std::string_view behind = rest_.substr(blank);
    const std::size_t length = behind.size() > 1 && behind[1] == '.' ? 4 : 2;  // "a.m.", "am"
    const std::string word = small_word(behind.substr(0, length));
    const bool morning = word == "am" || word == "a.m.";
    const bool evening = word == "pm" || word == "p.m.";
    if (!morning && !evening) return true;
    rest_.remove_prefix(blank + length);
    if (hours_ < 1 || hours_ > 12) return false;
    if (morning && hours_ == 12) time_.hour -= 12;
    if (evening && hours_ < 12) time_.hour += 12;
    return true;
  }

  bool read_zone() {
    if (rest_.empty()) return true;
    time_.has_offset = true;
    while (take(' ')) {
    }
    const auto* zone =
        std::ranges::find(kZones, rest_, &std::pair<std::string_view, double>::first);
    if (zone != kZones.end()) {
      time_.offset = zone->second;
      return true;
    }
    if (rest_.starts_with("GMT") || rest_.starts_with("UTC")) rest_.remove_prefix(3);  // "GMT+1"
    return read_offset();
  }

  /// "+2", "+02", "+0200", "+02:00"
  bool read_offset() {
    const bool west = take('-');
    if (!west && !take('+')) return false;
    int hours = 0;
    int minutes = 0;
    if (!number(hours, false)) return false;
    if ((take(':') || !rest_.empty()) && !number(minutes, true)) return false;
    if (!rest_.empty() || hours > 18 || minutes > 59) return false;
    time_.offset = (hours + minutes / 60.0) * (west ? -1 : 1);
    return true;
  }

  std::string_view rest_;
  int hours_ = 0;
  ClockTime time_;
};

}  // namespace

std::optional<ClockTime> read_time(std::string_view text) {
  return TimeReader(text).read();
}

}  // namespace ganglion::data
