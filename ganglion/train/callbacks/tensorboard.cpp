#include "ganglion/train/callbacks/tensorboard.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <utility>

#include "ganglion/core/file.h"
#include "ganglion/core/numbers.h"
#include "ganglion/data/text/folder_entries.h"
#include "ganglion/nn/parameters.h"
#include "ganglion/train/callbacks/weight_picture.h"
#include "ganglion/train/model.h"

namespace ganglion::train {
namespace {

using io::tensorboard::StepEvent;

constexpr std::string_view kBeginning = "events.out.tfevents.";

double now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(since).count();
}

/// "loss/validation" for "val_loss": both curves are shown together.
std::string tag_of(const std::string& name) {
  constexpr std::string_view kValidation = "val_";
  if (name == "learning_rate" || name == "penalty" || name == "seconds") return name;
  return name.starts_with(kValidation) ? name.substr(kValidation.size()) + "/validation"
                                       : name + "/train";
}

/// Inputs and layers.
std::vector<io::tensorboard::GraphNode> nodes_of(const nn::Network& network) {
  std::vector<io::tensorboard::GraphNode> nodes;
  for (const nn::InputSpec& input : network.inputs()) {
    nodes.push_back(
        {.name = input.name, .kind = "input", .shape = {input.shape.begin(), input.shape.end()}});
  }
  for (std::size_t i = 0; i < network.calls().size(); ++i) {
    const nn::LayerCall& call = network.calls()[i];
    const Shape& shape = network.call_shapes()[i];
    io::tensorboard::GraphNode node{.name = call.name,
                                    .kind = std::string(call.handle.kind()),
                                    .shape = {shape.begin(), shape.end()}};
    for (const int input : call.inputs) {
      node.inputs.push_back(nodes[static_cast<std::size_t>(input)].name);
    }
    nodes.push_back(std::move(node));
  }
  return nodes;
}

class EventWriter final : public Callback {
 public:
  explicit EventWriter(TensorBoard options) : options_(std::move(options)) {}

  void on_train_begin(TrainingState& state) override {
    make_folder();
    const bool others = has_files();
    const auto& epochs = state.history.epochs;
    const double time = now();
    path_ =
        fmt::format("{}/{}{:010.0f}.{}", options_.folder, kBeginning, std::floor(time), ::getpid());
    std::string records = io::tensorboard::version_record(time);
    if (others) {
      const std::int64_t next = epochs.empty() ? 0 : epochs.back().epoch + 1;
      records += io::tensorboard::restart_record(time, next);
    }
    described_ = others && !epochs.empty();
    if (!described_) {
      records += io::tensorboard::graph_record(time, nodes_of(state.model.network()));
      records +=
          StepEvent(time, 0).text("network", "```\n" + state.model.summary() + "```").record();
      for (const History::Epoch& epoch : epochs)
        records += curves(epoch, StepEvent(time, epoch.epoch)).record();
    }
    append_to_file(path_, records);
  }

  void on_epoch_settled(TrainingState& state) override {
    const double time = now();
    const History::Epoch& epoch = state.history.epochs.back();
    std::string records;
    if (!std::exchange(described_, true)) records += hyper_parameters(epoch, time);
    StepEvent event = curves(epoch, StepEvent(time, epoch.epoch));
    if (options_.histograms) add_histograms(event, state.model);
    if (options_.histograms && (is_power_of_two(epoch.epoch) || epoch.epoch == state.epochs)) {
      add_pictures(event, state.model);
    }
    // Opened for each epoch, so that the file is complete whenever somebody looks.
    append_to_file(path_, records + event.record());
  }

  void on_train_end(TrainingState&) override {
    if (!options_.hyper_parameters.empty())
      append_to_file(path_, io::tensorboard::end_record(now()));
  }

 private:
  void make_folder() const {
    std::error_code code;
    std::filesystem::create_directories(options_.folder, code);
    if (code) fail_file("make", options_.folder, code.value());
  }

  bool has_files() const {
    bool found = false;
    data::visit_folder(options_.folder, [&](const data::FolderEntry& entry) {
      found = found || std::string_view(entry.name).starts_with(kBeginning);
    });
    return found;
  }

  static StepEvent curves(const History::Epoch& epoch, StepEvent event) {
    for (const auto& [name, value] : epoch.values) {
      if (!std::isnan(value)) event.scalar(tag_of(name), value);
    }
    return event;
  }

  std::string hyper_parameters(const History::Epoch& epoch, double time) const {
    if (options_.hyper_parameters.empty()) return {};
    std::vector<std::string> tags;
    for (const auto& [name, value] : epoch.values) tags.push_back(tag_of(name));
    return io::tensorboard::hyper_parameter_records(time, options_.hyper_parameters, tags);
  }

  static void add_histograms(StepEvent& event, const Model& model) {
    const nn::ParameterLayout& layout = model.network().layout();
    const auto values = model.weights().parameters.values<float>();
    for (const nn::ParameterSpec& spec : layout.parameters) {
      event.histogram(spec.path, values.subspan(static_cast<std::size_t>(spec.offset),
                                                static_cast<std::size_t>(spec.shape.size())));
    }
  }

  static void add_pictures(StepEvent& event, const Model& model) {
    for (const nn::ParameterSpec& spec : model.network().layout().parameters) {
      const auto picture = weight_picture(model.weight(spec.path));
      if (!picture) continue;
      event.image(spec.path, picture->height, picture->width, data::encode_png(*picture));
    }
  }

  TensorBoard options_;
  std::string path_;
  bool described_ = false;  ///< hyperparameters are in the file
};

}  // namespace

std::shared_ptr<Callback> TensorBoard::make() const {
  return std::make_shared<EventWriter>(*this);
}

}  // namespace ganglion::train
