#include "ganglion/data/csv/csv_columns.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kMaxSpellings = 64;

constexpr std::size_t kMaxDigits = 15;  // a whole number of so many is exact in a double

constexpr std::array<double, kMaxDigits + 1> kPowersOfTen = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/// What most numbers look like: "12", "-0.25", of up to 15 digits. Digits without their point, and
/// the power of ten, are exact in a double, so that their quotient is the nearest to what is
/// written, as from_chars has it (Clinger, "How to read floating point numbers accurately", 1990),
/// in a fraction of the time. `shortest`: it is as number_text writes it. Returns false for
/// anything else.
bool parse_plain(std::string_view text, double& value, bool& shortest) {
  const bool negative = text.starts_with('-');
  const std::size_t first = negative ? 1 : 0;
  if (text.size() - first - 1 > kMaxDigits) return false;  // an empty one, too
  std::int64_t sum = 0;
  std::size_t point = text.size();
  for (std::size_t i = first; i < text.size(); ++i) {
    const auto digit = static_cast<unsigned char>(text[i] - '0');
    if (digit <= 9) {
      sum = sum * 10 + digit;
    } else if (text[i] == '.' && point == text.size()) {
      point = i;
    } else {
      return false;
    }
  }
  const bool whole = point == text.size();
  const std::size_t digits = text.size() - first - (whole ? 0 : 1);
  if (digits > kMaxDigits || point == first || point + 1 == text.size()) return false;
  value = static_cast<double>(sum);
  shortest = text[first] != '0' || (whole && digits == 1 && !negative);
  if (!whole) {
    value /= kPowersOfTen[text.size() - point - 1];
    const bool below_one = text[first] == '0' && point == first + 1;
    shortest = (shortest || below_one) && text.back() != '0' && value >= kMinPlain;
  }
  if (negative) value = -value;
  return true;
}

}  // namespace

MissingTexts::MissingTexts(std::vector<std::string> texts, std::vector<std::string> declared)
    : texts_(std::move(texts)), declared_(std::move(declared)) {
  for (const std::string& text : texts_) {
    double value = 0;
    first_[text.empty() ? 0 : static_cast<unsigned char>(text[0])] = true;
    holds_numbers_ = holds_numbers_ || parse_number(text, value);
  }
  first_[' '] = first_['\t'] = true;  // blanks in quotes
}

MissingTexts missing_texts(const CsvOptions& options, const std::string& column,
                           bool among_numbers) {
  std::vector<std::string> texts = options.missing;
  std::vector<std::string> declared = options.declared_missing;
  const auto add = [](const std::vector<std::string>& more, std::vector<std::string>& to) {
    to.insert(to.end(), more.begin(), more.end());
  };
  if (among_numbers) add(options.missing_among_numbers, texts);
  if (const auto own = options.missing_of.find(column); own != options.missing_of.end()) {
    add(own->second, texts);
    add(own->second, declared);
  }
  return MissingTexts(std::move(texts), std::move(declared));
}

bool MissingTexts::is_listed(std::string_view text) const {
  return is_any_of(text, texts_);
}

void MissingTexts::keep_undeclared(std::string_view text, std::string& found) const {
  const std::string_view inner = inner_text(text);
  if (!inner.empty() && !is_any_of(inner, declared_)) found = inner;
}

void NumberPiece::fail() {
  failed_ = true;
  values_ = {};
}

void NumberPiece::add_missing() {
  values_.push_back(std::numeric_limits<double>::quiet_NaN());
}

void NumberPiece::add_other(std::string_view text, const MissingTexts& missing) {
  if ((text.empty() || missing.holds_numbers()) && missing.contains(text)) {
    missing.look_for_undeclared(text, undeclared_);
    return add_missing();
  }
  double value = 0;
  bool shortest = false;
  const bool plain = format_ == nullptr && parse_plain(text, value, shortest);
  if (plain || parse_other(text, value, shortest)) {
    if (!shortest && !many_spellings_) spelled(value, text);
    if (format_ == nullptr) versions_.add(text);
    values_.push_back(value);
  } else if (missing.contains(text)) {
    missing.look_for_undeclared(text, undeclared_);
    add_missing();
  } else {
    fail();
  }
}

