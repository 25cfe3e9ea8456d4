#pragma once
#include <random>
#include <string>

namespace ganglion::support {

struct MutatedJob {
  std::string toml;
  std::string change;  ///< "epochs: epochs = -1"
};

/// A job file with one line changed at random: another value, that of another line, no line, or the
/// line twice. One without settings gets one.
MutatedJob mutated_job(const std::string& toml, std::mt19937& random);

}  // namespace ganglion::support
