#pragma once
#include <string>
#include <vector>

namespace ganglion::train {

/// How Model::copy_weights copies.
struct CopyOptions {
  /// Leaves out what the other model doesn't have, or has in another shape, instead of throwing
  /// Error: a new head for other classes.
  bool skip_mismatched = false;
};

/// What was copied, by paths of the model that was copied to.
struct CopiedWeights {
  std::vector<std::string> copied = {};
  std::vector<std::string> skipped = {};
};

}  // namespace ganglion::train
