#pragma once
#include <string>

#include "ganglion/train/job/job.h"
#include "ganglion/train/run/run_folder.h"

namespace ganglion::train {

/// What can be said of the files of a job's data in little time: of each file its size, its time
/// and a hash (of samples of it where it is large), of a folder how many files it has, with a hash
/// of their names and sizes. A JSON list as text; pipes and what isn't there are left out.
std::string data_source(const Job& job);

/// Throws Error when a run is to go on, and its checkpoint was made with data that data_source()
/// describes otherwise: half of the training would have seen other rows than the rest. Another time
/// of the same content is fine.
void check_same_source(const RunFolder& folder, const std::string& now);

}  // namespace ganglion::train
