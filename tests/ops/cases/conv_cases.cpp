#include <fmt/format.h>

#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

namespace ganglion::op_tests {
namespace {

using Build = std::function<Value(const Inputs&)>;
using ops::ConvOptions;

struct Convolution {
  const char* name;
  Shape x, kernel, y;
  ConvOptions options;
};

/// Which of the three places of a product x·kernel → y the sum is kept at.
enum class Kept : std::uint8_t { x, kernel, y };

/// The sum of all products over any number of spatial axes: y(b, f, o) takes x(b, c, i) times
/// kernel(f, c', k) where i = o · stride + k · dilation - before lies in x.
class Products {
 public:
  Products(const Convolution& c, Kept kept) : c_(c), kept_(kept) {}

  std::vector<double> of(const Operand& a, const Operand& b) const {
    const Shape& result = kept_ == Kept::x ? c_.x : kept_ == Kept::y ? c_.y : c_.kernel;
    std::vector<long double> sums(static_cast<std::size_t>(result.size()), 0.0L);
    // The kernel places of one filter; those of the others follow.
    const Shape filter = c_.kernel.with(0, 1);
    std::vector<std::vector<std::int64_t>> places;
    for (std::int64_t j = 0; j < filter.size(); ++j) places.push_back(place_of(filter, j));
    for (std::int64_t i = 0; i < c_.y.size(); ++i) {
      const auto y = place_of(c_.y, i);
      for (std::int64_t j = 0; j < filter.size(); ++j) {
        const std::int64_t x = input_of(y, places[static_cast<std::size_t>(j)]);
        if (x >= 0) add(x, y[1] * filter.size() + j, i, a, b, sums);
      }
    }
    return {sums.begin(), sums.end()};
  }

 private:
  /// The element of x that a place of y reads through a place of the kernel; -1 in the padding.
  std::int64_t input_of(const std::vector<std::int64_t>& y,
                        const std::vector<std::int64_t>& k) const {
    const std::int64_t group = y[1] / (c_.kernel[0] / c_.options.groups);
    std::int64_t at = y[0] * c_.x[1] + group * c_.kernel[1] + k[1];
    for (std::size_t axis = 0; axis + 2 < y.size(); ++axis) {
      const auto setting = [&](const std::vector<std::int64_t>& values, std::int64_t fallback) {
        return values.empty() ? fallback : values[axis];
      };
      const std::int64_t place = y[axis + 2] * setting(c_.options.strides, 1) +
                                 k[axis + 2] * setting(c_.options.dilations, 1) -
                                 setting(c_.options.pads_before, 0);
      const std::int64_t extent = c_.x[static_cast<int>(axis) + 2];
      if (place < 0 || place >= extent) return -1;
      at = at * extent + place;
    }
    return at;
  }

  void add(std::int64_t x, std::int64_t kernel, std::int64_t y, const Operand& a, const Operand& b,
           std::vector<long double>& sums) const {
    const auto put = [&](std::int64_t at, std::int64_t in_a, std::int64_t in_b) {
      sums[static_cast<std::size_t>(at)] += static_cast<long double>(a[in_a]) * b[in_b];
    };
    if (kept_ == Kept::y) put(y, x, kernel);
    if (kept_ == Kept::x) put(x, y, kernel);
    if (kept_ == Kept::kernel) put(kernel, x, y);
  }

