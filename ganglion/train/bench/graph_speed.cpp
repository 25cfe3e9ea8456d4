#include "ganglion/train/bench/graph_speed.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/numbers.h"
#include "ganglion/core/rng.h"

namespace ganglion::train {
namespace {

std::optional<std::int64_t> fixed_extent(const std::string& text) {
  std::int64_t extent = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, extent);
  return read.ec == std::errc() && read.ptr == end ? std::optional(extent) : std::nullopt;
}

/// Numbers for an input; `rows` becomes what the file fixes.
Tensor numbers_for(const ArrayPredictor::Input& input, std::int64_t& rows) {
  std::vector<std::int64_t> extents;
  for (std::size_t axis = 0; axis < input.extents.size(); ++axis) {
    const auto fixed = fixed_extent(input.extents[axis]);
    if (!fixed && (axis > 0 || input.type == "string")) {
      throw Error(
          fmt::format("the model's input {} has no fixed size; give `ganglion predict` an "
                      "array of the size that you want, and time that",
                      input.to_string()));
    }
    if (axis == 0 && fixed) rows = *fixed;
    extents.push_back(fixed.value_or(rows));
  }
  Tensor tensor(Shape(extents), input.type.starts_with("int") ? DType::i32 : DType::f32);
  if (tensor.dtype() == DType::f32) {
    const auto values = tensor.values<float>();
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<float>(random_normal(1, 1, i));
    }
  }
  return tensor;
}

}  // namespace

GraphSpeed measure_graph(ArrayPredictor& model, std::int64_t rows, double seconds) {
  using Clock = std::chrono::steady_clock;
  GraphSpeed speed{.rows = rows};
  std::map<std::string, Tensor> arrays;
  for (const auto& input : model.inputs()) {
    arrays.emplace(input.name, numbers_for(input, speed.rows));
  }
  std::vector<double> times;
  const auto begin = Clock::now();
  do {
    const auto before = Clock::now();
    model.predict(arrays);
    times.push_back(std::chrono::duration<double>(Clock::now() - before).count());
  } while (std::chrono::duration<double>(Clock::now() - begin).count() < seconds);
  speed.seconds = lower_median(std::move(times));
  return speed;
}

}  // namespace ganglion::train
