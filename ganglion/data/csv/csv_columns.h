#pragma once
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ganglion/data/csv/csv.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text/version_marks.h"

namespace ganglion::data {

/// Which texts stand for a missing value; most fields are told by their first character.
class MissingTexts {
 public:
  /// `declared`: those of the texts that a user named.
  explicit MissingTexts(std::vector<std::string> texts, std::vector<std::string> declared = {});
  /// Whether a number stands for a missing value: else what is a number needn't be looked up.
  bool holds_numbers() const { return holds_numbers_; }
  bool contains(std::string_view text) const {
    return first_[text.empty() ? 0 : static_cast<unsigned char>(text[0])] && is_listed(text);
  }
  /// Keeps the first text that stands for a missing value without having been declared.
  void look_for_undeclared(std::string_view text, std::string& found) const {
    if (!text.empty() && found.empty()) keep_undeclared(text, found);
  }

 private:
  bool is_listed(std::string_view text) const;
  void keep_undeclared(std::string_view text, std::string& found) const;
  std::vector<std::string> texts_;
  std::vector<std::string> declared_;
  bool holds_numbers_ = false;
  std::array<bool, 256> first_{};  // entry 0 is the empty text: CSV text has no NUL
};

/// What stands for a missing value in a column, among numbers or anywhere.
MissingTexts missing_texts(const CsvOptions& options, const std::string& column,
                           bool among_numbers);

/// A piece of a column of numbers, until a text turns up that is none.
class NumberPiece {
 public:
  bool failed() const { return failed_; }
  void fail();
  /// How its numbers are written; plainly by default. Must outlive this.
  void set_format(const NumberFormat& format) { format_ = format.plain() ? nullptr : &format; }
  void reserve(std::size_t rows) { values_.reserve(rows); }
  /// `eight`: eight bytes may be read from where the text begins.
  void add(std::string_view text, const MissingTexts& missing, bool eight = false) {
    // By far the most frequent texts first: short integers. One way for all lengths, since a
    // branch on the length of each field would be guessed wrong every other time.
    double value = 0;
    if (eight && format_ == nullptr && !missing.holds_numbers() && text.size() - 1 < 8 &&
        parse_digits(text, value)) {
      values_.push_back(value);
    } else {
      add_other(text, missing);
    }
  }
  void add_missing();
  std::size_t rows() const { return values_.size(); }
  /// As Column::undeclared.
  const std::string& undeclared() const { return undeclared_; }
  const std::vector<double>& values() const { return values_; }
  /// Whether its numbers may be versions.
  const VersionMarks& versions() const { return versions_; }

  /// Adds the spellings of the piece behind this one, and its undeclared text.
  void add_spellings(const NumberPiece& next);
  /// As Column::spellings has them.
  std::vector<std::pair<double, std::string>> spellings() const;

  /// The pieces of a column, in order, as one. They are empty afterwards.
  static Column join(std::string name, const std::vector<NumberPiece*>& pieces);

 private:
  /// One to eight digits, without needless zeros before them: all at once, in the bytes of a word.
  static bool parse_digits(std::string_view text, double& value) {
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    const std::size_t unused = 8 * (8 - text.size());
    // The last digit is in the highest byte; what is before the first one is 0.
    word = (word << unused) ^ (0x3030303030303030U << unused);
    if ((((word + 0x7676767676767676U) | word) & 0x8080808080808080U) != 0) return false;
    if (text[0] == '0' && text.size() > 1) return false;
    word = word * 10 + (word >> 8U);  // pairs of digits, then fours, then eight
    word = ((word & 0x000000FF000000FFU) * 0x000F424000000064U +
            ((word >> 16U) & 0x000000FF000000FFU) * 0x0000271000000001U) >>
           32U;
    value = static_cast<double>(word);
    return true;
  }
  void add_other(std::string_view text, const MissingTexts& missing);
  bool parse_other(std::string_view text, double& value, bool& shortest);
  void spelled(double value, std::string_view text);

  std::vector<double> values_;
  const NumberFormat* format_ = nullptr;  // where it isn't plain
  bool failed_ = false;
  bool many_spellings_ = false;
  std::map<double, std::string> spellings_;
  VersionMarks versions_;
  std::string undeclared_;
};

/// A piece of a column of texts: codes in order of appearance.
class CategoryPiece {
 public:
  /// The text is kept by reference when it `lasts`.
  void add(std::string_view text, bool missing, bool lasts) {
    codes_.push_back(missing ? -1 : code_of(text, lasts));
  }
  void add(std::string_view text, const MissingTexts& missing, bool lasts) {
    const bool is_missing = missing.contains(text);
    if (is_missing) missing.look_for_undeclared(text, undeclared_);
    add(text, is_missing, lasts);
  }
  /// As Column::undeclared.
  const std::string& undeclared() const { return undeclared_; }
  /// A place in texts() for each row, -1 where missing.
  const std::vector<std::int32_t>& codes() const { return codes_; }
  const std::vector<std::string_view>& texts() const { return texts_; }

  /// The pieces of a column, in order, as one with its texts sorted by bytes.
  static Column join(std::string name, const std::vector<CategoryPiece*>& pieces);

 private:
  static constexpr std::size_t kRecent = 64;

  /// Columns of few texts are told by length and ends, without a hash of the whole text.
  std::int32_t code_of(std::string_view text, bool lasts) {
    const std::size_t ends = text.empty() ? 0
                                          : static_cast<unsigned char>(text.front()) * 5U +
                                                static_cast<unsigned char>(text.back()) * 11U;
    std::int32_t& recent = recent_[(ends + text.size()) % kRecent];
    const auto at = static_cast<std::size_t>(recent);
    if (at >= texts_.size() || texts_[at] != text) recent = look_up(text, lasts);
    return recent;
  }
  std::int32_t look_up(std::string_view text, bool lasts);

  std::vector<std::int32_t> codes_;
  std::array<std::int32_t, kRecent> recent_{};  // codes of texts, by length and ends
  std::unordered_map<std::string_view, std::int32_t> places_;
  std::vector<std::string_view> texts_;
  std::deque<std::string> kept_;
  std::string undeclared_;
};

}  // namespace ganglion::data
