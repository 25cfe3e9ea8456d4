#pragma once
#include <nanobind/nanobind.h>

#include <mutex>
#include <string>
#include <utility>

#include "ganglion/train/model.h"

namespace ganglion::python {

/// A model of a table that is trained further, call by call, with the optimizer's slots it has.
class TableTrainer {
 public:
  explicit TableTrainer(train::Model model) : model_(std::move(model)) {}

  /// Trains on rows like those of fit_columns: (the model as it is now, values by epoch, why it
  /// stopped). `options`: epochs, batch_size, validation, patience. Throws Error when another
  /// thread trains it.
  nanobind::tuple fit(const std::string& source, const nanobind::list& columns,
                      const nanobind::object& weights, const nanobind::dict& options);

 private:
  train::Model model_;
  std::mutex held_;
};

}  // namespace ganglion::python
