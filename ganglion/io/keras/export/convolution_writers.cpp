#include <algorithm>

#include "ganglion/io/keras/conversion.h"
#include "ganglion/io/keras/export/export_parts.h"
#include "ganglion/nn/layers/conv.h"
#include "ganglion/nn/layers/conv_transpose.h"
#include "ganglion/nn/layers/depthwise_conv.h"
#include "ganglion/nn/layers/residual_block.h"

namespace ganglion::io {
namespace {

/// How the axes of our kernels, [a, b, window…], become [window…, b, a].
std::vector<int> kernel_axes(int spatial) {
  return spatial == 1 ? std::vector{2, 1, 0} : std::vector{2, 3, 1, 0};
}

bool all_ones(const std::vector<std::int64_t>& values) {
  return std::all_of(values.begin(), values.end(), [](std::int64_t value) { return value == 1; });
}

/// The settings that all convolutions share. Throws Error for those that Keras doesn't take.
template <class Conv>
KerasPart convolution_part(ExportStep& step, const char* class_name, const Conv& conv) {
  if (!all_ones(conv.strides) && !all_ones(conv.dilation)) {
    step.refuse("Keras has strides or dilation, not both");
  }
  const auto spatial = static_cast<std::size_t>(step.x().shape.rank() - 1);
  return {class_name,
          {{"kernel_size", per_axis_json(conv.kernel_size, spatial)},
           {"strides", per_axis_json(conv.strides, spatial)},
           {"padding", has_numbers(conv.padding) ? "valid" : conv.padding},
           {"data_format", "channels_last"},
           {"dilation_rate", per_axis_json(conv.dilation, spatial)},
           {"activation", keras_activation(conv.activation)},
           {"use_bias", conv.use_bias}}};
}

template <class Conv>
Exported finished(ExportStep& step, const Conv& conv, KerasPart part, const Exported& x) {
  if (conv.use_bias) part.weights.push_back(step.weight("bias"));
  return activated(step, conv.activation, step.made(std::move(part), x));
}

/// What a convolution reads: with zeros around it where its padding is in numbers.
template <class Conv>
Exported zero_padded(ExportStep& step, const Conv& conv) {
  const Exported x = step.channels_last();
  if (!has_numbers(conv.padding)) return x;
  return with_zeros(step, "padding", pads_in_numbers(step, conv.padding), x);
}

template <int Axes>
Exported write_conv(ExportStep& step) {
  const auto& conv = *step.call.handle.as<nn::Conv<Axes>>();
  KerasPart part = convolution_part(step, Axes == 1 ? "Conv1D" : "Conv2D", conv);
  part.config.emplace_back("filters", conv.filters);
  part.config.emplace_back("groups", conv.groups);
  part.weights.push_back(step.weight("kernel", kernel_axes(Axes)));
  add_penalties(part, conv.kernel_l1, conv.kernel_l2);
  return finished(step, conv, std::move(part), zero_padded(step, conv));
}

/// [channels * multiplier, 1, window…] as [window…, channels, multiplier].
KerasWeight depthwise_kernel(const ExportStep& step, std::string_view parameter,
                             std::int64_t multiplier) {
  KerasWeight kernel = step.weight(parameter);
  std::vector<std::int64_t> dims(kernel.values.shape().begin(), kernel.values.shape().end());
  dims[0] /= multiplier;
  dims[1] = multiplier;
  kernel.source.axes = {2, 3, 0, 1};
  const Shape shape{std::span<const std::int64_t>(dims)};
  kernel.values = with_axes(kernel.values.reshaped(shape), kernel.source.axes);
  return kernel;
}

/// The settings of a depthwise convolution, which Keras steps equally along both axes.
template <class Conv>
KerasPart depthwise(ExportStep& step, const char* class_name, const Conv& conv,
                    std::string_view kernel) {
  if (conv.strides.front() != conv.strides.back()) {
    step.refuse("Keras has the same stride along both axes here");
  }
  KerasPart part = convolution_part(step, class_name, conv);
  part.config.emplace_back("depth_multiplier", conv.depth_multiplier);
  part.weights.push_back(depthwise_kernel(step, kernel, conv.depth_multiplier));
  return part;
}

Exported write_depthwise(ExportStep& step) {
  const auto& conv = *step.call.handle.as<nn::DepthwiseConv2D>();
  return finished(step, conv, depthwise(step, "DepthwiseConv2D", conv, "kernel"),
                  zero_padded(step, conv));
}

Exported write_separable(ExportStep& step) {
  const auto& conv = *step.call.handle.as<nn::SeparableConv2D>();
  KerasPart part = depthwise(step, "SeparableConv2D", conv, "depthwise_kernel");
  part.config.emplace_back("filters", conv.filters);
  part.weights.push_back(step.weight("pointwise_kernel", kernel_axes(2)));
  return finished(step, conv, std::move(part), zero_padded(step, conv));
}

/// With padding in numbers, what they cut off of the whole result is cut off by a layer of its own.
template <int Axes>
Exported write_transposed(ExportStep& step) {
  const auto& conv = *step.call.handle.as<nn::ConvTranspose<Axes>>();
  if (conv.groups != 1) step.refuse("Keras has no groups in transposed convolutions");
  KerasPart part = convolution_part(step, Axes == 1 ? "Conv1DTranspose" : "Conv2DTranspose", conv);
  part.config.emplace_back("filters", conv.filters);
  part.weights.push_back(step.weight("kernel", kernel_axes(Axes)));
  if (!has_numbers(conv.padding)) {
    return finished(step, conv, std::move(part), step.channels_last());
  }
  const auto of_axis = [](const std::vector<std::int64_t>& values, std::size_t axis) {
    return values.size() == 1 ? values[0] : values[axis];
  };
  nn::Pads cut = pads_in_numbers(step, conv.padding);
  std::vector<std::int64_t> dims(step.result.begin(), step.result.end());
  for (std::size_t axis = 0; axis < cut.after.size(); ++axis) {
    const std::int64_t reach = of_axis(conv.dilation, axis) * (of_axis(conv.kernel_size, axis) - 1);
    // A stride that is wider than the window leaves a gap behind the last one.
    cut.after[axis] += std::max<std::int64_t>(of_axis(conv.strides, axis) - reach - 1, 0);
    dims[axis + 1] += cut.before[axis] + cut.after[axis];
  }
  if (conv.use_bias) part.weights.push_back(step.weight("bias"));
  const Exported whole = step.to.call(step.call, "", std::move(part), {step.channels_last()},
                                      Shape(std::span<const std::int64_t>(dims)));
  return activated(step, conv.activation, cropped(step, "cropping", cut, whole));
}

/// The parts of a residual block, each a layer of Keras.
class ResidualParts {
 public:
  explicit ResidualParts(ExportStep& step)
      : step_(step), block_(*step.call.handle.as<nn::ResidualBlock>()) {}

