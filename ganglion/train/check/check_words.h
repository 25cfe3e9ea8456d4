#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "ganglion/train/check/data_check.h"

/// What the text and the page of a check say alike; nothing is escaped.
namespace ganglion::train {

/// Columns that are listed, of tables that have more (targets always are).
inline constexpr std::size_t kListedColumns = 100;
std::vector<const ColumnCheck*> listed_columns(const DataCheck& check);

/// "344 rows, 8 columns", "1,797 images (8x8, greyscale)"
std::string size_in_words(const DataCheck& check);
/// "delimiter ';', a header, UTF-8, decimal comma"; empty for what is no table of text.
std::string format_in_words(const data::TableFormat& format);
/// "category (target)", "identifier (excluded)", "number"
std::string type_in_words(const ColumnCheck& column);
/// "1 … 2.5 … 4", or "yes 12, no 8, …" with `most` texts.
std::string values_in_words(const ColumnCheck& column, std::size_t most);
/// "39.1, 39.5, 40.3"
std::string examples_in_words(const ColumnCheck& column);
/// "152 of 344 rows: 44.2 %"
std::string share_in_words(std::int64_t rows, std::int64_t of);
/// Rows of all classes, or of the data where they have several labels.
std::int64_t labelled_rows(const DataCheck& check);

}  // namespace ganglion::train
