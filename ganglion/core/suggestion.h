#pragma once
#include <span>
#include <string>
#include <string_view>

/// What error messages say about a person's text.
namespace ganglion {

/// A piece of the user's text for an error message: in quotes, cut after 40 bytes, control
/// characters as escapes.
std::string shown(std::string_view text);

/// The candidate that other programs call so (see synonyms.h: "lr" is learning_rate), unless
/// another is one letter away; or else the one with the fewest edits (insert, delete, replace;
/// capitals don't count). Empty when even the nearest has more than a third of its letters (at
/// least 2) different.
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

/// The end of a message about an unknown name: `did you mean "age"?`, or else the names there are:
/// `there are "age", "sex" and 12 more`.
std::string suggestion(std::string_view name, std::span<const std::string> candidates);

}  // namespace ganglion
