#include "ganglion/data/csv/other_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

using std::string_view_literals::operator""sv;  // starts hold zeros, which names of columns don't

constexpr std::string_view kJson =
    "JSON; write it as CSV (in Python: pandas.read_json(FILE).to_csv(TABLE, index=False))";

/// What begins files that people take for tables.
constexpr std::array<std::pair<std::string_view, std::string_view>, 33> kOtherFiles = {{
    {"PK\x03\x04", "a zip archive (or an .xlsx: save the sheet as CSV)"},
    {"\x89PNG", "a PNG image"},
    {"\xFF\xD8\xFF", "a JPEG image"},
    {"%PDF", "a PDF"},
    {"PAR1\x15", "a Parquet file; write it as CSV"},
    {"\xD0\xCF\x11\xE0", "an old Excel file; save the sheet as CSV"},
    {"\x89HDF", "an HDF5 file; write it as CSV or .npz"},
    {"SQLite format 3", "an SQLite database; export the table as CSV"},
    {"$FL2@(#)", "an SPSS file; export it as CSV"},
    {"$FL3@(#)", "an SPSS file; export it as CSV"},
    {"<stata_dta>", "a Stata file; export it as CSV"},
    {"HEADER RECORD*******LIB", "a SAS transport file; export it as CSV"},
    {"\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60"sv, "a SAS file; export it as CSV"},
    {"RDX2\nX\n", "a file of R; write the data frame with write.csv"},
    {"RDX3\nX\n", "a file of R; write the data frame with write.csv"},
    {"X\n\0\0\0"sv, "a file of R; write the data frame with write.csv"},
    {"MATLAB 5.0 MAT-file", "a MATLAB file; write it as CSV or .npz"},
    {"ARROW1\0\0"sv, "a Feather file; write it as CSV"},
    {"FEA1\0"sv, "a Feather file; write it as CSV"},
    {"BZh", "compressed by bzip2; unpack it, or compress it by gzip"},
    {"\xFD"
     "7zXZ",
     "compressed by xz; unpack it, or compress it by gzip"},
    {"\x28\xB5\x2F\xFD", "compressed by zstd; unpack it, or compress it by gzip"},
    {"\x80\x02", "a pickle of Python; write the data as CSV or .npz"},
    {"\x80\x03", "a pickle of Python; write the data as CSV or .npz"},
    {"\x80\x04\x95", "a pickle of Python; write the data as CSV or .npz"},
    {"\x80\x05\x95", "a pickle of Python; write the data as CSV or .npz"},
    {"%%MatrixMarket", "a Matrix Market file, one line for each entry; write it as a table"},
    {"version https://git-lfs.", "a pointer of Git LFS instead of the file; run git lfs pull"},
    {"<!DOCTYPE", "a web page; download the file itself"},
    {"<!doctype", "a web page; download the file itself"},
    {"<html", "a web page; download the file itself"},
    {"[{", kJson},
    {"{\"", kJson},
}};

bool has_part(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The next line of a text, which loses it, without blanks around it.
std::string_view take_inner_line(std::string_view& text) {
  return inner_text(take_line(text));
}

/// A first line that is a tag; one of several fields is a header in which tags are names.
bool is_markup(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of("\xEF\xBB\xBF \t\r\n"), text.size()));
  std::string_view rest = text;
  const std::string_view line = take_inner_line(rest);
  return text.starts_with("<?xml") ||
         (line.starts_with('<') && line.ends_with('>') && has_part(text, "</") &&
          line.find_first_of(",;\t") == std::string_view::npos);
}

/// "- name: value", then more of the same entry.
bool is_yaml(std::string_view text) {
  std::string_view line = take_inner_line(text);
  if (line == "---") line = take_inner_line(text);
  return line.starts_with("- ") && has_part(line, ": ") && text.starts_with("  ") &&
         has_part(take_inner_line(text), ": ");
}

/// "1 3:0.5 7:1": a label, then indices and values, the indices ascending. Times ("10:15") are not
/// meant: a value has a decimal point, or all are 0 or 1.
class SparseLines {
 public:
  bool accepts(std::string_view line) {
    double label = 0.0;
    double last = 0.0;
    if (!parse_number(take_word(line), label)) return false;
    while (!line.empty()) {
      const std::string_view word = take_word(line);
      const std::size_t colon = word.find(':');
      double index = 0.0;
      double value = 0.0;
      if (colon == std::string_view::npos || word.starts_with('0') ||
          !parse_number(word.substr(0, colon), index) || index != std::trunc(index) ||
          index <= last || !parse_number(word.substr(colon + 1), value)) {
        return false;
      }
      last = index;
      ++pairs_;
      point_ = point_ || has_part(word, ".");
      unit_ = unit_ && (value == 0.0 || value == 1.0);
    }
    return true;
  }
  bool any() const { return pairs_ > 1 && (point_ || unit_); }

 private:
  static std::string_view take_word(std::string_view& line) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(line.find_first_not_of(' ', end), line.size()));
    return word;
  }

  int pairs_ = 0;
  bool point_ = false;
  bool unit_ = true;
};

bool is_libsvm(std::string_view text) {
  constexpr int kLines = 20;
  SparseLines lines;
  for (int i = 0; i < kLines && has_part(text, "\n"); ++i) {
    const std::string_view line = take_inner_line(text);
    if (!line.empty() && !lines.accepts(line)) return false;
  }
  return lines.any();
}

/// Empty for what may be a table.
std::string_view other_kind(std::string_view text) {
  constexpr std::size_t kHead = 65536;
  for (const auto& [start, what] : kOtherFiles) {
    if (text.starts_with(start)) return what;
  }
  const std::string_view head = text.substr(0, kHead);
  if (is_markup(head)) return "HTML or XML; write its table as CSV";
  if (has_part(head, "\\begin{tabular")) return "a table of LaTeX; write it as CSV";
  if (is_yaml(head)) return "YAML; write it as CSV";
  if (is_libsvm(head)) return "LIBSVM's sparse form; write it as CSV, a column for each index";
  return {};
}

}  // namespace

void refuse_other_kind(std::string_view text, const std::string& source) {
  const std::string_view what = other_kind(text);
  if (!what.empty()) throw Error(fmt::format("{}: this is {}; a table is needed", source, what));
}

}  // namespace ganglion::data
