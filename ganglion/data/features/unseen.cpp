#include "ganglion/data/features/unseen.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "ganglion/core/suggestion.h"
#include "ganglion/data/features/alike.h"
#include "ganglion/data/features/category_finder.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kExamples = 5;

/// Looks for an example that a reader takes for a category of training.
void look_for_alike(const FeatureColumn& feature, Unseen& unseen) {
  for (const std::string& example : unseen.examples) {
    for (const std::string& category : feature.categories) {
      const auto difference = only_difference(example, category);
      if (!difference) continue;
      unseen.alike = category;
      unseen.difference = *difference;
      return;
    }
  }
}

Unseen unseen_texts(const FeatureColumn& feature, const Column& column) {
  const auto known = std::ssize(feature.categories);
  // Rare texts of the training rows are not in the list.
  const bool may_be_rare = feature.other && known >= kMaxCategories;
  Unseen unseen{.column = feature.name, .kept = may_be_rare ? known : 0};
  const CategoryFinder finder(feature.categories);
  std::vector<bool> is_known;  // one look-up a text, not one a row
  for (const std::string& text : column.names) is_known.push_back(finder.find(text) >= 0);
  const bool texts = column.kind == ColumnKind::category;
  std::set<std::string> examples;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    if (column.is_missing(row)) continue;
    ++unseen.rows;
    const auto at = static_cast<std::size_t>(row);
    if (texts && is_known[static_cast<std::size_t>(column.codes[at])]) continue;
    const std::string text = column.text(row);
    if (!texts && finder.find(text) >= 0) continue;
    ++unseen.count;
    if (examples.size() < kExamples && examples.insert(text).second) {
      unseen.examples.push_back(text);
    }
  }
  look_for_alike(feature, unseen);
  return unseen;
}

/// What is missing where nothing was in training, so that no feature says so.
Unseen unseen_gaps(const FeatureColumn& feature, const Column& column) {
  Unseen unseen{.column = feature.name, .rows = column.rows()};
  const bool known = feature.missing_flag || feature.other || feature.kind == ColumnKind::text;
  for (std::int64_t row = 0; row < column.rows() && !known; ++row) {
    unseen.count += column.is_missing(row) ? 1 : 0;
  }
  return unseen;
}

}  // namespace

Note Unseen::note() const {
  const std::string what = fmt::format("{} of {} values", count, rows);
  if (missing()) {
    return {column, what + " are missing, and none was in training; the average stands for them",
            NoteKind::gaps_unseen};
  }
  std::vector<std::string> quoted;
  for (const std::string& text : examples) quoted.push_back(shown(text));
  if (kept > 0) {
    return {column, fmt::format("{} are none of the {} texts that were most frequent in training, "
                                "so they count as \"other\" ({})",
                                what, kept, fmt::join(quoted, ", "))};
  }
  const std::string near =
      alike.empty() ? std::string()
                    : fmt::format("; training had {}, which differs in {} only; write it alike",
                                  shown(alike), difference);
  return {column,
          fmt::format("{} were not seen in training ({}){}", what, fmt::join(quoted, ", "), near),
          NoteKind::values_unseen};
}

std::vector<Unseen> unseen_values(const PreprocessingState& state, const Table& table) {
  std::vector<Unseen> result;
  for (const FeatureColumn& feature : state.features) {
    const Column* column = table.find(feature.name);
    if (column == nullptr) continue;
    if (feature.kind == ColumnKind::category) {
      Unseen unseen = unseen_texts(feature, *column);
      if (unseen.count > 0) result.push_back(std::move(unseen));
    }
    Unseen gaps = unseen_gaps(feature, *column);
    if (gaps.count > 0) result.push_back(std::move(gaps));
  }
  return result;
}

}  // namespace ganglion::data
