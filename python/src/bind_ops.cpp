#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/ops/ops.h"
#include "python/src/bindings.h"
#include "python/src/graph_value.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

using Integers = std::vector<std::int64_t>;
using Unary = Value (*)(Value);
using Binary = Value (*)(Value, Value);

const std::pair<const char*, Unary> kUnary[] = {
    {"neg", ops::neg},           {"abs", ops::abs},
    {"sign", ops::sign},         {"exp", ops::exp},
    {"expm1", ops::expm1},       {"log", ops::log},
    {"log1p", ops::log1p},       {"sqrt", ops::sqrt},
    {"tanh", ops::tanh},         {"sigmoid", ops::sigmoid},
    {"erf", ops::erf},           {"relu", ops::relu},
    {"softplus", ops::softplus}, {"stop_gradient", ops::stop_gradient},
    {"softmax", ops::softmax},   {"log_softmax", ops::log_softmax},
    {"square", ops::square},     {"gelu", ops::gelu},
    {"silu", ops::silu},
};

const std::pair<const char*, Binary> kBinary[] = {
    {"add", ops::add},
    {"sub", ops::sub},
    {"mul", ops::mul},
    {"div", ops::div},
    {"pow", ops::pow},
    {"maximum", ops::maximum},
    {"minimum", ops::minimum},
    {"greater", ops::greater},
    {"equal", ops::equal},
    {"gather", ops::gather},
    {"sigmoid_cross_entropy", ops::sigmoid_cross_entropy},
    {"softmax_cross_entropy", ops::softmax_cross_entropy},
};

void bind_elementwise(nb::module_& module) {
  for (const auto& [name, op] : kUnary) {
    module.def(name, [op = op](const GraphValue& x) { return x.other(op(x.value())); });
  }
  for (const auto& [name, op] : kBinary) {
    module.def(name, [op = op](const GraphValue& a, const GraphValue& b) {
      return a.other(op(a.value(), b.value()));
    });
  }
  module.def("select", [](const GraphValue& condition, const GraphValue& a, const GraphValue& b) {
    return a.other(ops::select(condition.value(), a.value(), b.value()));
  });
  module.def("leaky_relu", [](const GraphValue& x, double slope) {
    return x.other(ops::leaky_relu(x.value(), slope));
  });
  module.def("elu",
             [](const GraphValue& x, double alpha) { return x.other(ops::elu(x.value(), alpha)); });
}

void bind_reductions(nb::module_& module) {
  using Reduction = Value (*)(Value, std::vector<int>, bool);
  const std::pair<const char*, Reduction> reductions[] = {
      {"reduce_sum", ops::reduce_sum},
      {"reduce_max", ops::reduce_max},
      {"reduce_mean", ops::reduce_mean},
  };
  for (const auto& [name, op] : reductions) {
    module.def(name, [op = op](const GraphValue& x, std::vector<int> axes, bool keep) {
      return x.other(op(x.value(), std::move(axes), keep));
    });
  }
  module.def("matmul", [](const GraphValue& a, const GraphValue& b) {
    return a.other(ops::matmul(a.value(), b.value()));
  });
}

void bind_shapes(nb::module_& module) {
  module.def("reshape", [](const GraphValue& x, const Integers& shape) {
    return x.other(ops::reshape(x.value(), Shape(shape)));
  });
  module.def("transpose", [](const GraphValue& x, std::vector<int> permutation) {
    return x.other(ops::transpose(x.value(), std::move(permutation)));
  });
  module.def("broadcast_to", [](const GraphValue& x, const Integers& shape) {
    return x.other(ops::broadcast_to(x.value(), Shape(shape)));
  });
  module.def("slice", [](const GraphValue& x, Integers starts, const Integers& sizes) {
    return x.other(ops::slice(x.value(), std::move(starts), Shape(sizes)));
  });
  module.def("pad", [](const GraphValue& x, Integers before, Integers after) {
    return x.other(ops::pad(x.value(), std::move(before), std::move(after)));
  });
  module.def("concat", [](const std::vector<GraphValue>& values, int axis) {
    std::vector<Value> parts;
    for (const GraphValue& value : values) parts.push_back(value.value());
    return values.at(0).other(ops::concat(std::move(parts), axis));
  });
  module.def("one_hot", [](const GraphValue& x, std::int64_t depth) {
    return x.other(ops::one_hot(x.value(), depth));
  });
}

}  // namespace

void bind_ops(nb::module_& module) {
  nb::module_ ops = module.def_submodule("ops");
  bind_elementwise(ops);
  bind_reductions(ops);
  bind_shapes(ops);
}

}  // namespace ganglion::python
