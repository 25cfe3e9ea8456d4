#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/data/channel_scaling.h"
#include "ganglion/data/row_source.h"

namespace ganglion::data {

/// Rows ready for a network: tensors that all have the same number of rows (axis 0). A value.
struct Dataset {
  /// [rows, width] f32 from tables; [rows, channels, height, width] of images and [rows,
  /// channels, length] of signals, u8 or f32; any shape and type with rows first otherwise.
  Tensor features = {};
  /// [rows] i32 class indices, [rows] f32 values, or [rows, k] f32 values or 0/1 labels.
  /// [0], as it is by default, when the rows have no targets.
  Tensor targets = {};
  /// For networks with several inputs or outputs: the second, third, … of each.
  std::vector<Tensor> more_features = {};
  std::vector<Tensor> more_targets = {};
  /// [rows] or [rows, k] f64: the values of a regression in their own units as they were read,
  /// where f32 (scaled or not) would lose digits. Networks are trained on `targets`, and scored on
  /// these.
  std::optional<Tensor> exact_targets = std::nullopt;
  /// [rows, 3] f64 of forecasts: the last known value, the value a season before the time that is
  /// forecast, and the unit of MASE (see SeriesRecipe), in the target's own unit.
  std::optional<Tensor> series_values = std::nullopt;

  /// One name for each feature, of each target, of each class; empty when not known.
  std::vector<std::string> feature_names = {};
  std::vector<std::string> target_names = {};
  std::vector<std::string> class_names = {};
  /// [rows] f32, how much each row counts in the loss.
  std::optional<Tensor> sample_weights = std::nullopt;
  /// The same for the second, third, … output; when empty, sample_weights count for every output.
  std::vector<Tensor> more_sample_weights = {};
  /// How `features` of type u8 become the floats that a network takes; absent: they stay bytes.
  std::optional<ChannelScaling> scaling = std::nullopt;
  /// Features that are larger than memory: then `features` is [rows, 0], and stands for the number
  /// of rows and their type only.
  std::shared_ptr<const RowSource> stored = nullptr;
  /// The same for entries of more_features, in their order; null for one that is in memory.
  std::vector<std::shared_ptr<const RowSource>> more_stored = {};

  std::int64_t rows() const { return features.shape().rank() == 0 ? 0 : features.shape()[0]; }
  /// Of one row: [width], [channels, height, width], [channels, length].
  Shape sample_shape() const { return feature_shape().without(0); }
  /// The given rows in that order. Throws Error for an index out of range, and what check() throws.
  /// Stored features come into memory.
  Dataset rows(std::span<const std::int64_t> indices) const;
  /// `count` rows drawn at random (see random_permutation), in memory; all, in their order, where
  /// there are no more.
  Dataset drawn(std::int64_t count, std::uint64_t seed, std::uint64_t stream) const;
  /// The same, with stored features in memory.
  Dataset in_memory() const;
  /// The rows of an input that is stored; null for one in memory.
  const RowSource* stored_input(std::size_t input) const;
  /// The shape of all features, stored or not: [rows, …].
  const Shape& feature_shape() const { return stored ? stored->shape() : features.shape(); }

  /// True unless `targets` is left [0] for rows without targets.
  bool has_targets() const { return rows() == 0 || targets.size() > 0; }
  /// All feature tensors, all target tensors, in order. They point into this Dataset.
  std::vector<const Tensor*> inputs() const;
  std::vector<const Tensor*> outputs() const;
  /// The weights of the rows for an output, or null where all count as 1.
  const Tensor* weights_of(std::size_t output) const;
  bool weighted() const { return sample_weights || !more_sample_weights.empty(); }
  /// The same with `scaling` applied: features are what the network sees.
  Dataset as_floats() const;
  /// Throws Error naming the tensor when one has another number of rows than `features`.
  void check() const;
};

}  // namespace ganglion::data
