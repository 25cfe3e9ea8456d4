#include "ganglion/train/quantize/quantize.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/row_source.h"
#include "ganglion/train/quantize/input_grids.h"

namespace ganglion::train {
namespace {

constexpr std::int64_t kCalibrationRows = 1024;

using Grids = std::map<std::string, std::optional<nn::Quantization>>;  // by layer

data::Dataset first_rows(const data::Dataset& rows) {
  return rows.rows(data::row_range(0, std::min(kCalibrationRows, rows.rows()))).as_floats();
}

/// The model with some of its layers quantised.
Model with(const Model& model, const Grids& grids) {
  nn::NetworkRecord record = model.network().record();
  for (nn::NetworkRecord::Call& call : record.calls) {
    const auto chosen = grids.find(call.layer);
    if (chosen != grids.end()) call.quantization = chosen->second;
  }
  Model result{nn::Network(record)};
  result.set_weights(model.weights().parameters, model.weights().state);
  for (const nn::LayerCall& call : result.network().calls()) {
    if (!call.handle.quantization()) continue;
    const int axis = nn::quantized_axis(call.handle.kind());
    const std::string kernel = call.layer + "/kernel";
    result.set_weight(kernel,
                      nn::kernel_of(nn::quantize_kernel(result.weight(kernel), axis), axis));
  }
  result.compile(model.compile_options());
  result.mutable_info() = model.info();
  return result;
}

class Choosing {
 public:
  Choosing(const Model& model, const data::Dataset& rows, const QuantizeOptions& options)
      : model_(model), rows_(rows), options_(options) {
    before_ = loss(model.clone());
  }

  Grids run(Grids grids) {
    if (fits(grids)) return grids;
    std::vector<std::pair<double, std::string>> damage;
    for (const auto& [layer, quantization] : grids) {
      damage.emplace_back(loss(with(model_, {{layer, quantization}})), layer);
    }
    std::ranges::sort(damage, std::greater{});
    for (const auto& [alone, layer] : damage) {
      std::optional<nn::Quantization>& now = grids[layer];
      if (now->step > 0.0) {
        now = nn::Quantization{};
        if (fits(grids)) return grids;
      }
      now.reset();
      if (fits(grids)) return grids;
    }
    return grids;
  }

  /// Of the grids that run() gave.
  Quantized result() && {
    return {.model = *std::move(tried_), .loss_before = before_, .loss_after = tried_loss_};
  }

 private:
  double loss(Model model) const { return model.evaluate(rows_).at("loss"); }

  /// Whether the loss grows by no more than allowed. Keeps the model.
  bool fits(const Grids& grids) {
    tried_ = with(model_, grids);
    tried_loss_ = tried_->evaluate(rows_).at("loss");
    return tried_loss_ - before_ <= options_.max_loss * std::abs(before_);
  }

  const Model& model_;
  const data::Dataset& rows_;
  const QuantizeOptions& options_;
  double before_ = 0.0;
  std::optional<Model> tried_;
  double tried_loss_ = 0.0;
};

void check_can_be_quantized(const Model& model, const data::Dataset& rows) {
  if (!model.compiled()) {
    throw Error(
        "quantize: the model is not compiled, so there is no loss to tell what it costs; compile "
        "it first");
  }
  for (const nn::LayerCall& call : model.network().calls()) {
    if (call.handle.quantization()) {
      throw Error(
          fmt::format("quantize: layer {} is quantised already; start from the model that "
                      "was trained",
                      call.layer));
    }
  }
  if (rows.rows() == 0 || !rows.has_targets()) {
    throw Error("quantize: needs rows with targets, to tell what rounding costs");
  }
}

void check_layers(const Grids& layers) {
  if (layers.empty()) {
    throw Error(
        "quantize: the network has no layer that can be quantised; those with a kernel can: dense "
        "and convolutions");
  }
}

}  // namespace

Quantized quantize(const Model& model, const data::Dataset& rows, const QuantizeOptions& options) {
  check_can_be_quantized(model, rows);
  Model original = model.clone();
  Grids grids;
  for (const auto& [layer, grid] : input_grids(original, first_rows(rows))) grids[layer] = grid;
  check_layers(grids);
  Choosing choosing(original, rows, options);
  grids = choosing.run(std::move(grids));
  if (std::ranges::none_of(grids, [](const auto& entry) { return entry.second.has_value(); })) {
    throw Error(
        fmt::format("quantize: with any layer quantised, the loss grows by more than {} %; allow "
                    "more ({})",
                    100.0 * options.max_loss, setting("max_loss")));
  }
  Quantized result = std::move(choosing).result();
  for (const nn::LayerCall& call : original.network().calls()) {
    const auto chosen = grids.find(call.layer);
    if (chosen == grids.end() || call.name != call.layer) continue;
    result.layers.push_back({.layer = call.layer,
                             .weights = original.weight(call.layer + "/kernel").size(),
                             .quantization = chosen->second});
  }
  return result;
}

}  // namespace ganglion::train
