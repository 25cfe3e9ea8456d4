#include "ganglion/nn/network_forms.h"

/// The layers for signals and images, as text.
namespace ganglion::nn {
namespace {

using Shorts = std::vector<std::pair<std::string, std::string>>;

Shorts conv_shorts() {
  return {{"stride", "strides"},
          {"pad", "padding"},
          {"l1", "kernel_l1"},
          {"l2", "kernel_l2"},
          {"init", "kernel_initializer"},
          {"bias", "use_bias"},
          {"bias_init", "bias_initializer"}};
}

Shorts plain_conv_shorts() {  // of kinds without penalties
  Shorts shorts = conv_shorts();
  std::erase_if(shorts, [](const auto& entry) { return entry.second.starts_with("kernel_l"); });
  return shorts;
}

Form conv_form(std::string word, Shorts shorts, std::string example, std::string meaning) {
  return {.kind = word,
          .words = {word},
          .values = {"filters", "kernel_size", "activation"},
          .needed = 2,
          .shorts = std::move(shorts),
          .example = std::move(example),
          .meaning = std::move(meaning),
          .loose = true,
          .call_values = {"filters", "kernel_size", "strides", "padding"}};
}

/// Names of a layer for any number of axes: Keras has one for each.
std::vector<std::string> words_of(const std::string& word, const std::string& kind) {
  return {word, kind, word + "1d", word + "2d", kind + "1d", kind + "2d"};
}

Form pool_form(std::string kind, std::string word, std::string meaning) {
  return {.kind = kind,
          .words = words_of(word, kind),
          .values = {"pool_size"},
          .needed = 1,
          .shorts = {{"stride", "strides"}, {"pad", "padding"}},
          .example = word == "maxpool" ? "maxpool 2" : "avgpool 3 stride 2 same",
          .meaning = std::move(meaning),
          .loose = true,
          .call_values = {"pool_size", "strides", "padding"},
          .callable_empty = true};
}

/// A layer with one setting that is given by place, or with none.
Form short_form(std::string kind, std::string word, std::vector<std::string> values,
                std::string example, std::string meaning) {
  const std::size_t needed = values.size();
  return {.kind = kind,
          .words = words_of(word, kind),
          .values = std::move(values),
          .needed = needed,
          .shorts = {},
          .example = std::move(example),
          .meaning = std::move(meaning)};
}

}  // namespace

std::vector<Form> spatial_forms() {
  Form depthwise = conv_form("depthwise_conv2d", plain_conv_shorts(), "depthwise_conv2d 3x3 same",
                             "2D convolution, one filter per channel");
  depthwise.values = {"kernel_size", "activation"};
  depthwise.needed = 1;
  depthwise.call_values = {"kernel_size", "strides", "padding"};
  return {
      conv_form("conv2d", conv_shorts(), "conv2d 32 3x3 relu same stride 2",
                "2D convolution, 32 filters of 3x3"),
      conv_form("conv1d", conv_shorts(), "conv1d 16 5 relu causal dilation 2",
                "1D convolution, 16 filters of length 5"),
      std::move(depthwise),
      conv_form("separable_conv2d", plain_conv_shorts(), "separable_conv2d 32 3x3 relu",
                "depthwise, then 32 filters of 1x1"),
      conv_form("conv2d_transpose", plain_conv_shorts(), "conv2d_transpose 8 3x3 same stride 2",
                "transposed 2D convolution (upsampling)"),
      conv_form("conv1d_transpose", plain_conv_shorts(), "conv1d_transpose 8 4 stride 2",
                "transposed 1D convolution"),
      pool_form("max_pooling", "maxpool", "maximum of each window"),
      pool_form("average_pooling", "avgpool", "mean of each window"),
      {.kind = "residual_block",
       .words = {"residual", "residual_block"},
       .values = {"filters"},
       .needed = 1,
       .shorts = {{"stride", "strides"}, {"init", "kernel_initializer"}},
       .example = "residual 32 stride 2",
       .meaning = "residual block: two convolutions and a skip connection",
       .loose = true},
      short_form("global_average_pooling", "globalavgpool", {}, "globalavgpool",
                 "mean of each channel"),
      short_form("global_max_pooling", "globalmaxpool", {}, "globalmaxpool",
                 "maximum of each channel"),
      short_form("group_normalization", "groupnorm", {"groups"}, "groupnorm 8",
                 "group normalisation, 8 groups of channels"),
      short_form("spatial_dropout", "spatialdropout", {"rate"}, "spatialdropout 0.2",
                 "sets 20 % of the channels to 0 during training"),
      short_form("up_sampling", "upsample", {"size"}, "upsample 2",
                 "repeats each element twice along each axis"),
      short_form("zero_padding", "zeropad", {"padding"}, "zeropad 1x2", "zero padding, by axis"),
      short_form("cropping", "crop", {"cropping"}, "crop 1", "crops the border")};
}

}  // namespace ganglion::nn
