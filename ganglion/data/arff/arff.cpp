#include "ganglion/data/arff/arff.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/arff/arff_date.h"
#include "ganglion/data/arff/arff_line.h"
#include "ganglion/data/column_texts.h"
#include "ganglion/data/csv/csv_columns.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/encoding.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

enum class Kind : std::uint8_t { number, nominal, text };

/// An attribute and its column so far.
struct Attribute {
  std::string name;
  Kind kind = Kind::number;
  std::vector<std::string> values = {};  ///< nominal: as declared
  std::set<std::string> known = {};      ///< the same
  std::optional<ArffDate> date = {};     ///< how dates are written
  MissingTexts missing{{}};              ///< besides ?
  NumberPiece numbers = {};
  CategoryPiece texts = {};
};

class ArffReader {
 public:
  ArffReader(std::string_view text, const std::string& source, const CsvOptions& options)
      : text_(text), source_(source), options_(options) {
    check_text(text, source);
    if (text.starts_with("\xEF\xBB\xBF")) rest_ = text.substr(3);
  }

  Table read() {
    while (!rest_.empty()) {
      const std::string_view line = next_line();
      ArffLine reader(line, text_, source_);
      if (reader.at_end() || reader.peek() == '%') continue;
      if (in_data_) {
        read_row(reader);
      } else {
        read_declaration(reader);
      }
    }
    if (attributes_.empty()) throw Error(source_ + ": no @attribute in the file; ARFF needs them");
    if (!in_data_) throw Error(source_ + ": no @data in the file; put it before the rows");
    if (lines_.empty()) throw Error(source_ + ": there are no rows after @data; add some");
    std::vector<Column> columns;
    for (Attribute& attribute : attributes_) {
      columns.push_back(attribute.kind == Kind::number
                            ? NumberPiece::join(attribute.name, {&attribute.numbers})
                            : CategoryPiece::join(attribute.name, {&attribute.texts}));
      if (attribute.date) columns.back().date_order = attribute.date->order();
    }
    std::vector<Note> notes = notes_on_missing(columns);
    Table table(source_, std::move(columns), std::move(lines_));
    table.add_notes(std::move(notes));
    return table;
  }

 private:
  std::string_view next_line() {
    ++line_;
    return take_line(rest_);
  }

  void read_declaration(ArffLine& reader) {
    const ArffWord word = reader.word("{");
    const std::string what = small_word(word.text);
    if (what == "@attribute") return read_attribute(reader);
    if (what == "@data") {
      in_data_ = true;
      return;
    }
    const bool skipped = what == "@relation" || what == "@inputs" || what == "@input" ||
                         what == "@outputs" || what == "@output";
    if (!skipped) {
      reader.fail(
          word.at,
          fmt::format(
              "unknown declaration {}; before @data only @relation and @attribute are allowed",
              shown(word.text)));
    }
  }

  void read_attribute(ArffLine& reader) {
    const ArffWord name = reader.word("{");
    if (name.text.empty() && !name.quoted) {
      reader.fail("an attribute without a name; write @attribute NAME TYPE");
    }
    Attribute attribute{.name = name.text};
    if (reader.take('{')) {
      attribute.kind = Kind::nominal;
      read_values(reader, attribute);
    } else {
      const ArffWord type = reader.word("[{");
      const std::string kind = small_word(type.text);
      if (kind == "string" || kind == "date") {
        attribute.kind = Kind::text;
        if (kind == "date") read_date_format(reader, attribute);
      } else if (kind != "numeric" && kind != "real" && kind != "integer") {
        reader.fail(type.at,
                    fmt::format("unsupported type {}; use numeric, string, date or a list {{…}}",
                                shown(type.text)));
      }
    }
    attribute.missing = missing_texts(options_, attribute.name, false);
    attributes_.push_back(std::move(attribute));
  }

  /// ISO 8601 where none is declared, which is how dates are read anyhow.
  static void read_date_format(ArffLine& reader, Attribute& attribute) {
    if (reader.at_end() || reader.peek() == '%') return;
    const ArffWord pattern = reader.word("");
    try {
      attribute.date.emplace(pattern.text);
    } catch (const Error& error) {
      reader.fail(pattern.at, error.what());
    }
  }

  static void read_values(ArffLine& reader, Attribute& attribute) {
    while (!reader.take('}')) {
      if (reader.at_end()) reader.fail("unclosed list of values; close it with }");
      const ArffWord value = reader.value("}");
      attribute.values.push_back(value.text);
      attribute.known.insert(value.text);
      if (!reader.take(',') && reader.peek() != '}' && !reader.at_end()) {
        reader.fail("a comma or } is missing here");
      }
    }
    if (attribute.values.empty()) reader.fail("the list of values is empty");
  }

