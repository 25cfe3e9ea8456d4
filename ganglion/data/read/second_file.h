#pragma once
#include <vector>

#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/data/table.h"

/// Another file than the one that a model was trained on.
namespace ganglion::data {

/// Throws Error for a table whose columns have no names, where the model knows them by names.
void check_names(const PreprocessingState& model, const Table& table);

/// What is to be said of a file that is read as the model says, where it may have been meant
/// otherwise: dates that can be read in two ways, months where training had days, numbers that may
/// be thousands where it had whole ones, more columns without names than training had, images and
/// signals whose values are of quite another size.
std::vector<Note> notes_on_second_file(const PreprocessingState& model, const Table& table);

}  // namespace ganglion::data
