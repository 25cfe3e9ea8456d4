#pragma once
#include <string>
#include <vector>

#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/data/table.h"
#include "ganglion/io/source/c_functions.h"

namespace ganglion::io {

/// How rows of a table become features, in C.
struct CColumns {
  std::string row_type = {};  ///< typedefs of `@row` and what its fields are
  std::string body = {};      ///< from `row` to `f`; returns the number of a column it can't take
  CFunctions functions = {};
};

CColumns c_columns(const data::PreprocessingState& state);

/// Rows that try every kind of column: usual values, unknown and missing ones.
data::Table test_table(const data::PreprocessingState& state);

/// The rows of such a table as initialisers of `@row`, a line each.
std::string c_rows(const data::PreprocessingState& state, const data::Table& table);

}  // namespace ganglion::io