  void read_row(ArffLine& reader) {
    if (reader.peek() == '{') {
      read_sparse_row(reader);
    } else {
      read_dense_row(reader);
    }
    lines_.push_back(line_);
  }

  /// Values between commas, or blanks alone, as Weka takes them, too.
  void read_dense_row(ArffLine& reader) {
    const bool commas = reader.holds(',') || attributes_.size() == 1;
    for (std::size_t i = 0; i < attributes_.size(); ++i) {
      if (i > 0 && (commas ? !reader.take(',') : reader.at_end() || reader.peek() == '%')) {
        reader.fail(
            fmt::format("this row has {} values, but there are {} attributes; complete it, or "
                        "quote values that contain spaces or commas",
                        i, attributes_.size()));
      }
      add(reader, attributes_[i], commas ? reader.value("\t") : reader.word(""));
      if (reader.peek() == '\t') reader.take('\t');
    }
    if (reader.at_end() || reader.peek() == '%') return;
    const bool weight = reader.peek() == ',' && reader.holds('{');
    reader.fail(weight ? std::string("weights of instances are not supported; remove them, or make "
                                     "them an attribute")
                       : fmt::format("this row has text after its {} values; there is no "
                                     "attribute for it",
                                     attributes_.size()));
  }

  /// {place value, …}: places from 0, in rising order; a number that isn't there is 0, a nominal
  /// value the first of its list.
  void read_sparse_row(ArffLine& reader) {
    reader.take('{');
    std::size_t next = 0;
    while (!reader.take('}')) {
      if (reader.at_end()) reader.fail("unclosed row; close it with }");
      const ArffWord place = reader.word(",}");
      std::size_t index = 0;
      const char* end = place.text.data() + place.text.size();
      const auto [stop, code] = std::from_chars(place.text.data(), end, index);
      if (stop != end || code != std::errc() || index >= attributes_.size() || index < next) {
        reader.fail(place.at,
                    fmt::format("{} is not a valid attribute index (from 0, ascending, below {})",
                                shown(place.text), attributes_.size()));
      }
      for (; next < index; ++next) add_default(attributes_[next]);
      add(reader, attributes_[next++], reader.value("}"));
      if (!reader.take(',') && reader.peek() != '}') reader.fail("a comma or } is missing here");
    }
    for (; next < attributes_.size(); ++next) add_default(attributes_[next]);
  }

  void add_default(Attribute& attribute) const {
    if (attribute.kind == Kind::number) {
      attribute.numbers.add("0", attribute.missing);
    } else if (attribute.kind == Kind::nominal) {
      attribute.texts.add(attribute.values[0], false, false);
    } else {
      attribute.texts.add("", true, false);
    }
  }

  void add(const ArffLine& reader, Attribute& attribute, const ArffWord& value) const {
    const bool missing = !value.quoted && (value.text == "?" || value.text.empty());
    if (attribute.kind == Kind::number) {
      missing ? attribute.numbers.add_missing()
              : attribute.numbers.add(value.text, attribute.missing);
      if (!attribute.numbers.failed()) return;
      reader.fail(value.at, fmt::format("{} is not a number, but the attribute {} is numeric; "
                                        "correct it, or write ? if it is missing",
                                        shown(value.text), shown(attribute.name)));
    }
    if (attribute.kind == Kind::nominal && !missing && !attribute.known.contains(value.text)) {
      reader.fail(value.at,
                  fmt::format("the attribute {} has no value {}; {}", shown(attribute.name),
                              shown(value.text), suggestion(value.text, attribute.values)));
    }
    if (!attribute.date || missing) return attribute.texts.add(value.text, missing, false);
    const auto date = attribute.date->to_iso(value.text);
    if (!date) {
      reader.fail(value.at, fmt::format("{} is not a date of the form {} that the attribute {} "
                                        "declares; correct it, or write ? if it is missing",
                                        shown(value.text), shown(attribute.date->pattern()),
                                        shown(attribute.name)));
    }
    attribute.texts.add(*date, false, false);
  }

  std::string_view text_;
  const std::string& source_;
  const CsvOptions& options_;
  std::string_view rest_ = text_;
  std::int64_t line_ = 0;
  bool in_data_ = false;
  std::vector<Attribute> attributes_;
  std::vector<std::int64_t> lines_;
};

}  // namespace

bool is_arff(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return false;
    text.remove_prefix(start);
    if (text[0] != '%') break;
    text.remove_prefix(std::min(text.find_first_of("\r\n"), text.size()));
  }
  const std::string word = small_word(text.substr(0, 10));
  return word.starts_with("@relation") || word == "@attribute";
}

Table parse_arff(std::string_view text, const std::string& source, const CsvOptions& options) {
  if (options.encoding == Encoding::latin1) {
    const std::string converted = from_latin1(text);
    return ArffReader(converted, source, options).read();
  }
  return ArffReader(text, source, options).read();
}

}  // namespace ganglion::data
