#include "benchmarks/peers/ganglion_work.h"

#include <chrono>
#include <fstream>
#include <sstream>
#include <vector>

namespace peers {

using gg::io::Json;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw gg::Error("can't read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

gg::Tensor tensor_of(const std::string& path, const gg::Shape& shape, gg::DType dtype) {
  gg::Tensor tensor(shape, dtype);
  std::ifstream file(path, std::ios::binary);
  file.read(static_cast<char*>(tensor.data()), static_cast<std::streamsize>(tensor.bytes()));
  if (!file) throw gg::Error("too short or not there: " + path);
  return tensor;
}

/// Times the steps of an epoch, from the first batch to the last; what fit does before and after an
/// epoch (checks of data and weights) has no counterpart in the loops of the others.
class StepClock : public gg::train::Callback {
 public:
  void on_epoch_begin(gg::train::TrainingState&) override { begin_ = Clock::now(); }
  void on_step_end(gg::train::TrainingState& state) override {
    const double before = state.step == 1 ? 0.0 : sum_;
    const std::int64_t rows_before = state.step == 1 ? 0 : rows_;
    rows_ = state.rows_done;
    sum_ = state.loss * static_cast<double>(rows_);
    loss_ = (sum_ - before) / static_cast<double>(rows_ - rows_before);
    if (state.step == state.steps_per_epoch) seconds_ += seconds_since(begin_);
  }
  double seconds() const { return seconds_; }
  /// Of the last step, out of the means over the epoch so far.
  double loss() const { return loss_; }

 private:
  Clock::time_point begin_;
  double seconds_ = 0.0, sum_ = 0.0, loss_ = 0.0;
  std::int64_t rows_ = 0;
};

}  // namespace

Work::Work(const std::string& folder, int threads, gg::dist::Communicator* ranks)
    : folder_(folder), json_(gg::io::parse_json(text_of(folder + "/work.json"), "work.json")) {
  outputs_ = json_.integer("outputs");
  batch_ = json_.integer("batch");
  read_data();
  model_ = std::make_unique<gg::nn::Model>(network());
  set_weights();
  const gg::nn::Loss loss =
      outputs_ == 1 ? gg::nn::Loss(gg::nn::BinaryCrossentropy{.from_logits = true})
                    : gg::nn::Loss(gg::nn::SparseCategoricalCrossentropy{.from_logits = true});
  model_->compile({.loss = loss,
                   .optimizer = gg::optim::Adam{.learning_rate = json_.number("learning_rate")},
                   .threads = threads,
                   .ranks = ranks});
}

Json Work::train(std::int64_t steps) {
  const std::int64_t pool = json_.integer("pool");
  if (steps % pool != 0) throw gg::Error("steps: no multiple of the pool of batches");
  const Done done = fit(training_, steps / pool);
  return Json::Object{{"seconds", done.seconds}, {"loss", done.loss}};
}

Json Work::predict(std::int64_t rows, std::int64_t runs) {
  const gg::data::Dataset data = first_rows(rows);
  std::vector<gg::Tensor> result = model_->predict(data, rows);
  const auto begin = Clock::now();
  for (std::int64_t i = 0; i < runs; ++i) result = model_->predict(data, rows);
  return Json::Object{{"seconds", seconds_since(begin)},
                      {"sample", static_cast<double>(result[0].values<float>()[0])}};
}

gg::data::Dataset Work::first_rows(std::int64_t count) const {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    order[static_cast<std::size_t>(i)] = i % data_.features.shape()[0];
  }
  return data_.rows(order);
}

Work::Done Work::fit(const gg::data::Dataset& data, std::int64_t epochs) {
  const auto clock = std::make_shared<StepClock>();
  model_->fit(data, {.epochs = epochs,
                     .batch_size = batch_,
                     .shuffle = false,
                     .callbacks = {gg::train::AnyCallback(clock)}});
  return {clock->seconds(), clock->loss()};
}

void Work::read_data() {
  const std::int64_t rows = json_.integer("rows");
  std::vector<std::int64_t> extents = {rows};
  for (const Json& extent : json_.at("inputs").as_array()) extents.push_back(extent.as_integer());
  data_.features = tensor_of(folder_ + "/x.bin", gg::Shape(extents), gg::DType::f32).shared();
  data_.targets = outputs_ == 1 ? tensor_of(folder_ + "/y.bin", {rows, 1}, gg::DType::f32)
                                : tensor_of(folder_ + "/y.bin", {rows}, gg::DType::i32);
  const auto columns = static_cast<std::int64_t>(json_.at("embeddings").as_array().size());
  if (columns > 0) {
    const gg::Tensor all = tensor_of(folder_ + "/categories.bin", {rows, columns}, gg::DType::i32);
    for (std::int64_t column = 0; column < columns; ++column) {
      gg::Tensor values({rows}, gg::DType::i32);
      for (std::int64_t row = 0; row < rows; ++row) {
        values.values<std::int32_t>()[static_cast<std::size_t>(row)] =
            all.values<std::int32_t>()[static_cast<std::size_t>(row * columns + column)];
      }
      data_.more_features.push_back(std::move(values));
    }
  }
  training_ = first_rows(batch_ * json_.integer("pool"));
}

gg::nn::Network Work::network() const {
  const gg::nn::Input numbers(data_.sample_shape());
  std::vector<gg::nn::Symbol> inputs = {numbers};
  std::vector<gg::nn::Symbol> columns = {numbers};
  for (const Json& pair : json_.at("embeddings").as_array()) {
    const gg::nn::Input column({}, {.dtype = gg::DType::i32});
    const gg::nn::Embedding table{pair.as_array()[0].as_integer(), pair.as_array()[1].as_integer()};
    inputs.push_back(column);
    columns.push_back(table(column));
  }
  gg::nn::Symbol x = columns.size() == 1 ? columns[0] : gg::nn::Concatenate{}(columns);
  for (const gg::nn::Layer& layer : gg::nn::parse_network(json_.text("network"))) x = layer(x);
  return gg::nn::Network(inputs, {gg::nn::Dense{.units = outputs_}(x)});
}

void Work::set_weights() {
  const gg::nn::ParameterLayout& layout = model_->network().layout();
  const auto& wanted = json_.at("parameters").as_array();
  if (wanted.size() != layout.parameters.size()) throw gg::Error("other parameters");
  std::ifstream file(folder_ + "/weights.bin", std::ios::binary);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    std::vector<std::int64_t> extents;
    for (const Json& extent : wanted[i].as_array()[1].as_array())
      extents.push_back(extent.as_integer());
    gg::Tensor value((gg::Shape(extents)));
    file.read(static_cast<char*>(value.data()), static_cast<std::streamsize>(value.bytes()));
    model_->set_weight(layout.parameters[i].path, value);
  }
  if (!file) throw gg::Error("weights.bin is too short");
}

}  // namespace peers
