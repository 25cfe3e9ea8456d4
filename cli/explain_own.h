#pragma once
#include <cstdint>
#include <string>

#include "cli/explain_show.h"

namespace ganglion::cli {

/// A network that is typed instead of a model and its data.
struct OwnOptions {
  bool asked = false;  ///< --network was given
  std::string network;
  std::string weights;
  std::string input;
  std::string target;
  std::string loss;
  std::int64_t seed = 1;
};
/// All but --network itself.
void add_own_options(CLI::App& command, OwnOptions& typed);

/// Throws UsageError when there is an option that goes with --network only.
void refuse_own_options(const OwnOptions& typed);

void explain_own(const OwnOptions& typed, const ShowOptions& show_options);

}  // namespace ganglion::cli
