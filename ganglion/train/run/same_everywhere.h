#pragma once
#include <string>

#include "ganglion/dist/communicator.h"
#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// Throws Error, on all ranks, when one of them is another program, runs on another kind of
/// processor, or has another job or other data than rank 0: it names the rank and what differs.
/// `source`: what data_source() said.
void check_same_everywhere(dist::Communicator& ranks, const Job& job, const std::string& source);

}  // namespace ganglion::train
