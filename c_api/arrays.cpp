// What both libraries for C have: a model, and predictions from arrays.
#include <algorithm>

#include "c_api/model.h"
#include "ganglion/core/version.h"

using ganglion::Error;
using ganglion::Shape;
using ganglion::Tensor;
using ganglion::c_api::guarded;
using ganglion::c_api::name_at;
using ganglion::c_api::required;

namespace {

thread_local std::string last_error;

std::size_t elements(const std::optional<Shape>& shape, const char* what) {
  if (!shape) {
    throw Error(std::string("the network has several ") + what +
                "; from C, networks with one input and one output can be used");
  }
  return static_cast<std::size_t>(shape->size());
}

std::optional<Shape> shape_of_row(const ganglion::nn::Network& network) {
  return network.inputs().size() == 1 ? std::optional(network.inputs()[0].shape) : std::nullopt;
}

std::optional<Shape> shape_of_output(const ganglion::nn::Network& network) {
  const auto& shapes = network.output_shapes();
  return shapes.size() == 1 ? std::optional(shapes[0]) : std::nullopt;
}

}  // namespace

void ganglion::c_api::remember(const char* message) noexcept {
  try {
    last_error = message;
  } catch (...) {
    last_error.clear();
  }
}

ganglion_model::ganglion_model(ganglion::io::SavedModel saved)
    : input(shape_of_row(saved.network)),
      outputs(shape_of_output(saved.network)),
      classes(saved.info.class_names),
      arrays(std::move(saved)) {}

int ganglion_abi(void) {
  return GANGLION_C_ABI;
}

const char* ganglion_version(void) {
  return guarded<const char*>("", [] {
    static const std::string version(ganglion::version());
    return version.c_str();
  });
}

const char* ganglion_last_error(void) {
  return last_error.c_str();
}

void ganglion_free(ganglion_model* model) {
  delete model;
}

size_t ganglion_feature_count(const ganglion_model* model) {
  return guarded<size_t>(0, [&] { return elements(required(model, "model").input, "inputs"); });
}

size_t ganglion_output_count(const ganglion_model* model) {
  return guarded<size_t>(0, [&] { return elements(required(model, "model").outputs, "outputs"); });
}

size_t ganglion_class_count(const ganglion_model* model) {
  return guarded<size_t>(0, [&] { return required(model, "model").classes.size(); });
}

const char* ganglion_class_name(const ganglion_model* model, size_t index) {
  return guarded<const char*>(nullptr,
                              [&] { return name_at(required(model, "model").classes, index); });
}

int ganglion_predict(const ganglion_model* model, const float* features, size_t rows,
                     float* predictions) {
  return guarded(1, [&] {
    const ganglion_model& self = required(model, "model");
    elements(self.input, "inputs");
    elements(self.outputs, "outputs");
    if (rows == 0) return 0;
    const Tensor result = self.arrays.predict(Tensor::borrow(
        &required(features, "features"), self.input->prepended(static_cast<std::int64_t>(rows))));
    const auto values = result.values<float>();
    std::ranges::copy(values, &required(predictions, "predictions"));
    return 0;
  });
}
