// The cases of csv-spectrum, written anew, and libcsv as an oracle for random tables.
#include <csv.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/csv.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/table.h"

namespace ganglion::data {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows ours(const std::string& text, char delimiter = ',') {
  CsvScanner scanner(text, "t.csv", delimiter);
  std::vector<CsvField> fields;
  Rows rows;
  while (scanner.next(fields)) {
    rows.emplace_back();
    for (const CsvField& field : fields) rows.back().emplace_back(field.text);
  }
  return rows;
}

/// How libcsv is set. As it usually is, a quote inside of a bare field is ordinary; strictly, it is
/// an error.
constexpr unsigned char kUsual = 0;
constexpr unsigned char kStrict = CSV_STRICT | CSV_STRICT_FINI;

/// As libcsv reads it; blank lines are no rows there, either.
Rows theirs(const std::string& text, unsigned char settings, char delimiter = ',') {
  struct State {
    Rows rows;
    std::vector<std::string> row;
  } state;
  csv_parser parser;
  csv_init(&parser, settings);
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
  const auto field = [](void* bytes, std::size_t size, void* to) {
    static_cast<State*>(to)->row.emplace_back(static_cast<const char*>(bytes), size);
  };
  const auto row = [](int, void* to) {
    auto* at = static_cast<State*>(to);
    at->rows.push_back(std::move(at->row));
    at->row.clear();
  };
  EXPECT_EQ(csv_parse(&parser, text.data(), text.size(), field, row, &state), text.size());
  EXPECT_EQ(csv_fini(&parser, field, row, &state), 0);
  csv_free(&parser);
  return state.rows;
}

/// The rows of a table, below its names.
Rows rows_of(const Table& table) {
  Rows rows = {table.names()};
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    rows.emplace_back();
    for (const Column& column : table.columns()) rows.back().push_back(column.text(row));
  }
  return rows;
}

/// Named as in csv-spectrum; the texts are other ones of the same kind.
struct SpectrumCase {
  const char* name;
  const char* text;
  Rows rows;
};

const std::vector<SpectrumCase>& spectrum() {
  static const std::vector<SpectrumCase> cases = {
      {"comma_in_quotes",
       "name,street,town,code\nJo,1 Road,\"Town, XY\",07001",
       {{"name", "street", "town", "code"}, {"Jo", "1 Road", "Town, XY", "07001"}}},
      {"empty", "a,b,c\n1,\"\",\"\"\n2,3,4", {{"a", "b", "c"}, {"1", "", ""}, {"2", "3", "4"}}},
      {"empty_crlf",
       "a,b,c\r\n1,\"\",\"\"\r\n2,3,4",
       {{"a", "b", "c"}, {"1", "", ""}, {"2", "3", "4"}}},
      {"escaped_quotes",
       "a,b\n1,\"so \"\"it\"\" is\"\n3,4\n",
       {{"a", "b"}, {"1", "so \"it\" is"}, {"3", "4"}}},
      {"json",
       "k,v\n1,\"{\"\"kind\"\": \"\"Spot\"\", \"\"at\"\": [1.5, 2.5]}\"\n",
       {{"k", "v"}, {"1", "{\"kind\": \"Spot\", \"at\": [1.5, 2.5]}"}}},
      {"location_coordinates",
       "Number,Where It Is,Town\n5551234,48\xEF\xBF\xBD"
       "08'13.5\"N 11\xEF\xBF\xBD"
       "34'31.2\"E,Munich",
       {{"Number", "Where It Is", "Town"},
        {"5551234",
         "48\xEF\xBF\xBD"
         "08'13.5\"N 11\xEF\xBF\xBD"
         "34'31.2\"E",
         "Munich"}}},
      {"newlines",
       "a,b,c\n1,2,3\n\"There was \nonce\",5,6\n7,8,9\n",
       {{"a", "b", "c"}, {"1", "2", "3"}, {"There was \nonce", "5", "6"}, {"7", "8", "9"}}},
      {"newlines_crlf",
       "a,b,c\r\n1,2,3\r\n\"There was \r\nonce\",5,6\r\n7,8,9\r\n",
       {{"a", "b", "c"}, {"1", "2", "3"}, {"There was \r\nonce", "5", "6"}, {"7", "8", "9"}}},
      {"quotes_and_newlines",
       "a,b\n1,\"so \n\"\"it\"\" \nis\"\n3,4\n",
       {{"a", "b"}, {"1", "so \n\"it\" \nis"}, {"3", "4"}}},
      {"simple", "a,b,c\n1,2,3\n", {{"a", "b", "c"}, {"1", "2", "3"}}},
      {"simple_crlf", "a,b,c\r\n1,2,3\r\n", {{"a", "b", "c"}, {"1", "2", "3"}}},
      {"utf8",
       "a,b,c\n1,2,3\n4,5,\xC7\xB7\n",
       {{"a", "b", "c"}, {"1", "2", "3"}, {"4", "5", "\xC7\xB7"}}},
  };
  return cases;
}

