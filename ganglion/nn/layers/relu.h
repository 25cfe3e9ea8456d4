#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// Keras' ReLU, LeakyReLU and ThresholdedReLU, element by element: x above `threshold`, at most
/// max_value; below it negative_slope (x - threshold). Any shape. (The plain one is also an
/// Activation.)
struct ReLU {
  double negative_slope = 0.0;  ///< Keras' LeakyReLU: 0.3
  double threshold = 0.0;
  double max_value = 0.0;  ///< above 0; 0: without limit

  static constexpr std::string_view kind = "relu";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("negative_slope", self.negative_slope);
    visit("threshold", self.threshold);
    visit("max_value", self.max_value);
  }
  Symbol operator()(const Symbol& x) const;
};

/// x for x > 0, else alpha (e^x - 1). Clevert, Unterthiner and Hochreiter 2016. Any shape.
struct ELU {
  double alpha = 1.0;

  static constexpr std::string_view kind = "elu";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("alpha", self.alpha);
  }
  Symbol operator()(const Symbol& x) const;
};

/// x for x > 0, else alpha x with trained slopes. He, Zhang, Ren and Sun 2015.
/// Parameter: `alpha`, of the shape of an example, with extent 1 along the shared axes.
struct PReLU {
  std::vector<std::int64_t> shared_axes{};  ///< from 1 on: axes along which a slope is the same

  static constexpr std::string_view kind = "prelu";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("shared_axes", self.shared_axes);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
