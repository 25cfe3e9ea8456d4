#pragma once
#include <span>
#include <string>
#include <vector>

#include "ganglion/data/features/preprocessing_state.h"

namespace ganglion::data {

/// The target half of Preprocessing.

/// Learns classes or means of the target columns into `state`, whose task is set. `positive` is a
/// class of a binary target, or empty (see PreprocessingOptions).
void fit_targets(const Table& table, std::span<const std::string> targets,
                 const std::string& positive, PreprocessingState& state, std::vector<Note>& notes);

/// The targets of the rows, as Preprocessing::apply says; those of a regression in f64.
Tensor apply_targets(const PreprocessingState& state, const Table& table);

}  // namespace ganglion::data
