#pragma once
#include <random>
#include <string>

#include "ganglion/io/onnx/model.h"

namespace ganglion::support {

/// An ONNX model with one thing changed at random, and whole otherwise: an op, an attribute, an
/// extent, a type, a name, a version, a node that is gone, there twice or elsewhere. Returns what
/// was done: "node 3: op".
std::string mutate_onnx(io::onnx::StoredModel& model, std::mt19937& random);

}  // namespace ganglion::support
