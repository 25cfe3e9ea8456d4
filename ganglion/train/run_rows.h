#pragma once
#include <functional>
#include <vector>

#include "ganglion/train/engine.h"

namespace ganglion::train {

/// Runs all rows, batch by batch in their order, and returns the predictions of every output:
/// [rows, …]. `see` is called after each batch. Throws Error for a batch size below 1.
std::vector<Tensor> run_rows(
    Engine& engine, const nn::Network& network, Engine::Kind kind, const data::Dataset& data,
    std::int64_t batch_size,
    const std::function<void(const Engine::BoundPlan&, std::int64_t rows)>& see = {});

}  // namespace ganglion::train
