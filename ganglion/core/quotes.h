#pragma once
#include <string>

namespace ganglion {

/// Text as a field of a CSV file (RFC 4180): in quotes where it holds a comma, a quote or the end
/// of a line.
std::string csv_field(const std::string& text);

/// Text as a word of a POSIX shell: in quotes where the shell would read it otherwise.
std::string shell_word(const std::string& text);

}  // namespace ganglion
