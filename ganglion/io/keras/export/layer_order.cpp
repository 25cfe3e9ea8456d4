#include "ganglion/io/keras/export/layer_order.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

namespace ganglion::io {
namespace {

/// As Keras' Functional sorts its layers: a call is a layer and which call of it.
class LayerOrder {
 public:
  explicit LayerOrder(const KerasModel& model) : model_(model) {
    for (std::size_t i = 0; i < model.layers.size(); ++i) layer_of_[model.layers[i].name] = i;
    met_.assign(model.layers.size(), -1);
    depths_.assign(model.layers.size(), 0);
    for (const KerasRef& output : model.outputs) walk(call_of(output));
    measure();
  }

  std::vector<std::size_t> layers() const {
    std::vector<std::size_t> order(model_.layers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
      return depths_[a] != depths_[b] ? depths_[a] > depths_[b] : met_[a] < met_[b];
    });
    return order;
  }

 private:
  using Call = std::pair<std::size_t, std::int64_t>;

  Call call_of(const KerasRef& ref) const { return {layer_of_.at(ref.layer), ref.node}; }

  const std::vector<KerasRef>& inputs_of(const Call& call) const {
    return model_.layers[call.first].calls[static_cast<std::size_t>(call.second)].inputs;
  }

  /// Depth first, back from an output: each call behind those it reads.
  void walk(const Call& from) {
    std::vector<std::pair<Call, std::size_t>> path;
    const auto enter = [&](const Call& call) {
      if (!seen_.emplace(call, true).second) return;
      if (met_[call.first] < 0) met_[call.first] = count_++;
      path.emplace_back(call, 0);
    };
    enter(from);
    while (!path.empty()) {
      const Call call = path.back().first;
      if (path.back().second < inputs_of(call).size()) {
        enter(call_of(inputs_of(call)[path.back().second++]));
      } else {
        finished_.push_back(call);
        path.pop_back();
      }
    }
  }

  /// How many calls lie between each and the outputs, at most.
  void measure() {
    std::map<Call, std::int64_t> depth_of;
    for (auto call = finished_.rbegin(); call != finished_.rend(); ++call) {
      std::int64_t& depth = depth_of[*call];
      depth = std::max(depth, depths_[call->first]);
      depths_[call->first] = depth;
      for (const KerasRef& input : inputs_of(*call)) {
        std::int64_t& before = depth_of[call_of(input)];
        before = std::max(before, depth + 1);
      }
    }
  }

  const KerasModel& model_;
  std::map<std::string_view, std::size_t> layer_of_;
  std::map<Call, bool> seen_;
  std::vector<Call> finished_;
  std::vector<std::int64_t> met_;  // when the walk met the layer; -1: never
  std::int64_t count_ = 0;
  std::vector<std::int64_t> depths_;
};

}  // namespace

void order_as_keras_does(KerasModel& model) {
  const std::vector<std::size_t> order = LayerOrder(model).layers();
  std::vector<KerasLayer> layers;
  layers.reserve(order.size());
  for (const std::size_t at : order) layers.push_back(std::move(model.layers[at]));
  model.layers = std::move(layers);
}

}  // namespace ganglion::io
