#pragma once
#include <string>

namespace ganglion::train {

/// The name of a data file for its run folder: "digits" for "data/digits.csv".
std::string data_name(const std::string& path);

}  // namespace ganglion::train
