#pragma once
#include <string>

#include "ganglion/train/tune/path.h"

namespace ganglion::train {

/// A regularisation path for people: a line a strength, and what follows.
std::string path_text(const RegularizationPath& path);
/// As a page of its own: training and validation error by strength, the table, and what follows.
std::string path_html(const RegularizationPath& path);

}  // namespace ganglion::train
