#include "python/src/table_trainer.h"

#include <nanobind/stl/string.h>

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/train/run/fit_further.h"
#include "python/src/bindings.h"
#include "python/src/columns.h"
#include "python/src/watched.h"

namespace nb = nanobind;

namespace ganglion::python {

nb::tuple TableTrainer::fit(const std::string& source, const nb::list& columns,
                            const nb::object& weights, const nb::dict& options) {
  const data::Table rows = to_table(source, columns);
  std::optional<Tensor> of_rows;
  if (!weights.is_none()) of_rows = to_vector(weights);
  train::FurtherOptions further = {.epochs = nb::cast<std::int64_t>(options["epochs"]),
                                   .batch_size = nb::cast<std::int64_t>(options["batch_size"]),
                                   .validation = nb::cast<double>(options["validation"]),
                                   .patience = nb::cast<std::int64_t>(options["patience"])};
  const train::History history = watched([&](const std::atomic<bool>& stop) {
    const std::unique_lock lock(held_, std::try_to_lock);
    if (!lock) throw Error("another thread trains this model; give each thread its own");
    further.stop = &stop;
    return train::fit_further(model_, rows, of_rows, further);
  });
  return nb::make_tuple(model_object(model_.clone()), history_dict(history), history.stopped);
}

}  // namespace ganglion::python
