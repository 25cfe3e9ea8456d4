#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/suggestion.h"

namespace ganglion::data {

/// The whole content of a file or a pipe; "-" is standard input. Throws Error for a missing file, a
/// directory, one that may not be read and an empty one; each message starts with the path.
std::string read_text(const std::string& path);

/// Whether a text, or what it is without blanks around it, is one of those that stand for a missing
/// value.
bool is_any_of(std::string_view text, const std::vector<std::string>& missing);
/// What stands for a missing value among numbers and dates: "-", "--", ".", "None" and the like.
const std::vector<std::string>& missing_among_numbers();

/// True for text that is a number, whole: "-1.5", "+3", "1e-3", ".5", "inf". Not for blanks,
/// "1,5", "0x10" or "nan". Too large becomes infinite, too small 0 or denormal.
bool parse_number(std::string_view text, double& value);

/// Numbers of this size and up to 1e16 are written without an exponent.
inline constexpr double kMinPlain = 1e-5;

/// The shortest text that reads back as the same number: "3", "0.1", "100000", "1e+30".
std::string number_text(double value);

/// A word in small letters: those of ASCII.
std::string small_word(std::string_view text);

}  // namespace ganglion::data
