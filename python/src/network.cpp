#include "python/src/network.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <exception>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/optim/optimizer_table.h"
#include "ganglion/train/save.h"
#include "python/src/arrays.h"
#include "python/src/bindings.h"
#include "python/src/columns.h"
#include "python/src/explained.h"
#include "python/src/exported.h"
#include "python/src/interpreter.h"
#include "python/src/python_callback.h"
#include "python/src/python_function.h"
#include "python/src/ranks.h"
#include "python/src/settings.h"
#include "python/src/watched.h"

namespace nb = nanobind;

namespace ganglion::python {

class TrainableNetwork::Use {
 public:
  explicit Use(TrainableNetwork& network) : network_(network) {
    if (network.holder_ == std::this_thread::get_id()) return;
    lock_ = std::unique_lock(network.held_, std::try_to_lock);
    if (!lock_)
      throw Error(
          "this network is in use, by another thread or as it is being trained; give each "
          "thread its own");
    network.holder_ = std::this_thread::get_id();
  }
  ~Use() {
    if (lock_) network_.holder_ = std::thread::id();
  }
  /// Whether it is a callback of fit() that uses it.
  bool is_nested() const { return !lock_; }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  TrainableNetwork& network_;
  std::unique_lock<std::mutex> lock_ = {};
};

namespace {

/// (name, settings), or a function of Python.
nn::Loss to_loss(const nb::handle& item) {
  if (!nb::isinstance<nb::tuple>(item)) {
    return FunctionLoss{PythonFunction(nb::borrow<nb::object>(item))};
  }
  const auto loss = nb::cast<nb::tuple>(item);
  return nn::loss_from_config(nb::cast<std::string>(loss[0]), to_attributes(loss[1]));
}

/// names: of metrics of the library, or (name, function of Python).
std::vector<nn::AnyMetric> metrics_of(const nb::list& names, const nn::Network& network,
                                      const nn::Loss& loss) {
  const bool labels =
      loss.outputs() == nn::Outputs::answers && network.output_shapes()[0].size() > 1;
  std::vector<nn::AnyMetric> metrics;
  for (const nb::handle item : names) {
    if (nb::isinstance<nb::tuple>(item)) {
      const auto own = nb::cast<nb::tuple>(item);
      metrics.push_back(
          FunctionMetric{nb::cast<std::string>(own[0]), PythonFunction(nb::object(own[1]))});
    } else {
      metrics.push_back(nn::make_metric(nb::cast<std::string>(item),
                                        labels ? nn::Task::multilabel : nn::Task::multiclass));
    }
  }
  return metrics;
}

nb::dict values_of(const train::History::Epoch& epoch) {
  nb::dict values;
  for (const auto& [name, value] : epoch.values) values[name.c_str()] = value;
  return values;
}

}  // namespace

data::Dataset to_dataset(const nb::tuple& rows) {
  std::vector<Tensor> inputs = to_tensors(nb::cast<nb::list>(rows[0]));
  std::vector<Tensor> targets = to_tensors(nb::cast<nb::list>(rows[1]));
  if (inputs.empty()) throw Error("the network needs an array for each of its inputs");
  data::Dataset data;
  data.features = std::move(inputs.front());
  data.more_features.assign(std::move_iterator(inputs.begin() + 1),
                            std::move_iterator(inputs.end()));
  if (!targets.empty()) {
    data.targets = std::move(targets.front());
    data.more_targets.assign(std::move_iterator(targets.begin() + 1),
                             std::move_iterator(targets.end()));
  }
  if (!rows[2].is_none()) data.sample_weights = to_tensor(rows[2]);
  return data;
}

void TrainableNetwork::compile(const nb::list& losses, const nb::tuple& optimizer,
                               const nb::list& metrics, const nb::dict& options) {
  const Use use(*this);
  if (use.is_nested()) throw Error("compile: the network is being trained");
  train::CompileOptions compiled;
  for (const nb::handle item : losses) compiled.losses.push_back(to_loss(item));
  compiled.loss = compiled.losses.front();
  if (compiled.losses.size() == 1) compiled.losses.clear();
  compiled.optimizer = optim::optimizer_from_config(nb::cast<std::string>(optimizer[0]),
                                                    to_attributes(optimizer[1]));
  compiled.metrics = metrics_of(metrics, model_.network(), compiled.loss);
  compiled.loss_weights = nb::cast<std::vector<double>>(options["loss_weights"]);
  compiled.frozen = nb::cast<std::vector<std::string>>(options["frozen"]);
  compiled.seed = nb::cast<std::uint64_t>(options["seed"]);
  compiled.threads = nb::cast<int>(options["threads"]);
  compiled.ranks = ranks();
  model_.compile(std::move(compiled));
}

nb::tuple TrainableNetwork::fit(const nb::tuple& rows, const nb::dict& options,
                                const nb::object& listener) {
  const data::Dataset data = to_dataset(rows);
  std::optional<data::Dataset> validation;
  if (options.contains("validation")) {
    validation = to_dataset(nb::cast<nb::tuple>(options["validation"]));
  }
  std::exception_ptr raised;
  train::FitOptions fit_options{
      .epochs = nb::cast<std::int64_t>(options["epochs"]),
      .batch_size = nb::cast<std::int64_t>(options["batch_size"]),
      .validation_data = validation ? &*validation : nullptr,
      .shuffle = nb::cast<bool>(options["shuffle"]),
      .class_weights = nb::cast<std::vector<double>>(options["class_weights"]),
      .callbacks = {std::make_shared<PythonCallback>(listener, raised)}};
  const train::History history = watched([&](const std::atomic<bool>& stop) {
    const Use use(*this);
    fit_options.stop = &stop;
    return model_.fit(data, fit_options);
  });
  if (raised) std::rethrow_exception(raised);
  nb::list epochs;
  for (const train::History::Epoch& epoch : history.epochs) epochs.append(values_of(epoch));
  return nb::make_tuple(epochs, history.stopped);
}

nb::list TrainableNetwork::evaluate(const nb::tuple& rows, std::int64_t batch_size) {
  const data::Dataset data = to_dataset(rows);
  const train::Scores scores = [&] {
    const Unlocked released;
    const Use use(*this);
    return model_.evaluate(data, batch_size);
  }();
  nb::list values;
  for (const auto& [name, value] : scores.values) values.append(nb::make_tuple(name, value));
  return values;
}

nb::list TrainableNetwork::predict(const nb::list& inputs, std::int64_t batch_size) {
  const data::Dataset data = to_dataset(nb::make_tuple(inputs, nb::list(), nb::none()));
  std::vector<Tensor> outputs;
  {
    const Unlocked released;
    const Use use(*this);
    // A part isn't compiled: its outputs are as the layers give them.
    std::vector<std::string> names;
    for (const nn::InputSpec& input : model_.network().inputs()) names.push_back(input.name);
    train::Model plain = model_.part(names, model_.network().output_names());
    outputs = plain.predict(data, batch_size);
  }
  return to_arrays(std::move(outputs));
}

nb::list TrainableNetwork::outputs_of(const std::vector<std::string>& layers,
                                      const nb::list& inputs) {
  const data::Dataset data = to_dataset(nb::make_tuple(inputs, nb::list(), nb::none()));
  std::vector<Tensor> outputs;
  {
    const Unlocked released;
    const Use use(*this);
    outputs = model_.outputs_of(layers, data);
  }
  return to_arrays(std::move(outputs));
}

nb::object TrainableNetwork::weight(const std::string& path) {
  const Use use(*this);
  return to_array(model_.weight(path));
}

void TrainableNetwork::set_weight(const std::string& path, const nb::handle& value) {
  const Use use(*this);
  model_.set_weight(path, to_tensor(value));
}

void TrainableNetwork::save(const std::string& path) {
  const Use use(*this);
  train::save_model(model_, path);
}

void TrainableNetwork::save_as(const std::string& path, const std::string& format,
                               const std::string& layout) {
  const Use use(*this);
  write_exported(model_, path, format, layout);
}

nb::dict TrainableNetwork::explain(const nb::tuple& row) {
  const Use use(*this);
  return explained(model_, to_dataset(row), nullptr);
}

nb::bytes TrainableNetwork::to_bytes() {
  const Use use(*this);
  return model_bytes(model_);
}

std::string TrainableNetwork::summary() {
  const Use use(*this);
  return model_.summary();
}

std::string TrainableNetwork::hash() {
  const Use use(*this);
  return train::model_hash(model_);
}

}  // namespace ganglion::python
