// The cases of csv-spectrum, written anew, and libcsv as an oracle for random tables.
#include <csv.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/csv.h"

namespace ganglion::data {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows ours(const std::string& text) {
  CsvScanner scanner(text, "t.csv", ',');
  std::vector<CsvField> fields;
  Rows rows;
  while (scanner.next(fields)) {
    rows.emplace_back();
    for (const CsvField& field : fields) rows.back().emplace_back(field.text);
  }
  return rows;
}

/// As libcsv reads it; blank lines are no rows there, either.
Rows theirs(const std::string& text) {
  struct State {
    Rows rows;
    std::vector<std::string> row;
  } state;
  csv_parser parser;
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
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

TEST(CsvSpectrum, EveryKindOfCase) {
  const std::vector<std::pair<std::string, Rows>> cases = {
      {"first,last,address\nJo,Doe,\"1 Road, Town\"\n",
       {{"first", "last", "address"}, {"Jo", "Doe", "1 Road, Town"}}},
      {"a,b,c\n1,\"\",\"\"\n2,3,4\n", {{"a", "b", "c"}, {"1", "", ""}, {"2", "3", "4"}}},
      {"a,b,c\r\n1,\"\",\"\"\r\n2,3,4\r\n", {{"a", "b", "c"}, {"1", "", ""}, {"2", "3", "4"}}},
      {"a,b\n1,\"ha \"\"ha\"\" ha\"\n3,4\n", {{"a", "b"}, {"1", "ha \"ha\" ha"}, {"3", "4"}}},
      {"k,v\n1,\"{\"\"type\"\": \"\"Point\"\", \"\"at\"\": [1.5, 2.5]}\"\n",
       {{"k", "v"}, {"1", "{\"type\": \"Point\", \"at\": [1.5, 2.5]}"}}},
      {"a,b,c\n1,2,3\n\"Once\nupon \na time\",5,6\n",
       {{"a", "b", "c"}, {"1", "2", "3"}, {"Once\nupon \na time", "5", "6"}}},
      {"a,b,c\r\n1,2,3\r\n\"Once\r\nupon\",5,6\r\n",
       {{"a", "b", "c"}, {"1", "2", "3"}, {"Once\r\nupon", "5", "6"}}},
      {"a,b\n1,\"ha\n\"\"ha\"\"\nha\"\n3,4\n", {{"a", "b"}, {"1", "ha\n\"ha\"\nha"}, {"3", "4"}}},
      {"a,b,c\n1,2,3", {{"a", "b", "c"}, {"1", "2", "3"}}},
      {"a,b,c\n1,2,3\n4,5,\xCA\xA4\n", {{"a", "b", "c"}, {"1", "2", "3"}, {"4", "5", "\xCA\xA4"}}},
  };
  for (const auto& [text, rows] : cases) {
    EXPECT_EQ(ours(text), rows) << text;
    EXPECT_EQ(theirs(text), rows) << text;
  }
}

/// A field as people write it: bare, or quoted where it must be, or quoted without need.
std::string written(const std::string& text, bool quote) {
  if (!quote && text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? "\"\"" : std::string(1, c);
  return result + "\"";
}

RC_GTEST_PROP(CsvOracle, LibcsvReadsTheSame, ()) {
  const auto width = *rc::gen::inRange<std::size_t>(1, 6);
  const auto height = *rc::gen::inRange<std::size_t>(1, 40);
  const std::string line_end = *rc::gen::element<std::string>("\n", "\r\n", "\r");
  const bool ends = *rc::gen::arbitrary<bool>();
  const auto text_of =
      rc::gen::container<std::string>(rc::gen::elementOf(std::string("abc019.- ,;\t\"\r\n")));
  std::string text;
  for (std::size_t row = 0; row < height; ++row) {
    for (std::size_t column = 0; column < width; ++column) {
      const std::string cell = *text_of;
      // A row of blanks alone is none; comments are none of libcsv's business.
      const bool quote =
          *rc::gen::arbitrary<bool>() || cell.find_first_not_of(" \t") == std::string::npos;
      text += (column > 0 ? "," : "") + written(cell, quote);
    }
    if (row + 1 < height || ends) text += line_end;
  }
  RC_ASSERT(ours(text) == theirs(text));
}

}  // namespace
}  // namespace ganglion::data
