#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/nn/network.h"
#include "ganglion/train/save.h"
#include "python/src/bindings.h"
#include "python/src/network.h"
#include "python/src/settings.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

Shape to_shape(const nb::handle& extents) {
  return Shape(nb::cast<std::vector<std::int64_t>>(extents));
}

/// inputs: (name, shape of a row, "float32" or "int32"); calls: (name, layer, kind, settings, names
/// of what it reads).
nn::NetworkRecord to_record(const nb::list& inputs, const nb::list& calls,
                            const std::vector<std::string>& outputs) {
  nn::NetworkRecord record{.outputs = outputs};
  for (const nb::handle item : inputs) {
    const auto input = nb::cast<nb::tuple>(item);
    const bool indices = nb::cast<std::string>(input[2]) == "int32";
    record.inputs.push_back({.name = nb::cast<std::string>(input[0]),
                             .shape = to_shape(input[1]),
                             .dtype = indices ? DType::i32 : DType::f32});
  }
  for (const nb::handle item : calls) {
    const auto call = nb::cast<nb::tuple>(item);
    record.calls.push_back({.name = nb::cast<std::string>(call[0]),
                            .layer = nb::cast<std::string>(call[1]),
                            .kind = nb::cast<std::string>(call[2]),
                            .config = to_attributes(call[3]),
                            .inputs = nb::cast<std::vector<std::string>>(call[4])});
  }
  return record;
}

nb::tuple shape_tuple(const Shape& shape) {
  nb::list extents;
  for (const std::int64_t extent : shape) extents.append(extent);
  return nb::tuple(extents);
}

/// With one row in front.
Shape batched(const Shape& shape) {
  std::vector<std::int64_t> extents = {1};
  extents.insert(extents.end(), shape.begin(), shape.end());
  return Shape(extents);
}

nb::list inputs_of(const TrainableNetwork& network) {
  nb::list inputs;
  for (const nn::InputSpec& input : network.model().network().inputs()) {
    inputs.append(nb::make_tuple(input.name, shape_tuple(input.shape),
                                 input.dtype == DType::i32 ? "int32" : "float32"));
  }
  return inputs;
}

/// (name, shape of a row, type of its targets, empty before compile).
nb::list outputs_of(const TrainableNetwork& network) {
  const train::Model& model = network.model();
  const auto names = model.network().output_names();
  nb::list outputs;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Shape& shape = model.network().output_shapes()[i];
    std::string type;
    if (model.compiled()) {
      const train::CompileOptions& compiled = model.compile_options();
      const nn::Loss& loss = compiled.losses.empty() ? compiled.loss : compiled.losses[i];
      const DType wanted = loss.target_type({DType::f32, batched(shape)}).dtype;
      type = wanted == DType::i32 ? "int32" : "float32";
    }
    outputs.append(nb::make_tuple(names[i], shape_tuple(shape), type));
  }
  return outputs;
}

/// The optimizer's learning rate, as compile() has it.
double learning_rate(const TrainableNetwork& network) {
  return network.model().compile_options().optimizer.config().number("learning_rate");
}

}  // namespace

nb::list layers_of(const train::Model& model) {
  const nn::Network& layers = model.network();
  nb::list result;
  for (std::size_t i = 0; i < layers.calls().size(); ++i) {
    const nn::LayerCall& call = layers.calls()[i];
    if (call.name != call.layer) continue;
    nb::list paths;
    for (const auto* specs : {&layers.layout().parameters, &layers.layout().state}) {
      for (const nn::ParameterSpec& spec : *specs) {
        if (spec.is_of(call.layer))
          paths.append(nb::make_tuple(spec.path, spec.trainable, shape_tuple(spec.shape)));
      }
    }
    result.append(nb::make_tuple(call.layer, std::string(call.handle.kind()),
                                 to_dict(call.handle.config()),
                                 shape_tuple(layers.call_shapes()[i]), paths));
  }
  return result;
}

void bind_network(nb::module_& module) {
  nb::class_<TrainableNetwork>(module, "Network")
      .def("__init__",
           [](TrainableNetwork* place, const nb::list& inputs, const nb::list& calls,
              const std::vector<std::string>& outputs, std::uint64_t seed) {
             new (place) TrainableNetwork(
                 train::Model(nn::Network(to_record(inputs, calls, outputs)), seed));
           })
      .def_static(
          "load",
          [](const std::string& path) { return new TrainableNetwork(train::load_model(path)); },
          nb::rv_policy::take_ownership)
      .def_static(
          "from_bytes",
          [](const nb::bytes& bytes) { return new TrainableNetwork(model_of_bytes(bytes)); },
          nb::rv_policy::take_ownership)
      .def("to_bytes", &TrainableNetwork::to_bytes)
      .def("compile", &TrainableNetwork::compile)
      .def("fit", &TrainableNetwork::fit)
      .def("evaluate", &TrainableNetwork::evaluate)
      .def("predict", &TrainableNetwork::predict)
      .def("outputs_of", &TrainableNetwork::outputs_of)
      .def("weight", &TrainableNetwork::weight)
      .def("set_weight", &TrainableNetwork::set_weight)
      .def("save", &TrainableNetwork::save)
      .def("save_as", &TrainableNetwork::save_as)
      .def("explain", &TrainableNetwork::explain)
      .def("summary", &TrainableNetwork::summary)
      .def_prop_ro("compiled",
                   [](const TrainableNetwork& network) { return network.model().compiled(); })
      .def_prop_ro("hash", &TrainableNetwork::hash)
      .def_prop_ro("inputs", &inputs_of)
      .def_prop_ro("outputs", &outputs_of)
      .def_prop_ro("layers",
                   [](const TrainableNetwork& network) { return layers_of(network.model()); })
      .def_prop_ro("learning_rate", &learning_rate);
}

}  // namespace ganglion::python
