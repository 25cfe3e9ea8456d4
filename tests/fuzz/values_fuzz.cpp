#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "ganglion/data/arff/arff_date.h"
#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/encoding.h"
#include "ganglion/data/text/number_survey.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ganglion::data;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// What a survey counts as numbers of a format is read by it, whatever the file looks like.
void survey(const std::vector<std::string_view>& texts) {
  for (const char decimal : {'\0', '.', ','}) {
    const NumberSurvey found = survey_numbers(texts, decimal, decimal == ',');
    std::size_t numbers = 0;
    for (const std::string_view text : texts) {
      double value = 0;
      numbers += parse_number(text, found.format, value) ? 1 : 0;
    }
    if (numbers != found.numbers || numbers + found.others != texts.size()) std::abort();
  }
}

/// Texts that are dates have an order in which each of them is one.
void read_dates(const std::vector<std::string_view>& texts) {
  const auto order = order_of_dates(texts);
  if (!order) return;
  for (const std::string_view text : texts) {
    if (!parse_date(text, *order)) std::abort();
  }
  ambiguous_date(texts, *order);
}

/// The first line is a pattern; what it reads is a date of any reader.
void read_by_pattern(const std::vector<std::string_view>& texts) {
  if (texts.empty()) return;
  const ArffDate date{std::string(texts[0])};
  for (const std::string_view text : texts) {
    const auto iso = date.to_iso(text);
    if (iso && !parse_date(*iso, DateOrder::day_first)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  refuse_or_read(data, size, [](std::string_view bytes) {
    survey(lines_of(bytes));
    read_dates(lines_of(bytes));
    read_by_pattern(lines_of(bytes));
  });
  return refuse_or_read(data, size, [](std::string_view bytes) {
    if (is_utf16(bytes)) check_text(from_utf16(bytes, "f"), "f");
  });
}
