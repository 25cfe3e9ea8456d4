#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/graph/print.h"
#include "ganglion/graph/svg.h"
#include "ganglion/ops/ops.h"
#include "python/src/arrays.h"
#include "python/src/bindings.h"
#include "python/src/graph_value.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

/// What Python calls a graph: a handle that it shares with its values.
struct GraphObject {
  std::shared_ptr<GraphHandle> handle = std::make_shared<GraphHandle>();

  GraphValue wrap(Value value) const { return {handle, value.node, value.output}; }
};

DType to_dtype(const std::string& name) {
  if (name == "float32") return DType::f32;
  if (name == "float64") return DType::f64;
  if (name == "int32") return DType::i32;
  throw Error("dtype '" + name + "': a graph takes float32, float64 and int32");
}

std::string dtype_name(DType dtype) {
  return dtype == DType::f64 ? "float64" : dtype == DType::i32 ? "int32" : "float32";
}

std::vector<Value> to_values(const std::vector<GraphValue>& values) {
  std::vector<Value> result;
  for (const GraphValue& value : values) result.push_back(value.value());
  return result;
}

std::vector<GraphValue> gradients_of(const GraphValue& y, const nb::object& dy,
                                     const std::vector<GraphValue>& wrt) {
  const std::vector<Value> by = to_values(wrt);
  const std::vector<Value> made = dy.is_none()
                                      ? gradients(y.value(), by)
                                      : gradients(y.value(), nb::cast<GraphValue>(dy).value(), by);
  std::vector<GraphValue> result;
  for (const Value& value : made) result.push_back(y.other(value));
  return result;
}

nb::list run(const GraphObject& graph, const std::vector<GraphValue>& outputs,
             const nb::dict& arrays) {
  std::map<std::string, Tensor> feeds;
  for (const auto [name, array] : arrays) {
    feeds.emplace(nb::cast<std::string>(name), to_tensor(array));
  }
  return to_arrays(graph.handle->run(to_values(outputs), feeds));
}

}  // namespace

void bind_graph(nb::module_& module) {
  nb::class_<GraphValue>(module, "Value")
      .def_prop_ro("shape",
                   [](const GraphValue& x) {
                     nb::list extents;
                     for (const std::int64_t extent : x.value().shape()) extents.append(extent);
                     return nb::tuple(extents);
                   })
      .def_prop_ro("dtype", [](const GraphValue& x) { return dtype_name(x.value().dtype()); })
      .def_prop_ro("text", [](const GraphValue& x) { return to_text(x.value().producer()); })
      .def("constant",
           [](const GraphValue& x, const nb::handle& array) {
             return x.other(x.value().graph->constant(to_tensor(array)));
           })
      .def("scalar", [](const GraphValue& x, double value) {
        return x.other(ops::scalar_like(x.value(), value));
      });
  nb::class_<GraphObject>(module, "Graph")
      .def(nb::init<>())
      .def("input",
           [](const GraphObject& graph, const std::string& name,
              const std::vector<std::int64_t>& shape, const std::string& dtype) {
             return graph.wrap(
                 graph.handle->graph().input(name, {to_dtype(dtype), Shape(shape)}, false));
           })
      .def("constant",
           [](const GraphObject& graph, const nb::handle& array) {
             return graph.wrap(graph.handle->graph().constant(to_tensor(array)));
           })
      .def("run", &run)
      .def_prop_ro("text", [](const GraphObject& graph) { return to_text(graph.handle->graph()); })
      .def_prop_ro("svg", [](const GraphObject& graph) { return to_svg(graph.handle->graph()); });
  module.def("gradients", &gradients_of, nb::arg("y"), nb::arg("dy").none(), nb::arg("wrt"));
}

}  // namespace ganglion::python
