#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/io/onnx/ops/windows.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;
using Extents = std::vector<std::int64_t>;

Extents spatial_of(const Shape& shape) {
  return {shape.begin() + std::min(2, shape.rank()), shape.end()};
}

ops::ConvOptions conv_options(const WindowSettings& settings, std::int64_t groups) {
  return {.strides = settings.strides,
          .dilations = settings.dilations,
          .pads_before = settings.before,
          .pads_after = settings.after,
          .groups = groups};
}

Value with_bias(const Call& call, Value y) {
  return call.has(2) ? y + by_channel(call.value(2), y.shape().rank()) : y;
}

Operands conv(const Call& call) {
  const Value x = call.value(0);
  const Value kernel = call.value(1);
  const WindowSettings settings = window_settings(call, x.shape(), spatial_of(kernel.shape()));
  if (settings.window != spatial_of(kernel.shape())) {
    call.refuse("`kernel_shape` is not that of the weights");
  }
  const Value y = ops::conv(x, kernel, conv_options(settings, call.integer("group", 1)));
  return like_first(call, with_bias(call, y));
}

/// The extents that a transposed convolution gives, and the pads that go with them.
Extents transposed_extents(const Call& call, const Shape& x, WindowSettings& settings) {
  const std::size_t axes = settings.window.size();
  Extents padding = call.integers("output_padding");
  if (padding.empty()) padding.assign(axes, 0);
  const Extents wanted = call.integers("output_shape");
  const std::string automatic = call.text("auto_pad", "NOTSET");
  if (padding.size() != axes || (!wanted.empty() && wanted.size() != axes)) {
    call.refuse("`output_padding` and `output_shape` must have one value for each spatial axis");
  }
  Extents extents;
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int64_t full =
        settings.strides[i] * (x[static_cast<int>(i) + 2] - 1) + padding[i] + reach_of(settings, i);
    const bool same = automatic == "SAME_UPPER" || automatic == "SAME_LOWER";
    if (wanted.empty() && !same) {
      extents.push_back(full - settings.before[i] - settings.after[i]);
      continue;
    }
    extents.push_back(wanted.empty() ? x[static_cast<int>(i) + 2] * settings.strides[i]
                                     : wanted[i]);
    const std::int64_t total = std::max<std::int64_t>(0, full - extents[i]);
    const std::int64_t half = total / 2;
    settings.before[i] = automatic == "SAME_UPPER" ? half : total - half;
    settings.after[i] = total - settings.before[i];
  }
  return extents;
}

Operands conv_transpose(const Call& call) {
  const Value x = call.value(0);
  const Value kernel = call.value(1);
  WindowSettings settings = window_settings(call, x.shape(), spatial_of(kernel.shape()));
  if (settings.window != spatial_of(kernel.shape())) {
    call.refuse("`kernel_shape` is not that of the weights");
  }
  const Extents extents = transposed_extents(call, x.shape(), settings);
  const Value y = ops::conv_input_gradient(x, kernel, extents,
                                           conv_options(settings, call.integer("group", 1)));
  return like_first(call, with_bias(call, y));
}

/// With `ceil_mode` a last window may reach over the end; one that would begin in the padding
/// behind is left out.
void round_up(const Call& call, const Shape& x, WindowSettings& settings) {
  const bool up = call.flag("ceil_mode", false);
  if (!up || settings.automatic) return;
  for (std::size_t i = 0; i < settings.window.size(); ++i) {
    const std::int64_t extent = x[static_cast<int>(i) + 2];
    const std::int64_t steps =
        extent + settings.before[i] + settings.after[i] - reach_of(settings, i);
    const std::int64_t stride = settings.strides[i];
    std::int64_t last = (steps + stride - 1) / stride;
    if (last * stride >= extent + settings.before[i]) --last;
    settings.after[i] = std::max<std::int64_t>(
        0, last * stride + reach_of(settings, i) - extent - settings.before[i]);
  }
}

ops::PoolOptions pool_options(const Call& call, const WindowSettings& settings) {
  for (const std::int64_t dilation : settings.dilations) {
    if (dilation != 1) call.refuse("`dilations` of a pooling are not supported");
  }
  return {.window = settings.window,
          .strides = settings.strides,
          .pads_before = settings.before,
          .pads_after = settings.after};
}

/// Windows over at most two axes: those of three that stay as they are become one with their
/// neighbour.
template <class Pool>
Operands pooled(const Call& call, Value x, WindowSettings settings, Pool pool) {
  const auto stays = [&](std::size_t i) {
    return settings.window[i] == 1 && settings.strides[i] == 1 && settings.before[i] == 0 &&
           settings.after[i] == 0;
  };
  if (settings.window.size() != 3 || !stays(2) || !(stays(1) || stays(0))) {
    return like_first(call, pool(x, settings));
  }
  const Shape& from = x.shape();
  const std::size_t gone = stays(1) ? 2 : 0;  // [n, c, d, h w], or [n, c d, h, w]
  const Shape merged = gone == 2 ? Shape{from[0], from[1], from[2], from[3] * from[4]}
                                 : Shape{from[0], from[1] * from[2], from[3], from[4]};
  for (Extents* list : {&settings.window, &settings.strides, &settings.dilations, &settings.before,
                        &settings.after}) {
    list->erase(list->begin() + static_cast<std::ptrdiff_t>(gone));
  }
  const Value y = pool(ops::reshape(x, merged), settings);
  const Shape wanted = gone == 2 ? from.with(2, y.shape()[2]) : from.with(3, y.shape()[2]);
  return like_first(call, ops::reshape(y, wanted));
}

