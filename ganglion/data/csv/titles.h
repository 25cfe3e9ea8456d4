#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// How many of the first rows, at most 20, stand above the header and are no part of the table:
/// - shorter lines before rows that are all of one width, or lines of one field among empty ones;
/// - lines as wide as the table above a line of names, one for each column, that stands over
///   numbers: they hold values ("Serial:,12345,"), gaps where the names have none, a word twice
///   (names of groups of columns), or parts of a sentence ("Log,of,buoy"). What a header with a
///   line of units below it has is none of these;
/// - lines above the first that has two names that are known to be those of columns.
std::size_t count_titles(std::span<const CsvSample> rows, std::size_t width,
                         const CsvOptions& options);

/// How many fields of a row hold something.
std::size_t filled_fields(const CsvSample& row);

/// How many fields of a row are names that are known to be those of columns; 0 where as many others
/// hold numbers or dates, unless all known names are there.
std::size_t count_known_names(const CsvSample& row, const CsvOptions& options);

/// Whether the first line of a text holds names that are known to be those of columns: of a file
/// without the lines above the table that training's had.
bool first_line_names_columns(std::string_view text, const std::string& source,
                              const CsvOptions& options);

/// Whether the first of some rows is a header; whether it surely is no data.
bool begin_with_header(std::span<const CsvSample> rows, const CsvOptions& options);
bool begin_with_words(std::span<const CsvSample> rows, const CsvOptions& options);

}  // namespace ganglion::data
