#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "ganglion/ganglion.h"

/// What api_fuzz.cpp gives to calls, drawn from the bytes of its input: mostly what fits,
/// sometimes what nobody should give.
namespace ganglion::api_choices {

/// Numbers out of the bytes; zeros when they have run out.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}
  bool done() const { return at_ >= bytes_.size(); }
  int byte() { return done() ? 0 : static_cast<unsigned char>(bytes_[at_++]); }
  int below(int n) { return byte() % n; }
  bool one_in(int n) { return below(n) == n - 1; }
  /// Mostly from 1 to 6; sometimes what no size should be.
  std::int64_t extent() {
    static constexpr std::int64_t kOdd[] = {0, -1, 17, 1LL << 40,
                                            std::numeric_limits<std::int64_t>::max()};
    return one_in(24) ? kOdd[below(5)] : 1 + below(6);
  }
  double number() {
    static constexpr double kOdd[] = {0.0,
                                      -1.0,
                                      1e30,
                                      1e-30,
                                      std::numeric_limits<double>::infinity(),
                                      std::numeric_limits<double>::quiet_NaN()};
    return one_in(24) ? kOdd[below(6)] : static_cast<double>(byte()) / 128.0;
  }
  std::vector<std::int64_t> extents(int most) {
    std::vector<std::int64_t> result;
    for (int i = below(most + 1); i > 0; --i) result.push_back(extent());
    return result;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

inline Shape any_shape(Choices& choose, int most) {
  return Shape(std::span<const std::int64_t>(choose.extents(most)));
}

inline DType any_type(Choices& choose) {
  static constexpr DType kTypes[] = {DType::f32, DType::i32, DType::f64, DType::u8};
  return choose.one_in(6) ? kTypes[choose.below(4)] : DType::f32;
}

/// Calls take one argument that chooses: the order of several isn't the same with all compilers.
inline Tensor any_tensor(Choices& choose, const Shape& shape, DType dtype) {
  Tensor result(shape, dtype);
  if (result.size() > 4096) return result;
  if (dtype == DType::f32) {
    for (float& x : result.values<float>()) x = static_cast<float>(choose.number());
  } else if (dtype == DType::i32) {
    for (std::int32_t& x : result.values<std::int32_t>()) {
      x = choose.below(8);
      if (choose.one_in(16)) x -= 4;
    }
  }
  return result;
}

inline Tensor any_tensor(Choices& choose, const Shape& shape) {
  const DType dtype = any_type(choose);
  return any_tensor(choose, shape, dtype);
}

inline nn::Layer any_layer(Choices& choose) {
  using namespace nn;
  const auto act = static_cast<Activation>(choose.below(8));
  switch (choose.below(20)) {
    case 0:
    case 1:
    case 2:
      return Dense{choose.extent(), act};
    case 3:
      return Dropout{choose.number()};
    case 4:
      return BatchNormalization{.momentum = choose.number(), .epsilon = choose.number()};
    case 5:
      return Conv1D{.filters = choose.extent(), .kernel_size = choose.extents(2)};
    case 6:
      return Conv2D{.filters = choose.extent(),
                    .kernel_size = choose.extents(3),
                    .strides = choose.extents(2),
                    .padding = choose.one_in(2) ? "same" : "valid"};
    case 7:
      return MaxPooling{.pool_size = choose.extents(2), .strides = choose.extents(2)};
    case 8:
      return AveragePooling{.pool_size = choose.extents(2)};
    case 9:
      return Flatten{};
    case 10:
      return Reshape{choose.extents(3)};
    case 11:
      return LSTM{.units = choose.extent()};
    case 12:
      return GRU{.units = choose.extent()};
    case 13:
      return Embedding{choose.extent(), choose.extent()};
    case 14:
      return LayerNormalization{};
    case 15:
      return GlobalAveragePooling{};
    case 16:
      return ResidualBlock{.filters = choose.extent()};
    case 17:
      return Permute{choose.extents(3)};
    case 18:
      return MultiHeadAttention{.num_heads = choose.extent(), .key_dim = choose.extent()};
    default:
      return Activate{act};
  }
}

inline nn::Loss any_loss(Choices& choose) {
  const bool logits = choose.one_in(2);
  switch (choose.below(7)) {
    case 0:
      return nn::SparseCategoricalCrossentropy{.from_logits = logits};
    case 1:
      return nn::BinaryCrossentropy{.from_logits = logits};
    case 2:
      return nn::CategoricalCrossentropy{.from_logits = logits};
    case 3:
      return nn::Huber{choose.number()};
    case 4:
      return nn::KLDivergence{.from_logits = logits};
    case 5:
      return nn::CosineSimilarity{};
    default:
      return nn::MeanSquaredError{};
  }
}

inline optim::Optimizer any_optimizer(Choices& choose) {
  if (choose.one_in(2)) {
    return optim::SGD{.learning_rate = choose.number(), .momentum = choose.number()};
  }
  return optim::Adam{.learning_rate = choose.number(), .clip = {.norm = choose.number() - 1.0}};
}

}  // namespace ganglion::api_choices
