#pragma once
#include <string>
#include <string_view>

namespace ganglion::data {

/// Throws Error, beginning with `source`, for what people take for a table of text and isn't one,
/// by how it begins: files of other programs, and texts of another form ("a Parquet file; write it
/// as CSV").
void refuse_other_kind(std::string_view text, const std::string& source);

}  // namespace ganglion::data
