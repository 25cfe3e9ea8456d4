#pragma once
#include <span>
#include <string>
#include <vector>

#include "ganglion/data/features/preprocessing_state.h"

namespace ganglion::data {

/// The target half of Preprocessing.

/// Learns classes or means of the target columns into `state`, whose task is set.
void fit_targets(const Table& table, std::span<const std::string> targets,
                 PreprocessingState& state, std::vector<Note>& notes);

/// The targets of the rows, as Preprocessing::apply says.
Tensor apply_targets(const PreprocessingState& state, const Table& table);

}  // namespace ganglion::data
