#include "ganglion/data/text/number_survey.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/grouped_codes.h"
#include "ganglion/data/text/text.h"
#include "ganglion/data/text/written_number.h"

namespace ganglion::data {
namespace {

/// What the marks of many numbers say of their meaning.
struct Evidence {
  std::size_t decimal = 0;    ///< a mark that must be a decimal mark
  std::size_t thousands = 0;  ///< one that must separate thousands
  std::size_t either = 0;     ///< "1,234"
  std::string example = {};   ///< of the last
};

struct Marks {
  std::map<char, Evidence> of;
  std::size_t without = 0;  ///< numbers below 1,000 without any mark
  std::size_t whole = 0;    ///< numbers without any mark, but for 0
  bool of_money = false;
};

bool is_zero(std::string_view digits) {
  return digits.find_first_not_of('0') == std::string_view::npos;
}

void look_at(std::string_view digits, std::string_view text, Marks& marks) {
  const std::size_t exponent = std::min(digits.find_first_of("eEdD"), digits.size());
  const bool scientific = exponent < digits.size();  // thousands have no exponent
  digits = digits.substr(0, exponent);
  std::vector<std::pair<char, std::size_t>> found;  // each mark and the digits before it
  std::size_t group = 0;
  for (std::size_t i = 0; i < digits.size();) {
    std::size_t bytes = 1;
    if (is_digit(digits[i])) {
      ++group;
    } else {
      found.emplace_back(mark_at(digits.substr(i), bytes), group);
      group = 0;
      bytes = std::max<std::size_t>(bytes, 1);
    }
    i += bytes;
  }
  if (found.empty()) {
    marks.without += group <= 3 ? 1 : 0;
    marks.whole += is_zero(digits) ? 0 : 1;
    return;
  }
  const auto [last, before] = found.back();
  const bool repeated = found.size() > 1 && found[found.size() - 2].first == last;
  if (repeated) {
    ++marks.of[last].thousands;
  } else if (found.size() > 1) {
    ++marks.of[last].decimal;
    ++marks.of[found.front().first].thousands;
  } else if (group != 3 || before == 0 || before > 3 || digits[0] == '0' || scientific) {
    ++marks.of[last].decimal;
  } else {
    Evidence& evidence = marks.of[last];
    if (evidence.either++ == 0) evidence.example = text;
  }
}

/// Sets decimal mark and thousands separator.
void choose_marks(const Marks& marks, char decimal, bool separates, NumberSurvey& survey) {
  const auto of = [&](char mark) {
    const auto at = marks.of.find(mark);
    return at == marks.of.end() ? Evidence{} : at->second;
  };
  const Evidence point = of('.');
  const Evidence comma = of(',');
  NumberFormat& format = survey.format;
  for (const char mark : {' ', '\''}) {
    if (of(mark).either + of(mark).thousands > 0) format.thousands = mark;
  }
  const bool undecided = point.decimal + point.thousands + comma.decimal + comma.thousands == 0;
  const bool by_comma = comma.decimal > point.decimal ||
                        (comma.decimal == 0 && point.decimal == 0 && point.thousands > 0);
  if (decimal != 0 && (decimal == ',' ? point : comma).decimal == 0) {
    format.decimal = decimal;
  } else if (by_comma) {
    format.decimal = ',';
  } else if (undecided && point.either > 0 &&
             (comma.either > 0 || format.thousands != 0 || marks.whole > 0 || marks.of_money)) {
    // A program that leaves out needless decimals would leave out some of the three.
    survey.ambiguous = comma.either > point.either ? comma.example : point.example;
  } else if (point.decimal == 0 && comma.either > 0 && comma.thousands == 0) {
    // Commas only, three digits behind each of them.
    const bool thousands = marks.without > 0 || separates;
    if (!thousands) {
      format.decimal = ',';
      survey.ambiguous = comma.example;
    }
  }
  const Evidence& own = format.decimal == ',' ? comma : point;
  const Evidence& other = format.decimal == ',' ? point : comma;
  survey.certain = own.decimal + other.thousands > 0;
  if (other.either + other.thousands > 0) format.thousands = format.decimal == ',' ? '.' : ',';
}

/// The most frequent key, if it is that of at least half.
std::string usual(const std::map<std::string, std::size_t>& counts, std::size_t all) {
  for (const auto& [word, count] : counts) {
    if (count * 2 > all) return word;
  }
  return {};
}

/// Whether the point of a plain number can't separate thousands.
bool shows_decimal_point(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::size_t first = text.find_first_of("0123456789");
  const std::size_t before = point - std::min(first, point);
  const std::size_t end = std::min(text.find_first_not_of("0123456789", point + 1), text.size());
  return end - point - 1 != 3 || before == 0 || before > 3 || text[first] == '0';
}

/// Most columns are written as programs write numbers, and seen as such at once. Not those of which
/// some have a point before three digits, and others none.
bool survey_plain(std::span<const std::string_view> texts, NumberSurvey& survey) {
  bool pointed = false;
  bool whole = false;
  const auto is_plain = [&](std::string_view text) {
    double value = 0;
    if (!parse_number(text, value)) return false;
    if (text.find('.') == std::string_view::npos) {
      whole = whole || value != 0;
    } else if (!survey.certain) {
      pointed = true;
      survey.certain = shows_decimal_point(text);
    }
    return true;
  };
  const bool plain = std::ranges::all_of(texts, is_plain) && (survey.certain || !pointed || !whole);
  if (!plain) survey = {};
  survey.numbers = plain ? texts.size() : 0;
  return plain;
}

}  // namespace

NumberSurvey survey_numbers(std::span<const std::string_view> texts, char decimal, bool separates) {
  NumberSurvey survey;
  if (decimal != ',' && survey_plain(texts, survey)) return survey;
  Marks marks;
  std::map<std::string, std::size_t> currencies;
  std::map<std::string, std::size_t> units;
  std::size_t percents = 0;
  std::vector<std::string_view> apart;
  for (const std::string_view text : texts) {
    const auto parts = take_apart(text);
    if (!parts) continue;
    apart.push_back(text);
    look_at(parts->digits, text, marks);
    marks.of_money = marks.of_money || !parts->currency.empty();
    percents += parts->percent ? 1 : 0;
    if (!parts->currency.empty()) ++currencies[std::string(parts->currency)];
    if (!parts->unit.empty()) ++units[std::string(parts->unit)];
  }
  // Among codes the plain numbers are numbers all the same: one code may be a slip.
  if (!are_grouped_codes(apart)) {
    choose_marks(marks, decimal, separates, survey);
    survey.format.percent = percents * 2 > apart.size();
    survey.format.unit = usual(units, apart.size());
    if (!currencies.empty()) {
      survey.format.currency = std::ranges::max_element(currencies, {}, [](const auto& entry) {
                                 return entry.second;
                               })->first;
    }
  }
  for (const std::string_view text : texts) {
    double value = 0;
    ++(parse_number(text, survey.format, value) ? survey.numbers : survey.others);
  }
  return survey;
}

bool is_number_somehow(std::string_view text) {
  if (!take_apart(text)) return false;
  const NumberSurvey survey = survey_numbers({&text, 1}, 0, false);
  return survey.numbers == 1 && survey.format.unit.empty();
}

}  // namespace ganglion::data