  Convolution c_;
  Kept kept_;
};

std::vector<Convolution> convolutions() {
  return {
      {"signal", {2, 2, 5}, {1, 2, 3}, {2, 1, 3}, {}},
      {"signal same", {1, 1, 7}, {2, 1, 3}, {1, 2, 7}, {{1}, {1}, {1}, {1}, 1}},
      {"signal causal", {1, 2, 6}, {2, 2, 2}, {1, 2, 6}, {{1}, {2}, {2}, {0}, 1}},
      {"signal strided", {2, 1, 9}, {2, 1, 3}, {2, 2, 4}, {{2}, {}, {}, {}, 1}},
      {"signal long", {3, 5, 200}, {20, 5, 7}, {3, 20, 100}, {{2}, {}, {3}, {3}, 1}},
      {"image", {1, 2, 4, 4}, {2, 2, 3, 3}, {1, 2, 2, 2}, {}},
      {"one place", {2, 2, 2, 2}, {3, 2, 1, 1}, {2, 3, 2, 2}, {}},
      {"one place strided", {2, 3, 4, 4}, {2, 3, 1, 1}, {2, 2, 2, 2}, {{2, 2}, {}, {}, {}, 1}},
      {"uneven padding", {1, 1, 4, 3}, {1, 1, 2, 3}, {1, 1, 5, 5}, {{}, {}, {2, 1}, {0, 3}, 1}},
      {"strided, dilated", {1, 1, 7, 6}, {1, 1, 2, 3}, {1, 1, 2, 2}, {{3, 1}, {3, 2}, {}, {}, 1}},
      {"padding beyond the window",
       {1, 1, 2, 2},
       {1, 1, 2, 2},
       {1, 1, 7, 7},
       {{}, {}, {3, 3}, {3, 3}, 1}},
      {"groups", {1, 4, 3, 3}, {2, 2, 2, 2}, {1, 2, 2, 2}, {{}, {}, {}, {}, 2}},
      {"depthwise", {1, 3, 4, 3}, {3, 1, 2, 2}, {1, 3, 3, 2}, {{}, {}, {}, {}, 3}},
      {"depthwise, two filters each",
       {1, 2, 3, 3},
       {4, 1, 2, 2},
       {1, 4, 2, 2},
       {{}, {}, {}, {}, 2}},
      {"no rows", {0, 2, 4, 4}, {2, 2, 3, 3}, {0, 2, 2, 2}, {}},
      {"no channels", {1, 0, 4, 4}, {2, 0, 3, 3}, {1, 2, 2, 2}, {}},
      {"first layer", {4, 1, 28, 28}, {32, 1, 3, 3}, {4, 32, 26, 26}, {}},
      {"colours", {2, 3, 16, 16}, {16, 3, 5, 5}, {2, 16, 8, 8}, {{2, 2}, {}, {2, 2}, {1, 1}, 1}},
      {"wide", {2, 32, 8, 8}, {48, 32, 3, 3}, {2, 48, 8, 8}, {{}, {}, {1, 1}, {1, 1}, 1}},
      {"odd channels", {3, 17, 9, 7}, {19, 17, 3, 2}, {3, 19, 7, 6}, {}},
      {"wide one place", {2, 64, 7, 7}, {32, 64, 1, 1}, {2, 32, 4, 4}, {{2, 2}, {}, {}, {}, 1}},
      {"few one place", {2, 4, 64, 64}, {16, 4, 1, 1}, {2, 16, 32, 32}, {{2, 2}, {}, {}, {}, 1}},
      {"wide groups", {2, 32, 6, 6}, {64, 16, 3, 3}, {2, 64, 4, 4}, {{}, {}, {}, {}, 2}},
      {"wide depthwise",
       {2, 32, 9, 9},
       {32, 1, 3, 3},
       {2, 32, 5, 5},
       {{2, 2}, {}, {1, 1}, {1, 1}, 32}},
      {"wide dilated",
       {1, 16, 12, 12},
       {16, 16, 3, 3},
       {1, 16, 12, 12},
       {{}, {2, 2}, {2, 2}, {2, 2}, 1}},
  };
}

OpCase conv_case(const Convolution& c, Kept kept, const Shape& a, const Shape& b, Build build) {
  const std::int64_t products = c.y.size() * c.kernel.without(0).size();
  OpCase made{.name = c.name,
              .inputs = {{.shape = a}, {.shape = b}},
              .build = std::move(build),
              .expected = {},
              .derivative = Derivative::skipped,
              .whole_scale = true,
              // A NaN under the padding of a fast kernel's blocks may spread to a neighbour.
              .specials = false};
  if (c.x.size() * c.kernel.size() < 700 && c.x.size() > 0) {
    made.derivative = Derivative::checked;
  }
  if (products < 100'000) {  // the others are there to compare kernels
    made.expected = [c, kept](const Operands& in, const Shape&) {
      return Products(c, kept).of(in[0], in[1]);
    };
  }
  return made;
}

std::vector<std::int64_t> spatial(const Shape& shape) {
  return {shape.begin() + 2, shape.end()};
}

OpDescription conv_op() {
  OpDescription description{&ops::kConv, {}, {}};
  for (const Convolution& c : convolutions()) {
    description.cases.push_back(conv_case(c, Kept::y, c.x, c.kernel, [c](const Inputs& in) {
      return ops::conv(in[0], in[1], c.options);
    }));
  }
  const auto with = [](ConvOptions options) -> Build {
    return [options](const Inputs& in) { return ops::conv(in[0], in[1], options); };
  };
  const auto f32 = [](const Shape& a, const Shape& b) {
    return std::vector<TensorType>{{DType::f32, a}, {DType::f32, b}};
  };
  const Shape image{1, 4, 5, 5};
  const Shape kernel{6, 4, 3, 3};
  description.refusals = {
      {f32({1, 4, 2, 5}, kernel), with({}), "the padded input [2, 5] has 2"},
      {f32({1, 4, 5}, {6, 4, 3}), with({.dilations = {3}}), "reaches over 7 elements of axis 2"},
      {f32(image, {6, 3, 3, 3}), with({}), "the kernel reads 3 channels"},
      {f32(image, {6, 1, 3, 3}), with({.groups = 3}), "3 groups must divide 4 channels"},
      {f32(image, {6, 1, 3, 3}), with({.groups = 4}), "4 channels and 6 filters"},
      {f32(image, kernel), with({.groups = 0}), "0 groups must divide"},
      {f32(image, kernel), with({.strides = {1, 0}}), "strides = [1, 0] must be at least 1"},
      {f32(image, kernel), with({.strides = {2}}), "one value for each of 2 spatial axes"},
      {f32(image, kernel), with({.dilations = {0, 1}}), "dilations = [0, 1] must be at least 1"},
      {f32(image, kernel), with({.pads_before = {-1, 0}}), "pads_before = [-1, 0] must be"},
      {f32(image, kernel), with({.pads_after = {0, 1LL << 40}}), "below 2^31"},
      {f32(image, {6, 4, 0, 3}), with({}), "must have extents from 1"},
      {f32({4, 5}, kernel), with({}), "the input must be [batch, channels, length] or"},
      {f32({1, 4, 5}, kernel), with({}), "as many axes"},
      {{{DType::f32, image}, {DType::f64, kernel}}, with({}), "one type"}};
  return description;
}

OpCase fused_case(const Convolution& c, const std::string& activation, bool biased) {
  constexpr double kParameter = 0.5;
  const double parameter = activation == "leaky_relu" || activation == "elu" ? kParameter : 0.0;
  const Build build = [=](const Inputs& in) {
    const Value plain = ops::conv(in[0], in[1], c.options);
    return ops::fused_conv(plain.producer(), in[0], in[1], biased ? in[2] : Value{}, activation,
                           parameter, "");
  };
  OpCase made = conv_case(c, Kept::y, c.x, c.kernel, build);
  made.name += " " + activation + (biased ? " biased" : "");
  made.derivative = Derivative::skipped;
  if (biased) made.inputs.push_back({.shape = {c.y[1]}});
  if (made.expected == nullptr) return made;
  made.expected = [=](const Operands& in, const Shape&) {
    std::vector<double> result = Products(c, Kept::y).of(in[0], in[1]);
    for (std::size_t i = 0; i < result.size(); ++i) {
      const std::int64_t filter = place_of(c.y, static_cast<std::int64_t>(i))[1];
      const double bias = biased ? static_cast<double>(in[2][filter]) : 0.0;
      result[i] = activate(activation, result[i] + bias, parameter);
    }
    return result;
  };
  return made;
}

OpDescription fused_conv_op() {
  OpDescription description{&ops::kFusedConv, {}, {}};
  for (const Convolution& c : convolutions()) {
    description.cases.push_back(fused_case(c, "relu", true));
  }
  for (const char* activation : {"linear", "relu", "leaky_relu", "elu", "tanh", "sigmoid"}) {
    for (bool biased : {false, true}) {
      description.cases.push_back(fused_case(
          {"picture", {2, 2, 5, 4}, {9, 2, 3, 2}, {2, 9, 3, 3}, {}}, activation, biased));
    }
  }
  description.refusals = {
      {{{DType::f32, {1, 4, 5, 5}}, {DType::f32, {6, 4, 3, 3}}, {DType::f32, {4}}},
       [](const Inputs& in) {
         const Value plain = ops::conv(in[0], in[1]);
         return ops::fused_conv(plain.producer(), in[0], in[1], in[2], "linear", 0.0, "");
       },
       "one element per filter"}};
  return description;
}

OpDescription input_gradient_op() {
  OpDescription description{&ops::kConvInputGradient, {}, {}};
  for (const Convolution& c : convolutions()) {
    description.cases.push_back(conv_case(c, Kept::x, c.y, c.kernel, [c](const Inputs& in) {
      return ops::conv_input_gradient(in[0], in[1], spatial(c.x), c.options);
    }));
  }
  const auto to = [](std::vector<std::int64_t> extents) -> Build {
    return [extents](const Inputs& in) { return ops::conv_input_gradient(in[0], in[1], extents); };
  };
  const std::vector<TensorType> types = {{DType::f32, {1, 6, 3, 3}}, {DType::f32, {6, 4, 3, 3}}};
  description.refusals = {
      {types, to({6, 5}), "a convolution of [1, 4, 6, 5] gives [1, 6, 4, 3]"},
      {types, to({5}), "as many spatial axes"},
      {types, to({2, 5}), "the padded input [2, 5] has 2"},
      {{{DType::f32, {1, 5, 3, 3}}, {DType::f32, {6, 4, 3, 3}}}, to({5, 5}), "gives [1, 6, 3, 3]"},
      {{{DType::f32, {1, 6}}, {DType::f32, {6, 4, 3, 3}}}, to({5, 5}), "the derivative must be"}};
  return description;
}

OpDescription kernel_gradient_op() {
  OpDescription description{&ops::kConvKernelGradient, {}, {}};
  for (const Convolution& c : convolutions()) {
    description.cases.push_back(conv_case(c, Kept::kernel, c.x, c.y, [c](const Inputs& in) {
      return ops::conv_kernel_gradient(in[0], in[1], spatial(c.kernel), c.options);
    }));
  }
  const auto to = [](std::vector<std::int64_t> extents, std::int64_t groups) -> Build {
    return [=](const Inputs& in) {
      return ops::conv_kernel_gradient(in[0], in[1], extents, {.groups = groups});
    };
  };
  const std::vector<TensorType> types = {{DType::f32, {1, 4, 5, 5}}, {DType::f32, {1, 6, 3, 3}}};
  description.refusals = {
      {types, to({2, 3}, 1), "a convolution of [1, 4, 5, 5] gives [1, 6, 4, 3]"},
      {types, to({3}, 1), "as many spatial axes"},
      {types, to({3, 3}, 0), "0 groups must divide"},
      {{{DType::f32, {2, 4, 5, 5}}, {DType::f32, {1, 6, 3, 3}}},
       to({3, 3}, 1),
       "gives [2, 6, 3, 3]"}};
  return description;
}

}  // namespace

std::vector<OpDescription> conv_ops() {
  return {conv_op(), fused_conv_op(), input_gradient_op(), kernel_gradient_op()};
}

}  // namespace ganglion::op_tests
