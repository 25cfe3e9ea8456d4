#include "ganglion/data/text/version_marks.h"

#include <algorithm>
#include <cstddef>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/dates.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kMajors = 32;
constexpr std::size_t kMinors = 100;

std::size_t bit_of(std::size_t major, std::size_t minor) {
  return major * kMinors + minor;
}

/// "2.0.1", "1.2.3rc1"
bool is_long(std::string_view text) {
  constexpr std::size_t kMostDigits = 4;
  constexpr std::size_t kLongestEnd = 8;
  std::size_t points = 0;
  while (true) {
    const std::size_t digits = take_digits(text);
    if (digits == 0 || digits > kMostDigits) return false;
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
    ++points;
  }
  const bool end = std::ranges::all_of(
      text, [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '+'; });
  return points >= 2 && end && text.size() <= kLongestEnd;
}

/// "1.2", "12"
bool is_short(std::string_view text) {
  constexpr std::size_t kMostDigits = 3;
  const std::size_t major = take_digits(text);
  if (major == 0 || major > kMostDigits) return false;
  if (text.empty()) return true;
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  const std::size_t minor = take_digits(text);
  return minor > 0 && minor <= kMostDigits && text.empty();
}

}  // namespace

void VersionMarks::look_at(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return;
  const std::size_t decimals = text.size() - point - 1;
  std::size_t major = 0;
  std::size_t minor = 0;
  watching_ = point >= 1 && point <= 2 && decimals >= 1 && decimals <= 2 &&
              (decimals == 1 || text[point + 1] != '0');
  for (std::size_t i = 0; i < text.size() && watching_; ++i) {
    if (i == point) continue;
    std::size_t& part = i < point ? major : minor;
    watching_ = is_digit(text[i]);
    part = part * 10 + static_cast<std::size_t>(text[i] - '0');
  }
  watching_ = watching_ && major < kMajors;
  if (!watching_) return;
  if (seen_.empty()) seen_.resize(kMajors * kMinors / 64);
  const std::size_t bit = bit_of(major, minor);
  seen_[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

void VersionMarks::add(const VersionMarks& others) {
  watching_ = watching_ && others.watching_;
  if (others.seen_.empty()) return;
  if (seen_.empty()) seen_.resize(others.seen_.size());
  for (std::size_t i = 0; i < seen_.size(); ++i) seen_[i] |= others.seen_[i];
}

bool VersionMarks::has_twin(std::size_t major, std::size_t minor) const {
  return minor > 0 && minor < 10 && saw(bit_of(major, minor)) && saw(bit_of(major, 10 * minor));
}

std::string VersionMarks::twin() const {
  if (!watching_ || seen_.empty()) return {};
  for (std::size_t major = 0; major < kMajors; ++major) {
    for (std::size_t minor = 1; minor < 10; ++minor) {
      if (has_twin(major, minor)) return std::to_string(major) + "." + std::to_string(10 * minor);
    }
  }
  return {};
}

bool VersionMarks::count_up() const {
  constexpr std::size_t kGap = 3;  // at most two of three minor versions are missing
  if (twin().empty()) return false;
  for (std::size_t major = 0; major < kMajors; ++major) {
    std::size_t count = 0;
    std::size_t most = 0;
    bool twins = false;
    for (std::size_t minor = 0; minor < kMinors; ++minor) {
      if (!saw(bit_of(major, minor))) continue;
      ++count;
      most = minor;
      twins = twins || has_twin(major, minor);
    }
    if (twins && count * kGap < most) return false;
  }
  return true;
}

bool are_versions(std::span<const std::string_view> texts) {
  constexpr std::ptrdiff_t kMostShort = 100;  // to one with two points, which is a slip among more
  const auto is_day = [](std::string_view text) {
    return text.size() >= 8 && order_of_dates(std::span(&text, 1)).has_value();
  };
  const auto of_two = std::ranges::count_if(texts, is_long);
  return of_two > 0 && std::ssize(texts) <= kMostShort * of_two &&
         std::ranges::none_of(texts, is_day) &&
         std::ranges::all_of(texts, [](auto text) { return is_long(text) || is_short(text); });
}

}  // namespace ganglion::data
