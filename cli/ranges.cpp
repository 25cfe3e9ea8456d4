#include "cli/ranges.h"

#include <fmt/format.h>

#include <vector>

#include "ganglion/train/evaluate/shown_number.h"

namespace ganglion::cli {
namespace {

std::string clipped_beyond(const data::TrainingRange& range) {
  return fmt::format("clipped {:.0f} % beyond {} to {}", 100 * data::TrainingRange::kMargin,
                     train::shown_number(range.least), train::shown_number(range.most));
}

}  // namespace

std::string clipping_of(const data::FeatureColumn& column) {
  if (!column.range || !column.clip || column.std == 0.0) return "";
  return "; " + clipped_beyond(*column.range);
}

std::string clipping_of(const data::TargetColumn& target) {
  if (!target.range || !target.clip) return "";
  return fmt::format("{}: predictions {}\n", target.name, clipped_beyond(*target.range));
}

io::Json ranges_json(const data::PreprocessingState& state) {
  io::Json::Object ranges;
  const auto add = [&](const auto& column) {
    if (!column.range) return;
    const std::vector<double> ends = {column.range->least, column.range->most};
    ranges.emplace_back(column.name,
                        io::Json::Object{{"range", io::Json::list(ends)}, {"clip", column.clip}});
  };
  for (const data::FeatureColumn& column : state.features) add(column);
  for (const data::TargetColumn& target : state.targets) add(target);
  return ranges;
}

}  // namespace ganglion::cli
