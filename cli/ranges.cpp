#include "cli/ranges.h"

#include <fmt/format.h>

#include <vector>

#include "ganglion/data/features/column_dates.h"
#include "ganglion/train/evaluate/shown_number.h"

namespace ganglion::cli {
namespace {

template <class Text>
std::string clipped_beyond(const data::TrainingRange& range, const Text& text) {
  return fmt::format("clipped {:.0f} % beyond {} to {}", 100 * data::TrainingRange::kMargin,
                     text(range.least), text(range.most));
}

/// The ends as a table has them: dates are texts.
io::Json ends_json(const data::FeatureColumn& column) {
  if (column.kind != data::ColumnKind::date) {
    return io::Json::list(std::vector{column.range->least, column.range->most});
  }
  return io::Json::list(
      std::vector{data::day_text(column.range->least), data::day_text(column.range->most)});
}

io::Json ends_json(const data::TargetColumn& target) {
  return io::Json::list(std::vector{target.range->least, target.range->most});
}

}  // namespace

std::string clipping_of(const data::FeatureColumn& column) {
  if (!column.clips() || column.std == 0.0) return "";
  if (column.kind == data::ColumnKind::date) {
    return "; years " + clipped_beyond(*column.range, data::day_text);
  }
  return "; " + clipped_beyond(*column.range, train::shown_number);
}

std::string clipping_of(const data::TargetColumn& target) {
  if (!target.range || !target.clip) return "";
  return fmt::format("{}: predictions {}\n", target.name,
                     clipped_beyond(*target.range, train::shown_number));
}

io::Json ranges_json(const data::PreprocessingState& state) {
  io::Json::Object ranges;
  const auto add = [&](const auto& column) {
    if (!column.range) return;
    ranges.emplace_back(column.name,
                        io::Json::Object{{"range", ends_json(column)}, {"clip", column.clip}});
  };
  for (const data::FeatureColumn& column : state.features) add(column);
  for (const data::TargetColumn& target : state.targets) add(target);
  return ranges;
}

}  // namespace ganglion::cli
