#include "ganglion/data/samples/sample_columns.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"

namespace ganglion::data {
namespace {

bool stands_in(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// Whether both have the same names at the same places of each channel, as far as both go.
bool agree(const std::vector<std::string>& own, const SampleColumns& training) {
  const auto channels = static_cast<std::size_t>(training.channels);
  const std::size_t width = own.size() / channels;
  const std::size_t trained = training.names.size() / channels;
  if (own.size() != width * channels || (width != trained && !training.any_length)) return false;
  for (std::size_t channel = 0; channel < channels; ++channel) {
    for (std::size_t i = 0; i < std::min(width, trained); ++i) {
      if (own[channel * width + i] != training.names[channel * trained + i]) return false;
    }
  }
  return width > 0;
}

[[noreturn]] void refuse_missing(const Table& table, const SampleColumns& training,
                                 const std::vector<std::string>& missing) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> first;
  for (const std::string& name : missing) {
    if (first.size() < kShown) first.push_back(shown(name));
  }
  const std::string more =
      missing.size() > kShown ? fmt::format(" and {} more", missing.size() - kShown) : "";
  throw Error(fmt::format(
      "{}: {} {}{} {} missing; the model takes its {} columns by the names that they had in "
      "training: add what is missing, or correct the names",
      table.source(), missing.size() == 1 ? "column" : "columns", fmt::join(first, ", "), more,
      missing.size() == 1 ? "is" : "are", training.names.size()));
}

Table reordered(const Table& table, const SampleColumns& training) {
  std::vector<Column> columns;
  for (const Column& column : table.columns()) {
    if (stands_in(training.others, column.name)) columns.push_back(column);
  }
  for (const std::string& name : training.names) columns.push_back(table.column(name));
  return table.with_columns(std::move(columns));
}

}  // namespace

bool names_columns(const Table& table) {
  if (table.format().header) return true;
  const std::vector<Column>& columns = table.columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name != fmt::format("c{}", i + 1)) return true;
  }
  return false;
}

std::vector<std::string> sample_names(const Table& table, const std::vector<std::string>& others) {
  if (!names_columns(table)) return {};
  std::vector<std::string> names = table.names();
  std::erase_if(names, [&](const std::string& name) { return stands_in(others, name); });
  return names;
}

Table in_order_of_training(const Table& table, const SampleColumns& training,
                           std::vector<Note>& notes) {
  const std::vector<std::string> own = sample_names(table, training.others);
  if (training.names.empty() || own.empty() || agree(own, training)) return table;
  std::vector<std::string> missing;
  for (const std::string& name : training.names) {
    if (table.find(name) == nullptr) missing.push_back(name);
  }
  if (missing.empty()) return reordered(table, training);
  if (missing.size() < training.names.size()) refuse_missing(table, training, missing);
  if (own.size() == training.names.size() || training.any_length) {
    notes.push_back({"", fmt::format("{}: its columns have other names than in training ({} where "
                                     "training had {}); they are taken in their order",
                                     table.source(), shown(own[0]), shown(training.names[0]))});
  }
  return table;
}

}  // namespace ganglion::data
