#include <cstdlib>
#include <string>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/features/column_types.h"
#include "ganglion/data/table.h"
#include "tests/fuzz/fuzz.h"

namespace {

using ganglion::data::Column;
using ganglion::data::ColumnKind;
using ganglion::data::Table;
using Kind = ganglion::data::ColumnReading::Kind;

std::string in_quotes(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? "\"\"" : std::string(1, c);
  return result + '"';
}

/// The table as the plainest CSV there is.
std::string written(const Table& table) {
  std::string text;
  for (const Column& column : table.columns()) text += in_quotes(column.name) + ',';
  text.back() = '\n';
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    for (const Column& column : table.columns()) text += in_quotes(column.text(row)) + ',';
    text.back() = '\n';
  }
  return text;
}

bool same(const Column& a, const Column& b) {
  if (a.name != b.name || a.rows() != b.rows()) return false;
  if (a.kind == ColumnKind::category) return a.codes == b.codes && a.names == b.names;
  for (std::int64_t row = 0; row < a.rows(); ++row) {
    const auto i = static_cast<std::size_t>(row);
    const bool missing = a.is_missing(row) && b.is_missing(row);
    if (!missing && a.numbers[i] != b.numbers[i]) return false;
  }
  return true;
}

/// The columns as they are, written plainly.
ganglion::data::ColumnReadings plain_readings(const Table& table) {
  ganglion::data::ColumnReadings readings;
  for (const Column& column : table.columns()) {
    readings[column.name] = {.kind = column.kind == ColumnKind::number ? Kind::number : Kind::text};
  }
  return readings;
}

/// What was read means the same when it is written plainly and read again by what is known of it;
/// lines that look like titles, units or totals then are passed over, which is told.
void write_and_read(const Table& table) {
  if (table.columns().front().name.size() == 5) return;  // "sep=;" is no header
  const Table again = ganglion::data::parse_table(written(table), "g",
                                                  {.delimiter = ',',
                                                   .header = ganglion::data::Header::yes,
                                                   .columns = plain_readings(table),
                                                   .threads = 1});
  if (!again.notes().empty()) return;
  if (again.rows() != table.rows() || again.columns().size() != table.columns().size()) {
    std::abort();
  }
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    if (!same(table.columns()[i], again.columns()[i])) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  refuse_or_read(data, size, [](std::string_view bytes) {
    const auto table = ganglion::data::parse_table(bytes, "f", {.threads = 1});
    write_and_read(table);
    ganglion::data::find_types(table, {});
  });
  return refuse_or_read(data, size, [](std::string_view bytes) {
    ganglion::data::parse_table(bytes, "f",
                                {.header = ganglion::data::Header::no,
                                 .encoding = ganglion::data::Encoding::latin1,
                                 .skip_rows = 1,
                                 .decimal = ',',
                                 .columns = {{"c1", {.kind = Kind::number}},
                                             {"c2", {.kind = Kind::text}},
                                             {"c3", {.kind = Kind::marked}}},
                                 .threads = 1});
  });
}
