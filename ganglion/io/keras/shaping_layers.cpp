#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/step.h"
#include "ganglion/nn/layers/flatten.h"
#include "ganglion/nn/layers/permute.h"
#include "ganglion/nn/layers/reshape.h"
#include "ganglion/nn/layers/resizing.h"

namespace ganglion::io {
namespace {

/// Keras puts channels last before it flattens, whatever order they have: so does this.
Placed convert_flatten(KerasStep& step) {
  Placed x = step.plain();
  if (step.config.text("data_format", "channels_last") == "channels_first" && x.rank > 1) {
    std::vector<std::int64_t> dims(static_cast<std::size_t>(x.rank));
    std::iota(dims.begin(), dims.end(), 2);
    dims.back() = 1;
    x = step.call("channels_last", nn::Permute{dims}, x);
  }
  Placed result = step.call("", nn::Flatten{}, x);
  result.rank = 1;
  return result;
}

Placed convert_reshape(KerasStep& step) {
  const std::vector<std::int64_t> target = step.config.integers("target_shape", {});
  Placed result = step.call("", nn::Reshape{target}, step.plain());
  result.rank = static_cast<int>(target.size());
  return result;
}

Placed convert_permute(KerasStep& step) {
  return step.call("", nn::Permute{step.config.integers("dims", {})}, step.plain());
}

/// [features] to [n, features]: as a signal of length 1, made longer.
Placed convert_repeat_vector(KerasStep& step) {
  const Placed x = step.plain();
  if (x.rank != 1) step.config.refuse("it repeats vectors, and its input is none");
  const Placed column = step.call("column", nn::Reshape{{-1, 1}}, x);
  const Placed wide = step.call("repeat", nn::UpSampling{{step.config.integer("n", 1)}}, column);
  Placed result = step.call("", nn::Permute{{2, 1}}, wide);
  result.rank = 2;
  return result;
}

/// The values of a setting for both sides of each axis: 1, [1, 2] or [[1, 2], [3, 4]].
std::vector<std::int64_t> both_sides(KerasStep& step, std::string_view key, int axes) {
  const Json* value = step.config.find(key);
  if (value == nullptr) return {1};
  if (value->is_integer()) return {value->as_integer()};
  std::vector<std::int64_t> before;
  std::vector<std::int64_t> after;
  for (const Json& entry : value->as_array()) {
    const bool pair = entry.is_array() && entry.as_array().size() == 2;
    before.push_back(pair ? entry.as_array()[0].as_integer() : entry.as_integer());
    after.push_back(pair ? entry.as_array()[1].as_integer() : before.back());
  }
  if (axes == 1 && before.size() == 2 && before == after) {
    after = {before[1]};  // one axis: its front and its end
    before.resize(1);
  } else if (axes == 1 && before.size() == 2) {
    step.config.refuse(fmt::format("{} can't be read", key));
  }
  before.insert(before.end(), after.begin(), after.end());
  if (std::cmp_not_equal(before.size(), 2 * axes)) {
    step.config.refuse(fmt::format("{} = {} can't be read", key, value->dump().substr(0, 60)));
  }
  return before;
}

Placed channels_first(KerasStep& step) {
  const std::string order = step.config.text("data_format", "channels_last");
  return order == "channels_first" ? step.plain() : step.to.channels_first(step.x(), step.layer());
}

template <int Axes>
Placed convert_zero_padding(KerasStep& step) {
  return step.call("", nn::ZeroPadding{both_sides(step, "padding", Axes)}, channels_first(step));
}

template <int Axes>
Placed convert_cropping(KerasStep& step) {
  return step.call("", nn::Cropping{both_sides(step, "cropping", Axes)}, channels_first(step));
}

Placed convert_up_sampling(KerasStep& step) {
  const std::string how = step.config.text("interpolation", "nearest");
  if (how != "nearest") {
    step.config.refuse(
        fmt::format("interpolation = {} isn't available; only nearest is", in_quotes(how)));
  }
  // In one dimension Keras 1 calls it length.
  std::vector<std::int64_t> size = step.config.integers("length", {2});
  return step.call("", nn::UpSampling{step.config.integers("size", size)}, channels_first(step));
}

constexpr KerasConverter kShapingConverters[] = {
    {"Flatten", convert_flatten, Masks::dropped},
    {"Reshape", convert_reshape, Masks::dropped},
    {"Permute", convert_permute, Masks::dropped},
    {"RepeatVector", convert_repeat_vector, Masks::dropped},
    {"ZeroPadding1D", convert_zero_padding<1>, Masks::dropped},
    {"ZeroPadding2D", convert_zero_padding<2>},
    {"Cropping1D", convert_cropping<1>, Masks::dropped},
    {"Cropping2D", convert_cropping<2>},
    {"UpSampling1D", convert_up_sampling, Masks::dropped},
    {"UpSampling2D", convert_up_sampling}};

}  // namespace

std::span<const KerasConverter> keras_shaping_converters() {
  return kShapingConverters;
}

}  // namespace ganglion::io
