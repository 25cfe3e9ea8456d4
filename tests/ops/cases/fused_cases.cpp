#include <numeric>

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

/// leaky_relu((x - b) * c), stored or not, and the sums of it and of its square over some axes.
OpCase chain_with_sums(const char* name, const Shape& x, const Shape& b, const Shape& c,
                       const std::vector<std::int64_t>& axes, bool stored, bool keep) {
  const auto compute = [=](const Operands& in, const Shape&) {
    Shape kept = x;
    for (std::int64_t axis : axes) kept = kept.with(static_cast<int>(axis), 1);
    std::vector<double> values;
    std::vector<double> sums(static_cast<std::size_t>(kept.size()));
    std::vector<double> squares(sums.size());
    Operand places{kept, std::vector<double>(sums.size())};
    std::iota(places.values.begin(), places.values.end(), 0.0);
    for (std::int64_t i = 0; i < x.size(); ++i) {
      const double z =
          (broadcast_at(in[0], x, i) - broadcast_at(in[1], x, i)) * broadcast_at(in[2], x, i);
      const double value = z > 0 ? z : 0.25 * z;
      const auto place = static_cast<std::size_t>(broadcast_at(places, x, i));
      if (stored) values.push_back(value);
      sums[place] += value;
      squares[place] += value * value;
    }
    values.insert(values.end(), sums.begin(), sums.end());
    values.insert(values.end(), squares.begin(), squares.end());
    return values;
  };
  return {.name = name,
          .inputs = {{.shape = x}, {.shape = b}, {.shape = c}},
          .build =
              [=](const Inputs& in) {
                const std::vector<ops::Instruction> program = {{&ops::kSub, {0, 1}},
                                                               {&ops::kMul, {3, 2}},
                                                               {&ops::kLeakyRelu, {4}, 0.25},
                                                               {&ops::kMul, {5, 5}}};
                const std::vector<int> results = stored ? std::vector<int>{5} : std::vector<int>{};
                return ops::fused_sums(*in[0].graph, {in[0], in[1], in[2]}, program, results,
                                       {.registers = {5, 6}, .axes = axes, .keep = keep}, x, "sums")
                    .output();
              },
          .expected = compute,
          .derivative = Derivative::skipped,
          .whole_scale = true};
}

}  // namespace

std::vector<OpDescription> fused_ops() {
  return {
      {&ops::kFusedElementwise,
       {fused_chain("same", {19}, {19}, {19}, 1), fused_chain("empty", {0}, {0}, {0}, 1),
        fused_chain("bias", {33, 67}, {67}, {33, 1}, 1),
        fused_chain("scalar", {33, 67}, {}, {33, 67}, 1),
        fused_chain("rows", {33, 67}, {33, 67}, {67}, 1),
        fused_chain("columns", {33, 1}, {33, 67}, {1, 1}, 1),
        fused_chain("long", {5003}, {5003}, {1}, 1),
        fused_chain("replicas", {1031}, {1031}, {1031}, 4),
        fused_chain("channels", {2, 3, 8, 9}, {3, 1, 1}, {2, 1, 1, 1}, 1),
        fused_chain("long_channels", {2, 3, 23, 31}, {3, 1, 1}, {2, 3, 1, 1}, 1),
        fused_chain("channels_of_replicas", {1, 3, 8, 9}, {1, 3, 8, 9}, {3, 1, 1}, 4)},
       {}},
      {&ops::kFusedSums,
       {chain_with_sums("channels", {2, 3, 6, 7}, {3, 1, 1}, {1}, {0, 2, 3}, false, true),
        chain_with_sums("stored", {2, 3, 6, 7}, {3, 1, 1}, {2, 3, 6, 7}, {0, 2, 3}, true, false),
        chain_with_sums("rows", {5, 67}, {67}, {5, 1}, {1}, true, true),
        chain_with_sums("pieces", {3, 5003}, {5003}, {3, 1}, {1}, false, false),
        chain_with_sums("one", {4, 33}, {4, 33}, {}, {0, 1}, true, false)},
       {}}};
}

}  // namespace ganglion::op_tests