TEST(CsvSpectrum, EveryCase) {
  ASSERT_EQ(spectrum().size(), 12u);
  for (const auto& [name, text, rows] : spectrum()) {
    EXPECT_EQ(ours(text), rows) << name;
    EXPECT_EQ(theirs(text, kUsual), rows) << name;
    const bool bare_quotes = name == std::string("location_coordinates");
    if (bare_quotes) continue;
    EXPECT_EQ(theirs(text, kStrict), rows) << name;
  }
}

TEST(CsvSpectrum, EveryCaseAsATable) {
  for (const auto& [name, text, rows] : spectrum()) {
    EXPECT_EQ(rows_of(parse_table(text, name)), rows) << name;
  }
}

/// How bare fields may be written.
enum class Bare { without_quotes, with_quotes_inside };

/// A field as people write it: bare, or quoted where it must be, or quoted without need.
std::string written(const std::string& text, char delimiter, bool quote, Bare bare) {
  const std::size_t first = text.find_first_not_of(" \t");
  const std::size_t mark = text.find('"');
  const bool inside = bare == Bare::with_quotes_inside && mark > first;
  const bool plain = text.find_first_of(std::string("\r\n") + delimiter) == std::string::npos;
  if (!quote && plain && (inside || mark == std::string::npos)) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? "\"\"" : std::string(1, c);
  return result + "\"";
}

std::string random_table(char delimiter, Bare bare) {
  const auto width = *rc::gen::inRange<std::size_t>(1, 6);
  const auto height = *rc::gen::inRange<std::size_t>(1, 40);
  const std::string line_end = *rc::gen::element<std::string>("\n", "\r\n", "\r");
  const bool ends = *rc::gen::arbitrary<bool>();
  const auto text_of =
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("abc019.- ,;|\t\"\r\n")));
  std::string text;
  for (std::size_t row = 0; row < height; ++row) {
    for (std::size_t column = 0; column < width; ++column) {
      const std::string cell = *text_of;
      // A row of blanks alone is none; comments are none of libcsv's business.
      const std::size_t first = cell.find_first_not_of(" \t");
      const bool quote =
          *rc::gen::arbitrary<bool>() || first == std::string::npos || cell[first] == '|';
      if (column > 0) text += delimiter;
      text += written(cell, delimiter, quote, bare);
    }
    if (row + 1 < height || ends) text += line_end;
  }
  return text;
}

char any_delimiter() {
  return *rc::gen::element<char>(',', ';', '\t', '|');
}

RC_GTEST_PROP(CsvOracle, LibcsvReadsTheSameStrictly, ()) {
  const char delimiter = any_delimiter();
  const std::string text = random_table(delimiter, Bare::without_quotes);
  RC_ASSERT(ours(text, delimiter) == theirs(text, kStrict, delimiter));
}

RC_GTEST_PROP(CsvOracle, LibcsvReadsTheSameAsItUsuallyIsSet, ()) {
  const char delimiter = any_delimiter();
  const std::string text = random_table(delimiter, Bare::with_quotes_inside);
  RC_ASSERT(ours(text, delimiter) == theirs(text, kUsual, delimiter));
}

}  // namespace
}  // namespace ganglion::data
