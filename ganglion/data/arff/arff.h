#pragma once
#include <string>
#include <string_view>

#include "ganglion/data/csv/csv.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Whether text begins as ARFF does: with "@relation" or "@attribute" after comments.
bool is_arff(std::string_view text);

/// Reads ARFF (the format of Weka; https://waikato.github.io/weka-wiki/formats_and_processing/
/// arff_stable): numeric attributes become numbers, nominal, string and date ones categories. Rows
/// may be dense or sparse; words of the format in capitals or not. "?" is missing. Ranges after a
/// type and lines such as "@inputs", as KEEL writes them, are skipped.
/// Throws Error with file:line:column for what it can't read: a type unknown or relational, a value
/// that isn't in the list of a nominal attribute, text in a numeric one, rows too long or too
/// short, quotes never closed, names that occur twice, no attributes, no rows.
Table parse_arff(std::string_view text, const std::string& source, const CsvOptions& options = {});

}  // namespace ganglion::data