bool NumberPiece::parse_other(std::string_view text, double& value, bool& shortest) {
  if (format_ != nullptr) {
    if (!parse_number(text, *format_, value)) return false;
    double plain = 0;
    if (parse_plain(text, plain, shortest) && plain == value) return true;
    // What matters of another spelling is in the format, but for "2E7".
    shortest = !(parse_number(text, NumberFormat{}, plain) && plain == value);
    return !is_rounded_integer(text);
  }
  // Those that a double can't hold may be codes: settle_texts looks at all of them.
  return parse_number(text, NumberFormat{}, value) && !is_rounded_integer(text);
}

/// Only those that are not the shortest way are kept, so that the count says something.
void NumberPiece::spelled(double value, std::string_view text) {
  spellings_.try_emplace(value, text);
  many_spellings_ = spellings_.size() > kMaxSpellings;
}

void NumberPiece::add_spellings(const NumberPiece& next) {
  if (undeclared_.empty()) undeclared_ = next.undeclared_;
  many_spellings_ = many_spellings_ || next.many_spellings_;
  for (const auto& [value, text] : next.spellings_) {
    if (!many_spellings_) spelled(value, text);
  }
}

std::vector<std::pair<double, std::string>> NumberPiece::spellings() const {
  std::vector<std::pair<double, std::string>> result;
  if (many_spellings_) return result;
  for (const auto& [value, text] : spellings_) {
    if (text != number_text(value)) result.emplace_back(value, text);
  }
  return result;
}

Column NumberPiece::join(std::string name, const std::vector<NumberPiece*>& pieces) {
  Column column{.name = std::move(name), .kind = ColumnKind::number};
  if (!pieces.empty() && pieces[0]->format_ != nullptr) column.format = *pieces[0]->format_;
  std::size_t rows = 0;
  if (pieces.size() == 1) {
    column.numbers = std::move(pieces[0]->values_);
    pieces[0]->values_ = {};
  }
  for (const NumberPiece* piece : pieces) rows += piece->values_.size();
  column.numbers.reserve(rows);
  NumberPiece all;
  for (NumberPiece* piece : pieces) {
    column.numbers.insert(column.numbers.end(), piece->values_.begin(), piece->values_.end());
    piece->values_ = {};
    all.add_spellings(*piece);
  }
  column.spellings = all.spellings();
  column.undeclared = all.undeclared_;
  return column;
}

std::int32_t CategoryPiece::look_up(std::string_view text, bool lasts) {
  auto at = places_.find(text);
  if (at == places_.end()) {
    if (!lasts) text = kept_.emplace_back(text);
    at = places_.emplace(text, static_cast<std::int32_t>(texts_.size())).first;
    texts_.push_back(text);
  }
  return at->second;
}

Column CategoryPiece::join(std::string name, const std::vector<CategoryPiece*>& pieces) {
  Column column{.name = std::move(name), .kind = ColumnKind::category};
  std::vector<std::string_view> texts;
  for (const CategoryPiece* piece : pieces) {
    texts.insert(texts.end(), piece->texts_.begin(), piece->texts_.end());
    if (column.undeclared.empty()) column.undeclared = piece->undeclared_;
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  column.names.assign(texts.begin(), texts.end());
  std::size_t rows = 0;
  for (const CategoryPiece* piece : pieces) rows += piece->codes_.size();
  column.codes.reserve(rows);
  for (CategoryPiece* piece : pieces) {
    std::vector<std::int32_t> place;
    for (const std::string_view text : piece->texts_) {
      place.push_back(static_cast<std::int32_t>(std::lower_bound(texts.begin(), texts.end(), text) -
                                                texts.begin()));
    }
    for (const std::int32_t code : piece->codes_) {
      column.codes.push_back(code < 0 ? -1 : place[static_cast<std::size_t>(code)]);
    }
    piece->codes_ = {};
  }
  return column;
}

}  // namespace ganglion::data
