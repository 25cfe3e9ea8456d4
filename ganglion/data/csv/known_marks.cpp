#include "ganglion/data/csv/known_marks.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/csv/csv_formats.h"

namespace ganglion::data {
namespace {

/// Whether such numbers usually stand between such delimiters.
bool is_unusual(const NumberFormat& format, char delimiter) {
  return (format.thousands == '.' && delimiter == ',') ||
         (format.thousands == ',' && format.decimal == '.' && delimiter == ';');
}

}  // namespace

void refuse_other_marks(std::span<const CsvSample> rows, const CsvHead& head,
                        const CsvOptions& options, const std::string& source) {
  if (options.decimal != 0) return;
  const std::size_t offset = head.row_names ? 1 : 0;
  for (std::size_t i = 0; i < head.names.size(); ++i) {
    const auto known = reading_of(head.names[i], options);
    if (!known || !is_unusual(known->format, head.dialect.delimiter)) continue;
    const CsvSample* example = nullptr;
    bool sure = false;
    for (const CsvSample& row : rows) {
      if (i + offset >= row.fields.size()) continue;
      const std::string& text = row.fields[i + offset];
      sure = sure || text.find(known->format.decimal) != std::string::npos;
      const bool marked = text.find(known->format.thousands) != std::string::npos;
      if (marked && example == nullptr) example = &row;
    }
    if (sure || example == nullptr) continue;
    throw Error(
        fmt::format("{}:{}: column {}: the mark of {} separated thousands in training, but may be "
                    "a decimal mark in this file; say so: `decimal = .` or `decimal = ,`",
                    source, example->line, shown(head.names[i]),
                    shown(example->fields[i + offset])),
        {.setting = "decimal"});
  }
}

}  // namespace ganglion::data
