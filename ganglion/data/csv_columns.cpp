#include "ganglion/data/csv_columns.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "ganglion/data/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kMostSpellings = 64;

/// A whole number of up to 15 digits written in the shortest way ("0", "-12"): exact in a double,
/// and by far the most frequent text. Returns false for anything else.
bool parse_small_integer(std::string_view text, double& value) {
  const bool negative = text.starts_with('-');
  const std::size_t first = negative ? 1 : 0;
  const std::size_t digits = text.size() - first;
  if (digits == 0 || digits > 15) return false;
  if (text[first] == '0' && (digits > 1 || negative)) return false;
  std::int64_t sum = 0;
  for (std::size_t i = first; i < text.size(); ++i) {
    const auto digit = static_cast<unsigned char>(text[i] - '0');
    if (digit > 9) return false;
    sum = sum * 10 + digit;
  }
  value = static_cast<double>(negative ? -sum : sum);
  return true;
}

}  // namespace

MissingTexts::MissingTexts(const std::vector<std::string>& texts) : texts_(texts) {
  for (const std::string& text : texts) {
    first_[text.empty() ? 0 : static_cast<unsigned char>(text[0])] = true;
  }
}

bool MissingTexts::is_listed(std::string_view text) const {
  return std::find(texts_.begin(), texts_.end(), text) != texts_.end();
}

void NumberPiece::fail() {
  failed_ = true;
  values_ = {};
}

void NumberPiece::add_other(std::string_view text, bool missing) {
  double value = std::numeric_limits<double>::quiet_NaN();
  if (!missing && !parse_small_integer(text, value)) {
    if (!parse_number(text, value)) return fail();
    if (!many_spellings_) spelled(value, text);
  }
  values_.push_back(value);
}

/// Only those that are not the shortest way are kept, so that the count says something.
void NumberPiece::spelled(double value, std::string_view text) {
  spellings_.emplace(value, text);
  many_spellings_ = spellings_.size() > kMostSpellings;
}

Column NumberPiece::join(std::string name, const std::vector<NumberPiece*>& pieces) {
  Column column{.name = std::move(name), .kind = ColumnKind::number};
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
    all.many_spellings_ = all.many_spellings_ || piece->many_spellings_;
    for (const auto& [value, text] : piece->spellings_) {
      if (!all.many_spellings_) all.spelled(value, text);
    }
  }
  if (!all.many_spellings_) {
    column.spellings.assign(all.spellings_.begin(), all.spellings_.end());
  }
  std::erase_if(column.spellings,
                [](const auto& entry) { return entry.second == number_text(entry.first); });
  return column;
}

void CategoryPiece::add(std::string_view text, bool missing, bool lasts) {
  if (missing) {
    codes_.push_back(-1);
    return;
  }
  auto at = code_of_.find(text);
  if (at == code_of_.end()) {
    if (!lasts) text = kept_.emplace_back(text);
    at = code_of_.emplace(text, static_cast<std::int32_t>(texts_.size())).first;
    texts_.push_back(text);
  }
  codes_.push_back(at->second);
}

Column CategoryPiece::join(std::string name, const std::vector<CategoryPiece*>& pieces) {
  Column column{.name = std::move(name), .kind = ColumnKind::category};
  std::vector<std::string_view> texts;
  for (const CategoryPiece* piece : pieces) {
    texts.insert(texts.end(), piece->texts_.begin(), piece->texts_.end());
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  column.names.assign(texts.begin(), texts.end());
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
