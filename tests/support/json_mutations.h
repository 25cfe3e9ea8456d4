#pragma once
#include <random>
#include <string>

#include "ganglion/io/json.h"

namespace ganglion::support {

/// Changes one number, text, list or member of an object at random, wherever it is. Returns what
/// was done: "/preprocessing/class_names: an entry less".
std::string mutate_json(io::Json& json, std::mt19937& random);

}  // namespace ganglion::support
