#include "ganglion/train/check/check_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/numbers.h"
#include "ganglion/core/utf8.h"
#include "ganglion/train/report/html.h"

namespace ganglion::train {
namespace {

constexpr std::size_t kMostCharacters = 24;  // of a value

std::string counted(std::int64_t number, const std::string& what) {
  return fmt::format("{} {}{}", grouped(number), what, number == 1 ? "" : "s");
}

std::string delimiter_in_words(char delimiter) {
  if (delimiter == '\t') return "tabs between fields";
  if (delimiter == ' ') return "blanks between fields";
  return fmt::format("delimiter '{}'", delimiter);
}

}  // namespace

std::vector<const ColumnCheck*> listed_columns(const DataCheck& check) {
  std::vector<const ColumnCheck*> columns;
  for (const ColumnCheck& column : check.columns) {
    if (columns.size() < kListedColumns || column.role == "target") columns.push_back(&column);
  }
  return columns;
}

std::string size_in_words(const DataCheck& check) {
  const auto columns = counted(std::ssize(check.columns), "column");
  if (check.samples.empty()) return fmt::format("{}, {}", counted(check.rows, "row"), columns);
  return fmt::format("{} ({}), {} besides", counted(check.rows, check.samples), check.shape,
                     columns);
}

std::string format_in_words(const data::TableFormat& format) {
  if (format.empty()) return {};
  return fmt::format("{}, {}, {}{}", delimiter_in_words(format.delimiter),
                     format.header ? "a header" : "no header", format.encoding,
                     format.decimal == 0     ? ""
                     : format.decimal == ',' ? ", decimal comma"
                                             : ", decimal point");
}

std::string type_in_words(const ColumnCheck& column) {
  const bool plain = column.role.empty() || column.role == "feature";
  return plain ? column.type : fmt::format("{} ({})", column.type, column.role);
}

std::string values_in_words(const ColumnCheck& column, std::size_t most) {
  using report::brief;
  if (!std::isnan(column.least)) {
    return fmt::format("{} … {} … {}", brief(column.least), brief(column.mean), brief(column.most));
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(most, column.most_frequent.size()); ++i) {
    const auto& [value, rows] = column.most_frequent[i];
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", shortened(value, kMostCharacters),
                        grouped(rows));
  }
  const auto shown = std::min(most, column.most_frequent.size());
  return text + (column.distinct > static_cast<std::int64_t>(shown) && shown > 0 ? ", …" : "");
}

std::string examples_in_words(const ColumnCheck& column) {
  std::vector<std::string> examples;
  for (const std::string& example : column.examples) {
    examples.push_back(shortened(example, kMostCharacters));
  }
  return fmt::format("{}", fmt::join(examples, ", "));
}

std::string share_in_words(std::int64_t rows, std::int64_t of) {
  return fmt::format("{} of {} rows, {}", grouped(rows), grouped(of),
                     report::percent(static_cast<double>(rows) / static_cast<double>(of)));
}

std::int64_t labelled_rows(const DataCheck& check) {
  if (check.task == Task::multilabel) return check.rows;
  std::int64_t rows = 0;
  for (const TextCount& of_class : check.classes) rows += of_class.rows;
  return rows;
}

}  // namespace ganglion::train
