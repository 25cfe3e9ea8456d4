#pragma once
#include <nanobind/nanobind.h>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ganglion/train/model.h"

namespace ganglion::python {

/// A network that is trained from Python: what `ganglion.Model` and `ganglion.Sequential` stand on.
/// Arrays are float32 or int32, lists of them one for each input or output. One call at a time: a
/// second thread is refused by an Error; callbacks may use it during fit, but not train it.
class TrainableNetwork {
 public:
  explicit TrainableNetwork(train::Model model) : model_(std::move(model)) {}

  /// losses: (name, settings) or a function, one for each output or one for all; optimizer: (name,
  /// settings); metrics: names or (name, function), of every output.
  void compile(const nanobind::list& losses, const nanobind::tuple& optimizer,
               const nanobind::list& metrics, const nanobind::dict& options);
  /// (values by epoch: a list of dicts, why it stopped). `rows`: (inputs, targets, weights or
  /// None); `options`: epochs, batch_size, shuffle, class_weights, validation (rows, or absent).
  nanobind::tuple fit(const nanobind::tuple& rows, const nanobind::dict& options,
                      const nanobind::object& listener);
  /// (name, value) of the loss and the metrics.
  nanobind::list evaluate(const nanobind::tuple& rows, std::int64_t batch_size);
  /// What each output of the network gives: with a loss on logits, logits.
  nanobind::list predict(const nanobind::list& inputs, std::int64_t batch_size);
  /// What layers give, in inference mode.
  nanobind::list outputs_of(const std::vector<std::string>& layers, const nanobind::list& inputs);

  nanobind::object weight(const std::string& path);
  void set_weight(const std::string& path, const nanobind::handle& value);
  void save(const std::string& path);
  /// See write_exported().
  void save_as(const std::string& path, const std::string& format, const std::string& layout);
  /// One row: (inputs, targets or an empty list, None). See explained().
  nanobind::dict explain(const nanobind::tuple& row);
  /// The bytes of its file, and back.
  nanobind::bytes to_bytes();
  std::string summary();
  std::string hash();

  const train::Model& model() const { return model_; }

 private:
  /// Holds the network for one call. Throws Error when another thread has it: also within fit(),
  /// which trains on a thread of its own.
  class Use;

  train::Model model_;
  std::mutex held_;
  std::atomic<std::thread::id> holder_ = std::thread::id();
};

/// Of (inputs, targets, weights or None).
data::Dataset to_dataset(const nanobind::tuple& rows);

}  // namespace ganglion::python
