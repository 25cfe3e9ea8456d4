#include "ganglion/data/read/rows_for_model.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/data/read/read_rows.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/samples/picture_columns.h"
#include "ganglion/data/samples/signal_columns.h"

namespace ganglion::data {

Table read_rows_for(const PreprocessingState& model, const std::string& path, RowOptions options) {
  if (!model.samples) return read_table(path, options.table);
  const SampleFeatures& samples = *model.samples;
  const Shape& shape = samples.shape;
  std::vector<std::string> targets;
  for (const TargetColumn& target : model.targets) targets.push_back(target.name);
  if (samples.kind == SampleKind::image) {
    options.channels = shape[0];
    options.height = shape[1];
    options.width = shape[2];
    Table table = read_rows(path, options);
    if (!table.samples().empty()) return table;
    // A file without the target, in which other columns have its name (c1, c2, …) by chance.
    if (shape.size() == std::ssize(table.columns())) return image_columns(table, {}, shape);
    targets.insert(targets.end(), samples.ignored.begin(), samples.ignored.end());
    return image_columns(table, targets, shape);
  }
  options.signal = SignalShape{.channels = shape[0], .length = shape[1]};
  if (samples.any_length) options.signal_length = shape[1];
  Table table = read_rows(path, options);
  if (!table.samples().empty()) return table;
  return signal_columns(table, {.targets = targets,
                                .ignore = samples.ignored,
                                .shape = *options.signal,
                                .length = options.signal_length,
                                .may_lack_targets = true});
}

}  // namespace ganglion::data
