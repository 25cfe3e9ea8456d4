#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ganglion::data {

/// Finds the category of a text: as written, else, if it is a number, by the number that it writes:
/// "1.0" and "01" are category "1" where no other category is this number.
class CategoryFinder {
 public:
  /// The categories must outlive this.
  explicit CategoryFinder(const std::vector<std::string>& categories);
  /// Its place among the categories; -1 where there is none.
  std::int64_t find(const std::string& text) const;

 private:
  std::unordered_map<std::string_view, std::int64_t> by_text_;
  std::unordered_map<std::string, std::int64_t> by_number_;  // -1: of several
};

/// A decimal number without what doesn't change it: "+007.50" is "7.5". Any number of digits; empty
/// for other text.
std::string canonical_number(std::string_view text);

}  // namespace ganglion::data
