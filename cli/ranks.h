#pragma once
#include <string>

#include "ganglion/dist/launched.h"

/// The program as one of the ranks that an MPI launcher has started. Rank 0 speaks for all: the
/// others print nothing, and their errors are shown by rank 0 with the name of rank and machine.
namespace ganglion::cli {

/// What ended the program: a message, and the exit code.
struct Failure {
  std::string message;
  int code = 1;
};

/// Ends all ranks because this one has failed. Returns only where there is nobody to end: without
/// ranks, with what the program is to return.
int end_by_failure(dist::Launched* ranks, const Failure& failure);

}  // namespace ganglion::cli
