#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// Which texts stand for a missing value; most fields are told by their first character.
class MissingTexts {
 public:
  explicit MissingTexts(const std::vector<std::string>& texts);
  bool contains(std::string_view text) const {
    return first_[text.empty() ? 0 : static_cast<unsigned char>(text[0])] && is_listed(text);
  }

 private:
  bool is_listed(std::string_view text) const;
  const std::vector<std::string>& texts_;
  std::array<bool, 256> first_{};  // entry 0 is the empty text: CSV text has no NUL
};

/// A piece of a column of numbers, until a text turns up that is none.
class NumberPiece {
 public:
  bool failed() const { return failed_; }
  void fail();
  void reserve(std::size_t rows) { values_.reserve(rows); }
  void add(std::string_view text, bool missing) {
    // By far the most frequent texts first: one digit, then short whole numbers.
    if (!missing && text.size() == 1 && is_digit(text[0])) {
      values_.push_back(text[0] - '0');
    } else if (!missing && text.size() <= 4 && is_short_number(text)) {
      double value = 0;
      for (const char c : text) value = value * 10 + (c - '0');
      values_.push_back(value);
    } else {
      add_other(text, missing);
    }
  }
  std::size_t rows() const { return values_.size(); }

  /// The pieces of a column, in order, as one. They are empty afterwards.
  static Column join(std::string name, const std::vector<NumberPiece*>& pieces);

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_short_number(std::string_view text) {
    for (const char c : text) {
      if (!is_digit(c)) return false;
    }
    return !text.empty() && text[0] != '0';
  }
  void add_other(std::string_view text, bool missing);
  void spelled(double value, std::string_view text);

  std::vector<double> values_;
  std::map<double, std::string> spellings_;
  bool many_spellings_ = false;
  bool failed_ = false;
};

/// A piece of a column of texts: codes in order of appearance.
class CategoryPiece {
 public:
  /// The text is kept by reference when it `lasts`.
  void add(std::string_view text, bool missing, bool lasts);

  /// The pieces of a column, in order, as one with its texts sorted by bytes.
  static Column join(std::string name, const std::vector<CategoryPiece*>& pieces);

 private:
  std::vector<std::int32_t> codes_;
  std::unordered_map<std::string_view, std::int32_t> code_of_;
  std::vector<std::string_view> texts_;
  std::deque<std::string> kept_;
};

}  // namespace ganglion::data
