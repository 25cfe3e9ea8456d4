#pragma once
#include <span>
#include <string>
#include <string_view>

namespace ganglion::data {

/// The whole content of a file (or a pipe). Throws Error for a missing file, a directory, one that
/// may not be read and an empty one; each message starts with the path.
std::string read_text(const std::string& path);

/// A piece of the user's text for an error message: in quotes, cut after 40 bytes, control
/// characters as escapes.
std::string shown(std::string_view text);

/// The candidate with the fewest edits (insert, delete, replace; capitals don't count), or empty
/// when even the nearest has more than a third of its letters (at least 2) different.
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

/// The end of a message about an unknown name: `did you mean "age"?`, or else the names there are:
/// `there are "age", "sex" and 12 more`.
std::string suggestion(std::string_view name, std::span<const std::string> candidates);

/// True for text that is a number, whole: "-1.5", "+3", "1e-3", ".5", "inf". Not for blanks,
/// "1,5", "0x10" or "nan". Too large becomes infinite, too small 0 or denormal.
bool parse_number(std::string_view text, double& value);

/// The shortest text that reads back as the same number: "3", "0.1", "1e+30".
std::string number_text(double value);

}  // namespace ganglion::data
