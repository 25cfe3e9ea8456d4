#pragma once
#include <string>

#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// "ganglion train …" with every setting that differs from its default, quoted for a shell.
std::string command_of(const Job& job);

}  // namespace ganglion::train
