#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

namespace ganglion::op_tests {
namespace {

/// relu(a * b + c) and a * b, two results of one pass; optionally `c` is a sum over replicas.
OpCase fused_chain(const char* name, const Shape& a, const Shape& b, const Shape& c, int copies) {
  const Shape result = broadcast(broadcast(a, b), c);
  return {.name = name,
          .inputs = {{.shape = a}, {.shape = b}, {.shape = c, .copies = copies}},
          .build =
              [=](const Inputs& in) {
                const std::vector<ops::Instruction> program = {
                    {&ops::kMul, {0, 1}}, {&ops::kAdd, {3, 2}}, {&ops::kLeakyRelu, {4}, 0.25}};
                const std::vector<std::int64_t> partial =
                    copies > 1 ? std::vector<std::int64_t>{2, copies} : std::vector<std::int64_t>{};
                return ops::fused_elementwise(*in[0].graph, {in[0], in[1], in[2]}, program, {5, 3},
                                              partial, result, "chain")
                    .output();
              },
          .expected =
              [](const Operands& in, const Shape& shape) {
                std::vector<double> values;
                std::vector<double> products;
                for (std::int64_t i = 0; i < shape.size(); ++i) {
                  products.push_back(broadcast_at(in[0], shape, i) * broadcast_at(in[1], shape, i));
                  double sum = products.back();
                  for (std::size_t k = 2; k < in.size(); ++k) sum += broadcast_at(in[k], shape, i);
                  values.push_back(sum > 0 ? sum : 0.25 * sum);
                }
                values.insert(values.end(), products.begin(), products.end());
                return values;
              },
          .derivative = Derivative::skipped,
          .whole_scale = true};
}

}  // namespace

std::vector<OpDescription> fused_ops() {
  return {{&ops::kFusedElementwise,
           {fused_chain("same", {19}, {19}, {19}, 1), fused_chain("empty", {0}, {0}, {0}, 1),
            fused_chain("bias", {33, 67}, {67}, {33, 1}, 1),
            fused_chain("scalar", {33, 67}, {}, {33, 67}, 1),
            fused_chain("rows", {33, 67}, {33, 67}, {67}, 1),
            fused_chain("columns", {33, 1}, {33, 67}, {1, 1}, 1),
            fused_chain("long", {5003}, {5003}, {1}, 1),
            fused_chain("replicas", {1031}, {1031}, {1031}, 4)},
           {}}};
}

}  // namespace ganglion::op_tests
