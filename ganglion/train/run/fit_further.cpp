#include "ganglion/train/run/fit_further.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/callbacks/early_stopping.h"

namespace ganglion::train {

History fit_further(Model& model, const data::Table& rows, const std::optional<Tensor>& weights,
                    const FurtherOptions& options) {
  const auto& state = model.info().preprocessing;
  if (!state) {
    throw Error("the model takes arrays, not tables: its own fit() trains it further");
  }
  if (weights && weights->shape() != Shape{rows.rows()}) {
    throw Error(fmt::format("{}: weights of shape {} for {} rows", rows.source(),
                            weights->shape().to_string(), rows.rows()));
  }
  data::Dataset data = data::apply_scaled(data::Preprocessing(*state), rows).as_floats();
  data.sample_weights = weights;
  FitOptions fit = {.epochs = options.epochs,
                    .batch_size = options.batch_size,
                    .validation_split = options.validation,
                    .stop = options.stop};
  if (options.validation > 0.0) {
    fit.callbacks.push_back(EarlyStopping{.patience = options.patience});
  }
  return model.fit(data, fit);
}

}  // namespace ganglion::train
