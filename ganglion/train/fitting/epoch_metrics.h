#pragma once
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/train/engine.h"

namespace ganglion::train {

/// The metrics of an epoch, of the predictions that its steps make on their way.
class EpochMetrics {
 public:
  EpochMetrics(const CompileOptions& options, const nn::Network& network);

  void start_epoch();
  /// Rows that steps are made on come in blocks.
  void start_block(std::int64_t rows);
  /// The predictions of a step, each where its row is.
  void keep(const Engine::BoundPlan& prepared, std::span<const std::int64_t> rows);
  void end_block(const data::Dataset& block);
  /// Appends their values by name; NaN unless `complete`.
  void append_to(std::vector<std::pair<std::string, double>>& values, bool complete) const;

 private:
  struct Measured {
    std::string name;
    std::size_t output;
    std::unique_ptr<nn::Metric> metric;
  };

  std::vector<Shape> shapes_;  ///< of a prediction; none where nothing is measured
  std::vector<std::string> names_;
  std::vector<Measured> metrics_;
  std::vector<Tensor> predictions_;
};

}  // namespace ganglion::train
