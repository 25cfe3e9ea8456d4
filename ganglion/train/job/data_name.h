#pragma once
#include <string>

#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// The name of a data file for its run folder: "digits" for "data/digits.csv".
std::string data_name(const std::string& path);

/// Throws Error for a path of the job that is no UTF-8: files that name it could not be written.
void check_paths(const Job& job);

}  // namespace ganglion::train
