#include "ganglion/data/csv/csv_formats.h"

#include <algorithm>
#include <set>

#include "ganglion/data/text/number_survey.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// What has to be asked about isn't read, but kept as texts, all of which settle_texts looks at.
NumberFormat clear_format(const NumberSurvey& survey) {
  if (survey.ambiguous.find('.') != std::string::npos) return {.decimal = ','};  // "1.234" is none
  if (!survey.ambiguous.empty() || !survey.format.unit.empty()) return {};
  return survey.format;
}

}  // namespace

std::optional<ColumnReading> reading_of(const std::string& column, const CsvOptions& options) {
  const auto known = options.columns.find(column);
  if (known == options.columns.end()) return std::nullopt;
  ColumnReading reading = known->second;
  if (options.decimal != 0) reading.format.decimal = options.decimal;
  return reading;
}

bool is_marked_missing(const std::string& text, const CsvOptions& options) {
  return is_any_of(text, options.missing) || is_any_of(text, options.missing_among_numbers);
}

std::vector<NumberFormat> formats_of(const std::vector<CsvSample>& rows, std::size_t first,
                                     std::size_t offset, const std::vector<std::string>& names,
                                     const CsvOptions& options, char delimiter, char& decimal) {
  std::vector<std::vector<std::string_view>> texts(names.size());
  for (std::size_t r = first; r < rows.size(); ++r) {
    for (std::size_t i = 0; i < names.size() && i + offset < rows[r].fields.size(); ++i) {
      const std::string& text = rows[r].fields[i + offset];
      if (!is_marked_missing(text, options)) texts[i].push_back(text);
    }
  }
  const bool commas = delimiter == ',';
  if (decimal == 0) {
    std::set<char> marks;
    for (const auto& column : texts) {
      const NumberSurvey survey = survey_numbers(column, 0, commas);
      if (survey.certain && survey.others * 10 <= survey.numbers)
        marks.insert(survey.format.decimal);
    }
    if (marks.size() == 1) decimal = *marks.begin();
  }
  std::vector<NumberFormat> formats;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto known = reading_of(names[i], options);
    if (known && known->kind == ColumnReading::Kind::number) {
      formats.push_back(known->format);
    } else {
      formats.push_back(clear_format(survey_numbers(texts[i], decimal, commas)));
    }
  }
  return formats;
}

}  // namespace ganglion::data