  Exported write() {
    const Exported x = step_.channels_last();
    Exported y = norm("norm_1", conv("conv_1", block_.kernel_size, block_.strides, x));
    y = norm("norm_2", conv("conv_2", block_.kernel_size, {1}, relu("relu_1", y)));
    Exported around = x;
    if (x.shape != y.shape) {
      around = norm("shortcut_norm", conv("shortcut", {1}, block_.strides, x));
    }
    return relu("", call("add", {"Add"}, {y, around}));
  }

 private:
  Exported call(std::string_view role, KerasPart part, const std::vector<Exported>& inputs) {
    return step_.to.call(step_.call, role, std::move(part), inputs, step_.result);
  }

  Exported conv(const std::string& name, const std::vector<std::int64_t>& kernel,
                const std::vector<std::int64_t>& strides, const Exported& x) {
    const int spatial = x.shape.rank() - 1;
    const auto axes = static_cast<std::size_t>(spatial);
    return call(name,
                {spatial == 1 ? "Conv1D" : "Conv2D",
                 {{"filters", block_.filters},
                  {"kernel_size", per_axis_json(kernel, axes)},
                  {"strides", per_axis_json(strides, axes)},
                  {"padding", "same"},
                  {"data_format", "channels_last"},
                  {"use_bias", false}},
                 {step_.weight(name + "/kernel", kernel_axes(spatial))}},
                {x});
  }

  Exported norm(const std::string& name, const Exported& x) {
    const nn::BatchNormalization norm{.momentum = block_.momentum};
    return call(name, batch_normalization_part(step_, name + "/", norm, -1), {x});
  }

  Exported relu(std::string_view role, const Exported& x) {
    return call(role, {"Activation", {{"activation", "relu"}}}, {x});
  }

  ExportStep& step_;
  const nn::ResidualBlock& block_;
};

Exported write_residual_block(ExportStep& step) {
  return ResidualParts(step).write();
}

constexpr KerasWriter kConvolutionWriters[] = {{"conv1d", write_conv<1>},
                                               {"conv2d", write_conv<2>},
                                               {"conv1d_transpose", write_transposed<1>},
                                               {"conv2d_transpose", write_transposed<2>},
                                               {"depthwise_conv2d", write_depthwise},
                                               {"separable_conv2d", write_separable},
                                               {"residual_block", write_residual_block}};

}  // namespace

std::span<const KerasWriter> convolution_keras_writers() {
  return kConvolutionWriters;
}

}  // namespace ganglion::io
