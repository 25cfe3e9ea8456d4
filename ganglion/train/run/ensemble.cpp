#include "ganglion/train/run/ensemble.h"

#include <filesystem>
#include <mutex>
#include <span>

#include "ganglion/core/file.h"
#include "ganglion/core/rng.h"
#include "ganglion/data/text/parallel.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/train/callbacks/resume.h"
#include "ganglion/train/run/ensemble_ranks.h"

namespace ganglion::train {
namespace {

constexpr std::uint64_t kSeeds = 0x656e73656d626c65;  // a stream of random numbers of its own

/// So that the networks of seed 1 and of seed 2 have none in common.
std::uint64_t seed_of(std::uint64_t seed, std::int64_t index) {
  if (index == 0) return seed;
  return random_bits(seed, kSeeds, static_cast<std::uint64_t>(index));
}

/// Whether there was a checkpoint. Where ranks share one network, rank 0 reads it for all.
bool restored(const EnsembleTraining& training, std::int64_t index, Model& model, FitOptions& fit) {
  const std::string path = training.folder->checkpoint(index);
  const bool there = std::filesystem::exists(path);
  if (training.ranks == nullptr || training.count > 1) {
    if (there) restore_checkpoint(path, model, fit);
    return there;
  }
  const bool reads = training.ranks->rank() == 0 && there;
  const std::string bytes = training.ranks->broadcast(reads ? read_file(path) : "");
  if (!bytes.empty()) restore_checkpoint(std::as_bytes(std::span(bytes)), path, model, fit);
  return !bytes.empty();
}

TrainedNetwork train_one(const EnsembleTraining& training, std::int64_t index,
                         std::mutex& telling) {
  const std::uint64_t seed = seed_of(training.seed, index);
  TrainedNetwork result{.model = Model(training.network, seed)};
  result.model.compile(training.compile(seed, training.count == 1 ? training.threads : 1));
  if (training.start) training.start(index, result.model);
  FitOptions fit = training.fit(index);
  const auto& folder = training.folder;
  const bool kept = folder && training.count > 1;
  if (training.resume && kept && std::filesystem::exists(folder->network(index))) {
    restore_checkpoint(folder->network(index), result.model, fit);
    result.history = std::move(fit.resumed);
    return result;
  }
  if (training.resume && folder && restored(training, index, result.model, fit)) {
    const std::lock_guard lock(telling);
    if (training.resumed) training.resumed(index, result.model.progress().epochs);
  }
  result.history = result.model.fit(training.rows(index), fit);
  const bool stopped = fit.stop != nullptr && fit.stop->load();
  if (kept && !stopped) {
    save_checkpoint(result.model, fit, result.history, folder->network(index));
  }
  return result;
}

void copy_weights(const Model& from, Model& to, int index) {
  const nn::ParameterLayout& layout = from.network().layout();
  for (const auto* list : {&layout.parameters, &layout.state}) {
    for (const nn::ParameterSpec& spec : *list) {
      to.set_weight(nn::name_in_copy(spec.path, index), from.weight(spec.path));
    }
  }
}

}  // namespace

std::vector<TrainedNetwork> train_ensemble(const EnsembleTraining& training) {
  const auto count = static_cast<std::size_t>(training.count);
  const bool shared = training.ranks != nullptr && training.count > 1;
  std::vector<std::size_t> own;
  for (std::size_t i = 0; i < count; ++i) {
    const int owner = rank_of_network(training, static_cast<std::int64_t>(i));
    if (!shared || owner == training.ranks->rank()) own.push_back(i);
  }
  std::vector<std::optional<TrainedNetwork>> made(count);
  std::mutex telling;
  data::in_parallel(own.size(), training.threads, [&](std::size_t k) {
    const std::size_t i = own[k];
    const auto index = static_cast<std::int64_t>(i);
    made[i].emplace(train_one(training, index, telling));
    const std::lock_guard lock(telling);
    if (training.done) training.done(index, *made[i]);
  });
  if (shared) share_networks(training, made);
  std::vector<TrainedNetwork> networks;
  networks.reserve(count);
  for (auto& network : made) networks.push_back(std::move(*network));
  return networks;
}

Model fold_ensemble(std::vector<TrainedNetwork>& networks, const CompileOptions& options) {
  if (networks.size() == 1) return std::move(networks[0].model);
  const auto count = static_cast<int>(networks.size());
  Model mean(nn::averaged_network(networks[0].model.network(), count));
  for (int i = 0; i < count; ++i) {
    copy_weights(networks[static_cast<std::size_t>(i)].model, mean, i);
  }
  CompileOptions whole = options;
  whole.frozen.clear();  // layers have other names in the mean
  mean.compile(std::move(whole));
  return mean;
}

}  // namespace ganglion::train
