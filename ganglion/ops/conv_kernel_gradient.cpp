#include <fmt/format.h>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/ops/windows.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_conv_kernel_gradient(const Node& node) {
  rules::check_floating(node, 2);
  const Shape& x = node.inputs[0].shape();
  const Shape& dy = node.inputs[1].shape();
  const auto& kernel = node.attributes.integers("extents");
  windows::check_rank(node, x, "the input");
  if (dy.rank() != x.rank() || kernel.size() + 2 != static_cast<std::size_t>(x.rank())) {
    rules::refuse(node, "input, derivative and extents must have as many spatial axes");
  }
  const std::int64_t groups = node.attributes.integer("groups");
  windows::check_groups(node, x[1], dy[1], groups < 1 ? 0 : x[1] / groups);
  const auto extents = windows::output_extents(node, windows::spatial(x), kernel);
  const Shape wanted = windows::with_spatial(x[0], dy[1], extents);
  if (dy != wanted) {
    rules::refuse(node, fmt::format("a convolution of {} gives {}, not the derivative's {}",
                                    x.to_string(), wanted.to_string(), dy.to_string()));
  }
  return {{node.inputs[0].dtype(), windows::with_spatial(dy[1], x[1] / groups, kernel)}};
}

/// The op is linear in x and in dy.
std::vector<Value> gradient_of_conv_kernel_gradient(const Node& node,
                                                    std::span<const Value> dkernel) {
  const Value x = node.inputs[0];
  const Value dy = node.inputs[1];
  const ConvOptions options = conv_options(node);
  return {conv_input_gradient(dy, dkernel[0], windows::spatial(x.shape()), options),
          conv(x, dkernel[0], options)};
}

/// The sum runs over the batch: each replica's rows give a summand.
std::optional<Placement> place_conv_kernel_gradient(const Node&, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  if (inputs[0] != Placement::split && inputs[1] != Placement::split) return Placement::whole;
  inputs[0] = inputs[1] = Placement::split;
  return Placement::partial;
}

}  // namespace

const OpDef kConvKernelGradient = {.name = "conv_kernel_gradient",
                                   .infer = infer_conv_kernel_gradient,
                                   .gradient = gradient_of_conv_kernel_gradient,
                                   .place = place_conv_kernel_gradient};

Value conv_kernel_gradient(Value x, Value dy, std::vector<std::int64_t> extents,
                           const ConvOptions& options) {
  Attributes attributes = windows::attributes_of(options, x.shape().rank() - 2);
  attributes.set("extents", std::move(extents));
  return x.owner().add(kConvKernelGradient, {x, dy}, std::move(attributes));
}

}  // namespace ganglion::ops
