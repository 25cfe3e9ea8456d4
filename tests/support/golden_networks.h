#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "ganglion/nn/losses/loss.h"
#include "ganglion/nn/network.h"

/// What tests read of tests/golden/mlp/mlp.json; its README describes the fields.
namespace ganglion::golden {

using Json = nlohmann::json;

/// The cases of the file, one network each. Throws std::runtime_error when it can't be read.
Json networks();

/// The tensor that a nested list stands for.
Tensor tensor_of(const Json& nest, DType dtype);

/// Network and loss of a case. The input is called "x".
nn::Network network_of(const Json& row);
nn::Loss loss_of(const Json& row);

/// Fails the test for each element that is further off than tolerance * max(1, |expected|).
void expect_near(const Tensor& given, const Json& expected, double tolerance,
                 const std::string& what);

}  // namespace ganglion::golden
