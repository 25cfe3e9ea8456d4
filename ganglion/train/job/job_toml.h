#pragma once
#include <string>
#include <string_view>

#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// The text of job.toml, every line with its meaning.
std::string to_toml(const Job& job);

/// Reads it. Throws Error that begins with file:line:column for what isn't TOML, an unknown key
/// (with the nearest one), and a value that can't be.
Job job_from_toml(std::string_view text, std::string_view name);
/// The same from a file. Relative paths of data in it are looked for in its own folder first, then
/// in the current one.
Job read_job(const std::string& path);

}  // namespace ganglion::train
