#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ganglion/data/split.h"

/// Splits in which some rows stay together: groups, one number a row, from 0 on. Labels as in
/// split_rows; with them the classes keep their shares as well as whole groups allow.
namespace ganglion::data {

/// As draw_rows. Groups are looked at in a random order, and each is drawn if it brings the second
/// part closer to its share of each class; if none does, the one that comes closest. No class loses
/// all its rows in the first part; where that leaves nothing to draw, nothing is drawn.
std::vector<std::uint8_t> draw_groups(std::span<const std::int64_t> groups,
                                      std::span<const std::int32_t> labels,
                                      const SplitOptions& options = {});

/// Deals groups to `folds` folds, the largest first and equal ones in a random order: each to the
/// fold that has least of its classes. Returns the fold of each row. Throws Error for fewer groups
/// than folds.
std::vector<std::int64_t> deal_groups(std::span<const std::int64_t> groups,
                                      std::span<const std::int32_t> labels, std::int64_t folds,
                                      std::uint64_t seed);

}  // namespace ganglion::data
