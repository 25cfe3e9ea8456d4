#include "ganglion/train/run_rows.h"

#include <cstring>

#include "ganglion/data/batches.h"
#include "ganglion/train/prefetch.h"

namespace ganglion::train {
namespace {

/// Copies the predictions of a batch behind those that are already there.
void append(Tensor& all, std::int64_t first_row, std::int64_t rows, const void* batch) {
  const std::size_t row = all.bytes() / static_cast<std::size_t>(all.shape()[0]);
  std::memcpy(static_cast<std::byte*>(all.data()) + static_cast<std::size_t>(first_row) * row,
              batch, static_cast<std::size_t>(rows) * row);
}

}  // namespace

std::vector<Tensor> run_rows(
    Engine& engine, const nn::Network& network, Engine::Kind kind, const data::Dataset& data,
    std::int64_t batch_size,
    const std::function<void(const Engine::BoundPlan&, std::int64_t rows)>& see) {
  data::Batches batches(data.rows(), {.batch_size = batch_size, .shuffle = false});
  std::vector<Tensor> predictions;
  for (const Shape& shape : network.output_shapes()) {
    predictions.emplace_back(shape.prepended(data.rows()));
  }
  const bool weighted = kind != Engine::Kind::prediction && data.weighted();
  Prefetch prefetch(data, batches);
  for (std::int64_t i = 0; i < batches.count(); ++i) {
    const auto rows = batches.batch(i);
    const auto count = static_cast<std::int64_t>(rows.size());
    Engine::BoundPlan& prepared = *engine.prepare_for(kind, count, weighted);
    engine.run_on(prepared, data, rows, prefetch.next());
    if (see) see(prepared, count);
    for (std::size_t k = 0; k < predictions.size(); ++k) {
      append(predictions[k], i * batch_size, count,
             prepared.plan->output(numbered("prediction", k)));
    }
  }
  return predictions;
}

}  // namespace ganglion::train
