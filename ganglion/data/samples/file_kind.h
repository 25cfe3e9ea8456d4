#pragma once
#include <string>
#include <string_view>

namespace ganglion::data {

/// Whether it is a file of a well-known format, images and sounds among them, that is no text.
bool is_known_kind(std::string_view bytes);

/// Throws Error that begins with `source` for a file that can't be read as what it should be: an
/// empty one, one of another well-known format (naming it, and what to convert it to), else with
/// `otherwise` ("not a WAV file by its content").
[[noreturn]] void refuse_kind(std::string_view bytes, const std::string& source,
                              std::string_view otherwise);

}  // namespace ganglion::data
