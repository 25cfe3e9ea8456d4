#include <fmt/format.h>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/ops/windows.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_conv_input_gradient(const Node& node) {
  rules::check_floating(node, 2);
  const Shape& dy = node.inputs[0].shape();
  const Shape& kernel = node.inputs[1].shape();
  const auto& input = node.attributes.integers("extents");
  windows::check_rank(node, dy, "the derivative");
  if (kernel.rank() != dy.rank() || input.size() + 2 != static_cast<std::size_t>(dy.rank())) {
    rules::refuse(node, "derivative, kernel and extents must have as many spatial axes");
  }
  const std::int64_t channels = kernel[1] * node.attributes.integer("groups");
  windows::check_groups(node, channels, kernel[0], kernel[1]);
  const auto extents = windows::output_extents(node, input, windows::spatial(kernel));
  const Shape wanted = windows::with_spatial(dy[0], kernel[0], extents);
  const Shape result = windows::with_spatial(dy[0], channels, input);
  if (dy != wanted) {
    rules::refuse(node, fmt::format("a convolution of {} gives {}, not the derivative's {}",
                                    result.to_string(), wanted.to_string(), dy.to_string()));
  }
  return {{node.inputs[0].dtype(), result}};
}

/// The op is linear in dy, with a convolution as its adjoint; and in the kernel.
std::vector<Value> gradient_of_conv_input_gradient(const Node& node, std::span<const Value> dx) {
  const Value kernel = node.inputs[1];
  const ConvOptions options = conv_options(node);
  return {conv(dx[0], kernel, options),
          conv_kernel_gradient(dx[0], node.inputs[0], windows::spatial(kernel.shape()), options)};
}

}  // namespace

const OpDef kConvInputGradient = {.name = "conv_input_gradient",
                                  .infer = infer_conv_input_gradient,
                                  .gradient = gradient_of_conv_input_gradient,
                                  .place = windows::place_by_kernel};

Value conv_input_gradient(Value dy, Value kernel, std::vector<std::int64_t> extents,
                          const ConvOptions& options) {
  Attributes attributes = windows::attributes_of(options, dy.shape().rank() - 2);
  attributes.set("extents", std::move(extents));
  return dy.owner().add(kConvInputGradient, {dy, kernel}, std::move(attributes));
}

}  // namespace ganglion::ops
