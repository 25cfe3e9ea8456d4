#include "ganglion/train/run/ensemble_ranks.h"

#include <fmt/format.h>

#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>

namespace ganglion::train {
namespace {

/// As lines "epoch <tab> name <tab> value", numbers to their last bit, after that of `stopped`.
std::string to_lines_of_history(const History& history) {
  std::string text = history.stopped + "\n";
  for (const History::Epoch& epoch : history.epochs) {
    for (const auto& [name, value] : epoch.values) {
      text += fmt::format("{}\t{}\t{:a}\n", epoch.epoch, name, value);
    }
  }
  return text;
}

History history_from_lines(const std::string& text) {
  History history;
  std::istringstream lines(text);
  std::getline(lines, history.stopped);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find('\t');
    const std::size_t last = line.rfind('\t');
    const std::int64_t epoch = std::strtoll(line.c_str(), nullptr, 10);
    if (history.epochs.empty() || history.epochs.back().epoch != epoch) {
      history.epochs.push_back({.epoch = epoch});
    }
    history.epochs.back().values.emplace_back(line.substr(first + 1, last - first - 1),
                                              std::strtod(line.c_str() + last + 1, nullptr));
  }
  return history;
}

}  // namespace

int rank_of_network(const EnsembleTraining& training, std::int64_t index) {
  const bool alone = training.ranks == nullptr || training.count == 1;
  return alone ? 0 : static_cast<int>(index % training.ranks->size());
}

void share_networks(const EnsembleTraining& training,
                    std::vector<std::optional<TrainedNetwork>>& networks) {
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const int owner = rank_of_network(training, static_cast<std::int64_t>(i));
    const bool own = networks[i].has_value();
    if (!own) {
      networks[i].emplace(TrainedNetwork{.model = Model(training.network, training.seed)});
      networks[i]->model.compile(training.compile(training.seed, 1));
    }
    TrainedNetwork& network = *networks[i];
    Tensor parameters = network.model.weights().parameters;
    Tensor state = network.model.weights().state;
    for (Tensor* tensor : {&parameters, &state}) {
      training.ranks->broadcast(tensor->data(), tensor->bytes(), owner);
    }
    const std::string lines =
        training.ranks->broadcast(own ? to_lines_of_history(network.history) : "", owner);
    if (own) continue;
    network.model.set_weights(parameters, state);
    network.history = history_from_lines(lines);
  }
}

}  // namespace ganglion::train
