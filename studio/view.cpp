#include "studio/view.h"

#include <fmt/format.h>

#include "ganglion/nn/multiply_adds.h"
#include "ganglion/train/report/pictures/held_table.h"
#include "ganglion/train/run/finish_run.h"
#include "ganglion/train/run/run_training.h"
#include "studio/api_error.h"

namespace ganglion::studio {
namespace {

train::Model compiled_model(const Material& material, const train::ResolvedJob& job) {
  const std::uint64_t seed = job.stated.seed;
  train::Model model(job.network, seed);
  model.compile(train::RunTraining(job, material.rows, {}).compile_options(seed, 1));
  model.mutable_info() = train::model_info(job, material.rows);
  return model;
}

io::Json shape_json(const Shape& shape) {
  io::Json::Array list;
  for (int i = 0; i < shape.rank(); ++i) list.emplace_back(shape[i]);
  return list;
}

std::int64_t units_of(const Shape& shape) {
  return shape.rank() == 0 ? 1 : shape[0];
}

std::int64_t parameters_of(const nn::Network& network, const std::string& layer) {
  std::int64_t count = 0;
  for (const nn::ParameterSpec& spec : network.layout().parameters) {
    if (spec.is_of(layer)) count += spec.shape.size();
  }
  return count;
}

}  // namespace

const data::Table& View::middle_row() {
  if (!middle_row_) middle_row_ = train::report::HeldTable(preprocessing(), table()).with({});
  return *middle_row_;
}

View::View(std::shared_ptr<const Material> material, std::shared_ptr<const train::ResolvedJob> job)
    : material_(std::move(material)),
      job_(std::move(job)),
      model_(compiled_model(*material_, *job_)) {}

void View::show(const Snapshot& snapshot) {
  if (snapshot.number == shown_.number) return;
  model_.set_weights(snapshot.parameters, snapshot.state);
  shown_ = snapshot;
}

std::int64_t checked_row(const Material& material, std::int64_t row) {
  if (row >= 0 && row < material.table.rows()) return row;
  throw ApiError(400, fmt::format("there is no row {}; rows count from 0 to {}", row,
                                  material.table.rows() - 1));
}

io::Json network_json(const train::ResolvedJob& job, const std::string& text) {
  using io::Json;
  const nn::Network& network = job.network;
  const std::vector<std::int64_t> products = nn::multiply_adds(network);
  const Shape& input = network.inputs()[0].shape;
  Json::Array layers = {Json::Object{{"path", network.inputs()[0].name},
                                     {"kind", "input"},
                                     {"units", units_of(input)},
                                     {"activation", Json()},
                                     {"output_shape", shape_json(input)},
                                     {"parameters", 0},
                                     {"multiply_adds", 0}}};
  std::int64_t total = 0;
  for (std::size_t i = 0; i < network.calls().size(); ++i) {
    const nn::LayerCall& call = network.calls()[i];
    const auto activation = call.handle.activation();
    total += products[i];
    layers.push_back(
        Json::Object{{"path", call.name},
                     {"kind", std::string(call.handle.kind())},
                     {"units", units_of(network.call_shapes()[i])},
                     {"activation", activation ? Json(nn::name_of(*activation)) : Json()},
                     {"output_shape", shape_json(network.call_shapes()[i])},
                     {"parameters", parameters_of(network, call.layer)},
                     {"multiply_adds", products[i]}});
  }
  return Json::Object{{"text", text},
                      {"error", Json()},
                      {"parameters", network.layout().parameter_count()},
                      {"multiply_adds", total},
                      {"layers", std::move(layers)}};
}

}  // namespace ganglion::studio
