#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "ganglion/data/features/target_leaks.h"
#include "ganglion/data/label_names.h"
#include "ganglion/data/task.h"

namespace ganglion::data {
namespace {

constexpr std::int64_t kRowsForParts = 20;

using Flags = std::vector<std::uint8_t>;

/// 1 for yes; nothing for a column with other values, missing ones, or a single value.
std::optional<Flags> flags_in(const Column& column) {
  std::vector<std::int8_t> of_name;
  for (const std::string& text : column.names) {
    const auto answer = yes_or_no(text);
    of_name.push_back(static_cast<std::int8_t>(answer ? (*answer ? 1 : 0) : -1));
  }
  Flags flags;
  flags.reserve(static_cast<std::size_t>(column.rows()));
  for (const double number : column.numbers) {
    if (number != 0 && number != 1) return std::nullopt;
    flags.push_back(number == 1 ? 1 : 0);
  }
  for (const std::int32_t code : column.codes) {
    const int flag = code < 0 ? -1 : of_name[static_cast<std::size_t>(code)];
    if (flag < 0) return std::nullopt;
    flags.push_back(static_cast<std::uint8_t>(flag));
  }
  const bool varies = std::ranges::count(flags, 0) > 0 && std::ranges::count(flags, 1) > 0;
  return varies ? std::optional(std::move(flags)) : std::nullopt;
}

/// Columns of flags of which one at most is set in each row.
class LabelParts {
 public:
  explicit LabelParts(Flags target) : sum_(std::move(target)) {}
  /// False if it overlaps with what is there.
  bool add(const std::string& name, const Flags& flags) {
    for (std::size_t row = 0; row < flags.size(); ++row) {
      if (flags[row] != 0 && sum_[row] != 0) return false;
    }
    for (std::size_t row = 0; row < flags.size(); ++row) sum_[row] |= flags[row];
    names_.push_back(name);
    return true;
  }
  bool complete() const { return std::ranges::count(sum_, 0) == 0; }
  const std::vector<std::string>& names() const { return names_; }

 private:
  Flags sum_;
  std::vector<std::string> names_;
};

/// "class_a" -> "class_"
std::string_view stem_of(std::string_view name) {
  return name.substr(0, name.find_last_of("_=. -") + 1);
}

/// Looks at the columns of a source as flags.
class PartFinder {
 public:
  PartFinder(ColumnSource& source, const std::string& target,
             const std::set<std::string>& candidates)
      : source_(source), candidates_(candidates), names_(source.header().names()) {
    place_ = static_cast<std::size_t>(std::ranges::find(names_, target) - names_.begin());
    if (const auto own = flags_in(source.with(target).column(target))) target_ = *own;
  }
  bool possible() const { return !target_.empty(); }

  std::vector<std::string> of_equal_stem() {
    const std::string_view stem = stem_of(names_[place_]);
    if (stem.empty()) return {};
    LabelParts parts(target_);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (i == place_ || stem_of(names_[i]) != stem) continue;
      const auto flags = flags_of(i);
      if (!flags || !parts.add(names_[i], *flags)) return {};
    }
    return parts.complete() ? parts.names() : std::vector<std::string>{};
  }

  /// The first column of them is tried at all places in front of the target.
  std::vector<std::string> of_neighbours() {
    LabelParts before(target_);
    for (std::size_t first = place_ + 1; first-- > 0;) {
      if (first < place_) {
        const auto flags = flags_of(first);
        if (!flags || !before.add(names_[first], *flags)) break;
      }
      LabelParts parts = before;
      for (std::size_t last = place_ + 1; last < names_.size() && !parts.complete(); ++last) {
        const auto flags = flags_of(last);
        if (!flags || !parts.add(names_[last], *flags)) break;
      }
      if (parts.complete()) return parts.names().size() > 1 ? parts.names() : Names{};
    }
    return {};
  }

 private:
  using Names = std::vector<std::string>;

  const std::optional<Flags>& flags_of(std::size_t i) {
    const auto known = flags_.find(i);
    if (known != flags_.end()) return known->second;
    const std::string& name = names_[i];
    return flags_[i] = !candidates_.contains(name) ? std::nullopt
                                                   : flags_in(source_.with(name).column(name));
  }

  ColumnSource& source_;
  const std::set<std::string>& candidates_;
  Names names_;
  std::size_t place_ = 0;
  Flags target_;
  std::map<std::size_t, std::optional<Flags>> flags_;
};

}  // namespace

std::vector<std::string> label_parts(ColumnSource& source, std::span<const std::string> targets,
                                     const std::set<std::string>& candidates) {
  std::vector<std::string> parts = numbered_labels(source.header().names());
  const auto is_among = [](const auto& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  if (std::ranges::any_of(targets, [&](const auto& name) { return is_among(parts, name); })) {
    std::erase_if(parts, [&](const auto& name) { return !candidates.contains(name); });
    return parts;
  }
  if (source.rows() < kRowsForParts || targets.size() != 1) return {};
  PartFinder finder(source, targets[0], candidates);
  if (!finder.possible()) return {};
  parts = finder.of_equal_stem();
  return parts.empty() ? finder.of_neighbours() : parts;
}

}  // namespace ganglion::data
