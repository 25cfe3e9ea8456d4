#include <fmt/format.h>

#include <array>

#include "ganglion/core/error.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/explain/explain.h"

namespace ganglion::train {
namespace {

data::Table picked(const data::Table& table, std::int64_t row) {
  if (row < 1 || row > table.rows()) {
    throw Error(fmt::format("{}: no row {}; it has {} row{}, counted from 1", table.source(), row,
                            table.rows(), table.rows() == 1 ? "" : "s"));
  }
  const std::array<std::int64_t, 1> index = {row - 1};
  return table.rows(index);
}

/// The target as written; empty unless all of it is there.
std::string target_text(const data::Preprocessing& preprocessing, const data::Table& row) {
  const std::vector<std::string> names = preprocessing.target_names();
  std::string text;
  for (const std::string& name : names) {
    const data::Column* column = row.find(name);
    if (column == nullptr || column->is_missing(0)) return {};
    text += text.empty() ? "" : ", ";
    text += names.size() == 1 ? column->text(0) : fmt::format("{} = {}", name, column->text(0));
  }
  return text;
}

data::Dataset applied(const data::Preprocessing& preprocessing, const data::Table& row) {
  if (target_text(preprocessing, row).empty()) return preprocessing.apply(row, false).as_floats();
  return data::apply_scaled(preprocessing, row).as_floats();
}

}  // namespace

data::Dataset row_of(const data::Preprocessing& preprocessing, const data::Table& table,
                     std::int64_t row) {
  return applied(preprocessing, picked(table, row));
}

Explanation explain(const Model& model, const data::Preprocessing& preprocessing,
                    const data::Table& table, std::int64_t row, const AttributionOptions& options) {
  const data::Table one = picked(table, row);
  Explanation result = explain(model, applied(preprocessing, one),
                               {.attribution = options,
                                .title = fmt::format("row {} of {}", row, table.source()),
                                .preprocessing = &preprocessing});
  for (ExplainedColumn& column : result.columns) column.raw = one.column(column.name).text(0);
  result.target = target_text(preprocessing, one);
  return result;
}

}  // namespace ganglion::train
