#pragma once
#include <span>

#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// Whether the first fields of the rows may be their names, for which the header (the first of
/// `rows`) has none: they differ, they are no numbers unless they count, and a delimiter at the end
/// of each row does not make one of the first.
bool may_name_rows(std::span<const CsvSample> rows, char delimiter);

}  // namespace ganglion::data
