#include <set>
#include <string>

#include "tests/support/random_table.h"

namespace ganglion::support {
namespace {

std::string field(const std::string& text, const TableDialect& dialect) {
  const bool blank_ends = text.starts_with(' ') || text.ends_with(' ');
  const bool marks = text.find_first_of("\"\r\n") != std::string::npos ||
                     text.find(dialect.delimiter) != std::string::npos;
  const bool blanks =
      dialect.delimiter == ' ' && (text.empty() || text.find_first_of(" \t") != std::string::npos);
  if (!dialect.quoted && !blank_ends && !marks && !blanks) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

/// Characters up to U+FFFF, the lower byte first.
std::string in_utf16(const std::string& text) {
  std::string result = "\xFF\xFE";
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    unsigned code = byte(i);
    std::size_t length = 1;
    if (code >= 0xE0) {
      code = ((code & 0xFU) << 12U) | ((byte(i + 1) & 0x3FU) << 6U) | (byte(i + 2) & 0x3FU);
      length = 3;
    } else if (code >= 0xC0) {
      code = ((code & 0x1FU) << 6U) | (byte(i + 1) & 0x3FU);
      length = 2;
    }
    result += static_cast<char>(code & 0xFFU);
    result += static_cast<char>(code >> 8U);
    i += length;
  }
  return result;
}

std::string in_single_quotes(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text)
    quoted += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::string as_csv(const RandomTable& table, const TableDialect& dialect) {
  std::string text;
  const auto add = [&](const std::string& value, bool last) {
    text += field(value, dialect);
    text += last ? dialect.line_end : std::string(1, dialect.delimiter);
  };
  for (const RandomColumn& column : table.columns) {
    if (dialect.header) add(column.name, &column == &table.columns.back());
  }
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows); ++row) {
    for (const RandomColumn& column : table.columns) {
      add(column.present[row] ? column.written[row] : column.missing,
          &column == &table.columns.back());
    }
  }
  if (dialect.utf16) return in_utf16(text);
  return (dialect.mark ? "\xEF\xBB\xBF" : "") + text;
}

std::string as_arff(const RandomTable& table) {
  std::string text = "@relation t\n";
  for (const RandomColumn& column : table.columns) {
    text += "@attribute " + in_single_quotes(column.name);
    if (!column.numbers.empty()) {
      text += " numeric\n";
    } else if (column.writing == Writing::date) {
      text += " date 'yyyy-MM-dd'\n";
    } else {
      std::string list;
      for (const std::string& value :
           std::set<std::string>(column.written.begin(), column.written.end())) {
        list += (list.empty() ? "" : ",") + in_single_quotes(value);
      }
      text += " {" + list + "}\n";
    }
  }
  text += "@data\n";
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows); ++row) {
    for (const RandomColumn& column : table.columns) {
      const std::string value =
          column.numbers.empty() ? in_single_quotes(column.written[row]) : column.written[row];
      text += column.present[row] ? value : "?";
      text += &column == &table.columns.back() ? '\n' : ',';
    }
  }
  return text;
}

}  // namespace ganglion::support
