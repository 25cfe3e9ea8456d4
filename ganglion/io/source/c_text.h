#pragma once
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace ganglion::io {

/// Pieces of C source, good as C99 and as C++11.

/// A number that reads back to the same bits: "0.25f", "(-1.0f)"; finite.
std::string c_number(float value);
std::string c_number(double value);

/// Text in quotes; all but plain ASCII as octal escapes. No text for missing values here: NULL is
/// the caller's.
std::string c_string(std::string_view text);

/// Text that may stand in a comment.
std::string c_comment(std::string_view text);

/// "3, 224, 224".
std::string c_list(std::span<const std::int64_t> numbers);
/// Numbers on lines of at most 100 characters, each with two blanks before it.
std::string c_lines(std::span<const float> numbers);

/// Identifiers made of texts: no keyword of C or C++, and none twice.
class CNames {
 public:
  std::string unique(std::string_view text);

 private:
  std::set<std::string> taken_;
};

/// A text as one identifier, "c_7" for "7", "model" for what has no letters.
std::string c_identifier(std::string_view text);
/// In capitals, as macros are.
std::string c_macro(std::string_view identifier);

/// Replaces each '@' by `prefix`.
std::string with_prefix(std::string_view text, std::string_view prefix);

}  // namespace ganglion::io
