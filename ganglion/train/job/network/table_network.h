#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// The networks of a table whose job names none. benchmarks/accuracy/choose has what was measured.

/// The hidden layers for so many training rows.
std::string table_network(std::int64_t rows, Effort effort);
/// How many such networks are averaged.
std::int64_t table_ensemble(std::int64_t rows, Effort effort);

/// Whether they gain by rows of their own to be validated on (see EnsembleRows): with so many rows
/// for each, and so many numbers of training rows to copy for each.
bool gains_by_folds(std::int64_t validation_rows, std::int64_t training_numbers);

/// Hidden layers and dropout that `effort = best` compares on the validation rows.
struct NetworkCandidate {
  std::string network;
  double dropout = 0.0;
};
std::vector<NetworkCandidate> network_candidates();

}  // namespace ganglion::train
