#include "ganglion/data/group_split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/core/setting.h"

namespace ganglion::data {
namespace {

struct ClassRows {
  std::size_t label = 0;
  double rows = 0;
  bool operator==(const ClassRows&) const = default;
};

/// How many rows of each class a group has; few classes, so that many groups stay small.
using Group = std::vector<ClassRows>;

struct Groups {
  std::vector<Group> all;
  std::vector<double> class_rows;  ///< of all groups
};

Groups count_groups(std::span<const std::int64_t> groups, std::span<const std::int32_t> labels) {
  std::map<std::int32_t, std::size_t> place_of;
  for (const std::int32_t label : labels) place_of.emplace(label, 0);
  std::size_t place = 0;
  for (auto& entry : place_of) entry.second = place++;
  Groups result{.all = std::vector<Group>(static_cast<std::size_t>(std::ranges::max(groups)) + 1),
                .class_rows = std::vector<double>(std::max<std::size_t>(place, 1), 0)};
  for (std::size_t row = 0; row < groups.size(); ++row) {
    const std::size_t label = labels.empty() ? 0 : place_of.at(labels[row]);
    Group& group = result.all[static_cast<std::size_t>(groups[row])];
    auto of_label = std::ranges::find(group, label, &ClassRows::label);
    if (of_label == group.end()) of_label = group.insert(group.end(), {.label = label});
    ++of_label->rows;
    ++result.class_rows[label];
  }
  return result;
}

double size_of(const Group& group) {
  double rows = 0;
  for (const ClassRows& part : group) rows += part.rows;
  return rows;
}

/// What is left to be drawn, and to be left there.
class Shares {
 public:
  Shares(const Groups& groups, double fraction)
      : wanted_(groups.class_rows), left_(groups.class_rows) {
    for (double& rows : wanted_) rows *= fraction;
  }
  /// How much farther from the shares, in squares, the group leads.
  double change(const Group& group) const {
    double sum = 0;
    for (const auto& [label, rows] : group) sum += rows * (rows - 2 * wanted_[label]);
    return sum;
  }
  /// Whether each class has rows besides.
  bool may_go(const Group& group) const {
    return std::ranges::all_of(
        group, [&](const ClassRows& part) { return left_[part.label] > part.rows; });
  }
  void draw(const Group& group) {
    for (const auto& [label, rows] : group) {
      wanted_[label] -= rows;
      left_[label] -= rows;
    }
  }

 private:
  std::vector<double> wanted_;
  std::vector<double> left_;
};

}  // namespace

std::vector<std::uint8_t> draw_groups(std::span<const std::int64_t> groups,
                                      std::span<const std::int32_t> labels,
                                      const SplitOptions& options) {
  const Groups counted =
      count_groups(groups, options.stratify ? labels : std::span<const std::int32_t>());
  Shares shares(counted, options.test_fraction);
  std::vector<std::uint8_t> drawn(counted.all.size(), 0);
  const std::vector<std::int64_t> order =
      random_permutation(std::ssize(counted.all), options.seed, stream_of("split"));
  double least = std::numeric_limits<double>::infinity();
  std::size_t closest = drawn.size();
  bool any = false;
  for (const std::int64_t at : order) {
    const auto i = static_cast<std::size_t>(at);
    const Group& group = counted.all[i];
    const double change = shares.change(group);
    if (group.empty() || !shares.may_go(group)) continue;
    if (change < 0) {
      shares.draw(group);
      drawn[i] = 1;
      any = true;
    } else if (change < least) {
      least = change;
      closest = i;
    }
  }
  if (!any && closest < drawn.size()) drawn[closest] = 1;
  std::vector<std::uint8_t> result;
  result.reserve(groups.size());
  for (const std::int64_t group : groups) result.push_back(drawn[static_cast<std::size_t>(group)]);
  return result;
}

std::vector<std::int64_t> deal_groups(std::span<const std::int64_t> groups,
                                      std::span<const std::int32_t> labels, std::int64_t folds,
                                      std::uint64_t seed) {
  const Groups counted = count_groups(groups, labels);
  const auto count_all = std::ssize(counted.all) - std::ranges::count(counted.all, Group());
  if (count_all < folds) {
    throw Error(fmt::format("{}: there are only {} groups of rows; use fewer folds",
                            setting("cross_validate", std::to_string(folds)), count_all),
                {.setting = "cross_validate"});
  }
  std::vector<std::int64_t> order =
      random_permutation(std::ssize(counted.all), seed, stream_of("folds"));
  const auto group_at = [&](std::int64_t i) -> const Group& {
    return counted.all[static_cast<std::size_t>(i)];
  };
  std::ranges::stable_sort(order, std::greater(),
                           [&](std::int64_t i) { return size_of(group_at(i)); });
  const auto count = static_cast<std::size_t>(folds);
  std::vector<std::vector<double>> filled(count, std::vector<double>(counted.class_rows.size()));
  std::vector<double> rows(count, 0);
  std::vector<std::int64_t> fold_of(counted.all.size());
  for (const std::int64_t i : order) {
    const auto load = [&](std::size_t fold) {
      double sum = 0;
      for (const auto& part : group_at(i)) {
        sum += part.rows * filled[fold][part.label] / counted.class_rows[part.label];
      }
      return std::pair(sum, rows[fold]);
    };
    std::size_t best = 0;
    for (std::size_t fold = 1; fold < count; ++fold) {
      if (load(fold) < load(best)) best = fold;
    }
    for (const auto& part : group_at(i)) filled[best][part.label] += part.rows;
    rows[best] += size_of(group_at(i));
    fold_of[static_cast<std::size_t>(i)] = static_cast<std::int64_t>(best);
  }
  std::vector<std::int64_t> result;
  result.reserve(groups.size());
  for (const std::int64_t group : groups)
    result.push_back(fold_of[static_cast<std::size_t>(group)]);
  return result;
}

}  // namespace ganglion::data
