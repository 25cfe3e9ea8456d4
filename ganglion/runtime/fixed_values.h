#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "ganglion/core/tensor.h"
#include "ganglion/graph/op_def.h"

namespace ganglion::runtime {

/// What the plans of a model compute from its weights alone, such as weights in the layout that a
/// kernel wants: computed once, and again when the weights have changed. One for all plans of a
/// model (PlanOptions::fixed), which may run on several threads; the weights don't change while one
/// of them runs. All bind the same variables.
class FixedValues {
 public:
  struct Entry {
    explicit Entry(const TensorType& type) : tensor(type.shape, type.dtype) {}
    Tensor tensor;
    std::uint64_t revision = 0;  ///< of the weights it was computed from; 0: none yet
  };

  /// To be called after each change of the weights; the next run of a plan computes anew.
  void weights_changed() { ++revision_; }
  /// For weights that somebody may change at any time: each run computes anew.
  void recompute_always() { always_ = true; }

  /// Which weights those are that a run finds, counted from 1.
  std::uint64_t revision() { return always_ ? ++revision_ : revision_.load(); }

  /// Keeps others from computing.
  std::unique_lock<std::mutex> lock() { return std::unique_lock(mutex_); }
  /// The value that is described by `key`, the same for all plans.
  std::shared_ptr<Entry> entry(const std::string& key, const TensorType& type);
  /// Where a plan has a variable. Another place than before counts as a change.
  void bound(std::string_view variable, const void* data);
  /// Of all values.
  std::size_t bytes();

 private:
  std::atomic<std::uint64_t> revision_ = 1;
  std::atomic<bool> always_ = false;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Entry>> entries_;
  std::map<std::string, const void*, std::less<>> places_;
};

}  // namespace ganglion::runtime
