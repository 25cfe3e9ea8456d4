#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "ganglion/nn/activation.h"
#include "ganglion/nn/layer.h"

/// Reading saved settings of layers: a missing one has its default, one of the wrong type throws
/// Error.
namespace ganglion::nn::config {

bool flag(const Attributes& config, std::string_view name, bool otherwise);
std::int64_t integer(const Attributes& config, std::string_view name, std::int64_t otherwise);
double number(const Attributes& config, std::string_view name, double otherwise);
Activation activation(const Attributes& config, std::string_view name, Activation otherwise);
Initializer initializer(const Attributes& config, std::string_view name,
                        const Initializer& otherwise);

}  // namespace ganglion::nn::config

namespace ganglion::nn {

/// `x` with all axes but the last made one: [rows, features]. For layers that act on the last axis.
Value as_rows(Value x);

/// Adds the regulariser l1 sum |w| + l2 sum w^2 to the loss, as far as the factors are not 0.
/// Throws Error for a negative one.
void add_penalty(GraphBuilder& builder, Value w, double l1, double l2);

}  // namespace ganglion::nn
