#include "ganglion/train/quantize/input_grids.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ganglion/nn/layers/dense.h"

namespace ganglion::train {
namespace {

constexpr double kLastPoint = 255.0;
constexpr std::size_t kMostNumbers = 1 << 16;  // that a grid is fitted to
constexpr int kRanges = 20;                    // that are tried for each end
constexpr double kNarrowest = 0.3;             // of what there is

struct Range {
  double least;
  double most;

  nn::Quantization grid() const {
    const double step = static_cast<float>((most - least) / kLastPoint);
    if (!(step > 0.0)) return {};
    const double zero = std::clamp(std::nearbyint(-least / step), 0.0, kLastPoint);
    return {.step = step, .zero_point = static_cast<std::int64_t>(zero)};
  }
};

double squared_error(std::span<const float> numbers, const nn::Quantization& grid) {
  const auto zero = static_cast<double>(grid.zero_point);
  double sum = 0.0;
  for (const float number : numbers) {
    const double x = number;
    const double point = std::clamp(std::nearbyint(x / grid.step), -zero, kLastPoint - zero);
    sum += (x - point * grid.step) * (x - point * grid.step);
  }
  return sum;
}

/// At most kMostNumbers of them, from everywhere.
std::vector<float> some_of(const Tensor& tensor) {
  const Tensor numbers = tensor.cast(DType::f32);
  const auto all = numbers.values<float>();
  const std::size_t stride = std::max<std::size_t>(1, all.size() / kMostNumbers);
  std::vector<float> result;
  for (std::size_t i = 0; i < all.size(); i += stride) result.push_back(all[i]);
  return result;
}

/// What is rounded before it is multiplied: a product gains from it, a convolution wouldn't.
bool rounds_input(const nn::LayerCall& call) {
  return call.handle.kind() == nn::Dense::kind;
}

}  // namespace

nn::Quantization grid_for(std::span<const float> numbers) {
  if (numbers.empty()) return {};
  const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
  Range best{.least = std::min(0.0, static_cast<double>(*low)),
             .most = std::max(0.0, static_cast<double>(*high))};
  if (best.grid().step == 0.0) return {};
  for (double Range::*end : {&Range::least, &Range::most}) {
    const Range whole = best;
    double error = squared_error(numbers, best.grid());
    for (int i = 1; i < kRanges; ++i) {
      Range range = whole;
      range.*end *= 1.0 - (1.0 - kNarrowest) * i / kRanges;
      if (range.grid().step == 0.0) continue;
      const double now = squared_error(numbers, range.grid());
      if (now >= error) continue;
      error = now;
      best = range;
    }
  }
  return best.grid();
}

std::map<std::string, nn::Quantization> input_grids(Model& model, const data::Dataset& rows) {
  const nn::Network& network = model.network();
  const std::size_t inputs = network.inputs().size();
  std::map<std::string, nn::Quantization> grids;
  std::vector<std::string> read;                      // names of calls whose results are looked at
  std::map<std::string, std::vector<float>> numbers;  // by the layer that reads them
  std::vector<std::pair<std::string, std::string>> readers;
  for (const nn::LayerCall& call : network.calls()) {
    if (nn::quantized_axis(call.handle.kind()) < 0) continue;
    grids[call.layer] = {};
    if (!rounds_input(call)) continue;
    const auto from = static_cast<std::size_t>(call.inputs.front());
    if (from < inputs) {
      const std::vector<float> some = some_of(*rows.inputs()[from]);
      numbers[call.layer].insert(numbers[call.layer].end(), some.begin(), some.end());
      continue;
    }
    readers.emplace_back(call.layer, network.calls()[from - inputs].name);
    read.push_back(readers.back().second);
  }
  if (!read.empty()) {
    const std::vector<Tensor> results = model.outputs_of(read, rows);
    for (std::size_t i = 0; i < results.size(); ++i) {
      const std::vector<float> some = some_of(results[i]);
      std::vector<float>& all = numbers[readers[i].first];
      all.insert(all.end(), some.begin(), some.end());
    }
  }
  for (const auto& [layer, all] : numbers) grids[layer] = grid_for(all);
  return grids;
}

}  // namespace ganglion::train
