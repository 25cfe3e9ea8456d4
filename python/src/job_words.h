#pragma once
#include <map>
#include <string>
#include <vector>

#include "ganglion/train/job/job.h"

namespace ganglion::python {

/// By the words of job.toml, each with its values as text.
using Settings = std::map<std::string, std::vector<std::string>>;

/// A job with these settings. Throws Error that begins with the name of a setting.
train::Job job_of(const Settings& settings, train::Job job = {});

}  // namespace ganglion::python
