#include "ganglion/train/own_kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/io/attributes_json.h"
#include "ganglion/nn/losses/ctc.h"
#include "ganglion/nn/network.h"
#include "ganglion/train/unknown_kinds.h"

namespace ganglion::train {
namespace {

constexpr std::string_view kLibrary = "library";  ///< of a metric whose name doesn't say all

/// Whether what `make` makes, if it can, passes the test.
template <class Make, class Test>
bool makes(const Make& make, const Test& test) {
  try {
    return test(make());
  } catch (const Error&) {
    return false;
  }
}

bool is_library(const nn::Loss& loss) {
  return makes([&] { return nn::loss_from_config(loss.name(), loss.config()); },
               [&](const nn::Loss& made) { return made.same_type(loss); });
}

bool is_library(const optim::Optimizer& optimizer) {
  return makes([&] { return optim::optimizer_from_config(optimizer.name(), optimizer.config()); },
               [&](const optim::Optimizer& made) { return made.same_type(optimizer); });
}

bool is_library(const nn::AnyMetric& metric) {
  return makes([&] { return nn::metric_from_config(metric.kind(), metric.config()); },
               [&](const nn::AnyMetric& made) { return made.same_type(metric); });
}

/// Whether its name alone says what it is.
bool is_plain(const nn::AnyMetric& metric, nn::Task task) {
  return makes([&] { return nn::make_metric(metric.name(), task); },
               [&](const nn::AnyMetric& made) {
                 return made.same_type(metric) && made.config() == metric.config();
               });
}

std::vector<nn::Loss> losses_of(const CompileOptions& options) {
  return options.losses.empty() ? std::vector{options.loss} : options.losses;
}

io::Json::Object entry(std::string_view part, std::size_t index, std::string_view kind,
                       const Attributes& config) {
  return {{"part", part}, {"index", index}, {"kind", kind}, {"config", io::to_json(config)}};
}

/// Whether predictions are the outputs as they are.
bool predicts_outputs(const nn::Loss& loss, const Shape& output) {
  if (const auto* unknown = loss.as<UnknownLoss>()) return unknown->predicts_outputs;
  Graph graph;
  const Value value = graph.input("output", {DType::f32, output.prepended(1)});
  return loss.prediction(value) == value;
}

void add_metrics(io::Json::Array& list, const std::vector<nn::AnyMetric>& metrics, nn::Task task,
                 std::optional<std::size_t> output) {
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (is_plain(metrics[i], task)) continue;
    io::Json::Object json = entry("metric", i, metrics[i].kind(), metrics[i].config());
    if (output) json.emplace_back("output", *output);
    if (is_library(metrics[i])) json.emplace_back(kLibrary, true);
    list.push_back(std::move(json));
  }
}

/// Of a kind that somebody has told; none for others.
template <class Handle>
std::optional<Handle> told(const std::vector<OwnKind<Handle>>& kinds, const io::Json& entry) {
  const auto found = std::ranges::find(kinds, entry.text("kind"), &OwnKind<Handle>::kind);
  if (found == kinds.end()) return std::nullopt;
  return found->from_config(io::attributes_from_json(entry.at("config")));
}

template <class T>
T& entry_at(std::vector<T>& list, const io::Json& entry, std::string_view member) {
  const std::uint64_t index = entry.unsigned_integer(member);
  if (index < list.size()) return list[index];
  throw Error(fmt::format("compile: custom names {} {}, but there are {}", entry.text("part"),
                          index, list.size()));
}

void read_loss(const io::Json& entry, const CustomKinds& kinds, std::string_view needed,
               CompileOptions& options) {
  nn::Loss loss = options.loss;
  auto own = told(kinds.losses, entry);
  if (!own) own = told(std::vector{nn::loss_kind<nn::CTC>()}, entry);  // see ctc.h
  if (own) {
    loss = *own;
  } else {
    loss = UnknownLoss{.kind = entry.text("kind"),
                       .settings = io::attributes_from_json(entry.at("config")),
                       .predicts_outputs = needed.empty()};
  }
  (options.losses.empty() ? options.loss : entry_at(options.losses, entry, "index")) = loss;
  if (!options.outputs.empty()) entry_at(options.outputs, entry, "index").second.loss = loss;
}

void read_metric(const io::Json& entry, const CustomKinds& kinds, CompileOptions& options) {
  auto& metrics = entry.find("output") == nullptr
                      ? options.metrics
                      : entry_at(options.outputs, entry, "output").second.metrics;
  nn::AnyMetric& metric = entry_at(metrics, entry, "index");
  if (entry.find(kLibrary) != nullptr) {
    metric =
        nn::metric_from_config(entry.text("kind"), io::attributes_from_json(entry.at("config")));
  } else if (auto own = told(kinds.metrics, entry)) {
    metric = *own;
  } else {
    metric = UnknownMetric{.name = metric.name(),
                           .kind = entry.text("kind"),
                           .settings = io::attributes_from_json(entry.at("config"))};
  }
}

void read_optimizer(const io::Json& entry, const CustomKinds& kinds, CompileOptions& options) {
  if (auto own = told(kinds.optimizers, entry)) {
    options.optimizer = *own;
    return;
  }
  options.optimizer = UnknownOptimizer{.kind = entry.text("kind"),
                                       .settings = io::attributes_from_json(entry.at("config"))};
}

}  // namespace

std::string saved_text(const nn::Loss& loss) {
  return (is_library(loss) ? "" : "custom ") + loss.to_string();
}

std::string saved_text(const optim::Optimizer& optimizer) {
  return (is_library(optimizer) ? "" : "custom ") + optimizer.to_string();
}

std::string needed_to_predict(const CompileOptions& options, const nn::Network& network) {
  const std::vector<nn::Loss> losses = losses_of(options);
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (!is_library(losses[i]) && !predicts_outputs(losses[i], network.output_shapes()[i]))
      return std::string(losses[i].name());
  }
  return {};
}

io::Json::Array own_kinds_json(const CompileOptions& options, nn::Task task) {
  io::Json::Array list;
  const std::vector<nn::Loss> losses = losses_of(options);
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (!is_library(losses[i]))
      list.push_back(entry("loss", i, losses[i].name(), losses[i].config()));
  }
  add_metrics(list, options.metrics, task, std::nullopt);
  for (std::size_t i = 0; i < options.outputs.size(); ++i)
    add_metrics(list, options.outputs[i].second.metrics, task, i);
  if (!is_library(options.optimizer))
    list.push_back(entry("optimizer", 0, options.optimizer.name(), options.optimizer.config()));
  return list;
}

void read_own_kinds(const io::Json& list, const CustomKinds& kinds, std::string_view needed,
                    CompileOptions& options) {
  for (const io::Json& entry : list.as_array()) {
    const std::string& part = entry.text("part");
    if (part == "loss") {
      read_loss(entry, kinds, needed, options);
    } else if (part == "metric") {
      read_metric(entry, kinds, options);
    } else if (part == "optimizer") {
      read_optimizer(entry, kinds, options);
    } else {
      throw Error(fmt::format("compile: custom has a part '{}', which is not known", part));
    }
  }
}

}  // namespace ganglion::train