/// The places that a window looks at in steps of `dilations`, one after the other.
Value dilated_max(Value x, const WindowSettings& settings) {
  Extents before{0, 0};
  Extents after{0, 0};
  before.insert(before.end(), settings.before.begin(), settings.before.end());
  after.insert(after.end(), settings.after.begin(), settings.after.end());
  const Value inside = ops::pad(ops::full(*x.graph, x.shape(), 1.0, x.dtype()), before, after);
  x = ops::select(inside, ops::pad(x, before, after), ops::scalar_like(x, -HUGE_VAL));
  for (std::size_t i = 0; i < settings.window.size(); ++i) {
    const int axis = static_cast<int>(i) + 2;
    const std::int64_t count = (x.shape()[axis] - reach_of(settings, i)) / settings.strides[i] + 1;
    if (count < 1) throw Error("its window is larger than what it looks at");
    Value most{};
    for (std::int64_t k = 0; k < settings.window[i]; ++k) {
      Extents places;
      for (std::int64_t j = 0; j < count; ++j) {
        places.push_back(j * settings.strides[i] + k * settings.dilations[i]);
      }
      const Value next = take(x, axis, places);
      most = k == 0 ? next : ops::maximum(most, next);
    }
    x = most;
  }
  return x;
}

Operands max_pool(const Call& call) {
  const Value x = call.value(0);
  if (call.wants(1)) call.refuse("the output of indices is not supported");
  call.ignore("storage_order");
  WindowSettings settings = window_settings(call, x.shape(), {});
  round_up(call, x.shape(), settings);
  const bool dilated = std::ranges::any_of(settings.dilations, [](auto step) { return step != 1; });
  return pooled(call, x, settings, [&](Value y, const WindowSettings& s) {
    return dilated ? dilated_max(y, s) : ops::max_pool(y, pool_options(call, s));
  });
}

/// Zeros around the spatial axes, as elements that count; the settings have no pads then.
Value padded(Value x, WindowSettings& settings) {
  Extents before{0, 0};
  Extents after{0, 0};
  before.insert(before.end(), settings.before.begin(), settings.before.end());
  after.insert(after.end(), settings.after.begin(), settings.after.end());
  std::ranges::fill(settings.before, 0);
  std::ranges::fill(settings.after, 0);
  return ops::pad(x, before, after);
}

/// With `count_include_pad` the pads count, but never what a last window reaches over beyond them.
Operands average_pool(const Call& call) {
  Value x = call.value(0);
  WindowSettings settings = window_settings(call, x.shape(), {});
  const Extents pads_behind = settings.after;
  round_up(call, x.shape(), settings);
  if (call.flag("count_include_pad", false)) {
    Extents beyond = settings.after;
    for (std::size_t i = 0; i < beyond.size(); ++i) {
      settings.after[i] = std::min(settings.after[i], pads_behind[i]);
      beyond[i] -= settings.after[i];
    }
    x = padded(x, settings);
    settings.after = beyond;
  }
  return pooled(call, x, settings, [&](Value y, const WindowSettings& s) {
    return ops::avg_pool(y, pool_options(call, s));
  });
}

/// (sum of |x|^p)^(1/p)
Value root(Value sum, double p) {
  return ops::pow(sum, ops::scalar_like(sum, 1.0 / p));
}
Value power_of(Value x, double p) {
  const Value size = ops::abs(x);
  return ops::pow(size, ops::scalar_like(size, p));
}

Operands lp_pool(const Call& call) {
  Value x = call.value(0);
  WindowSettings settings = window_settings(call, x.shape(), {});
  round_up(call, x.shape(), settings);
  const double p = static_cast<double>(call.integer("p", 2));
  double places = 1.0;
  for (const std::int64_t extent : settings.window) places *= static_cast<double>(extent);
  const Value powers = padded(power_of(x, p), settings);
  const Value sum = ops::avg_pool(powers, pool_options(call, settings)) * places;
  return like_first(call, root(sum, p));
}

/// Over all spatial axes, which keep extent 1.
Operands global_pool(const Call& call) {
  const Value x = call.value(0);
  if (x.shape().rank() < 3) call.refuse("it takes [batch, channels, spatial axes…]");
  std::vector<int> axes;
  for (int i = 2; i < x.shape().rank(); ++i) axes.push_back(i);
  if (call.op() == "GlobalAveragePool") return like_first(call, ops::reduce_mean(x, axes, true));
  if (call.op() == "GlobalMaxPool") return like_first(call, ops::reduce_max(x, axes, true));
  const double p = static_cast<double>(call.integer("p", 2));
  return like_first(call, root(ops::reduce_sum(power_of(x, p), axes, true), p));
}

}  // namespace

std::span<const OpEntry> window_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"Conv", 1, conv},
      {"ConvTranspose", 1, conv_transpose},
      {"MaxPool", 1, max_pool},
      {"AveragePool", 1, average_pool},
      {"LpPool", 1, nullptr},
      {"LpPool", 2, lp_pool},
      {"GlobalAveragePool", 1, global_pool},
      {"GlobalMaxPool", 1, global_pool},
      {"GlobalLpPool", 1, nullptr},
      {"GlobalLpPool", 2, global_pool},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx
