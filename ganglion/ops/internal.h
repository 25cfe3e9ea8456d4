#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/ops/op_defs.h"

/// Ops that only the runtime's passes make. They have no gradient rule: graphs are differentiated
/// first.
namespace ganglion::ops {

/// One instruction of a fused element-wise node: an op applied to registers. Registers 0 … inputs-1
/// are the node's inputs (broadcast to the common shape), register inputs+i is the result of
/// instruction i.
struct Instruction {
  const OpDef* op = nullptr;
  std::vector<int> operands;
  double parameter = 0.0;  ///< negative_slope of leaky_relu, alpha of elu
};

/// A chain of element-wise ops as one pass over memory. `results` are the registers that leave the
/// node, all of the shape `shape`. The inputs listed in `partial` are sums over replicas, still to
/// be added up.
const Node& fused_elementwise(Graph& graph, std::vector<Value> inputs,
                              const std::vector<Instruction>& program,
                              const std::vector<int>& results,
                              const std::vector<std::int64_t>& partial, Shape shape,
                              std::string name);

/// The same with sums of values that needn't be stored: `sums` are registers, summed over `axes`,
/// which ops::row_axes() and, for each input, ops::row_part() must know. Outputs are the results,
/// then the sums, of which the summed axes have extent 1 if `keep` is set.
struct Sums {
  std::vector<int> registers;
  std::vector<std::int64_t> axes;
  bool keep = false;
};
const Node& fused_sums(Graph& graph, std::vector<Value> inputs,
                       const std::vector<Instruction>& program, const std::vector<int>& results,
                       const Sums& sums, Shape shape, std::string name);

std::vector<Instruction> program_of(const Node& fused);
/// The number that parameterises an element-wise op: alpha of elu, negative_slope of leaky_relu,
/// else 0.
double parameter_of(const Node& node);

/// A product, `matmul`, + bias [n] + activation: activation is "linear" or the name of an
/// element-wise op that kernels can apply to the product before it is stored (relu, tanh, sigmoid,
/// leaky_relu, elu). `bias` may be none.
Value fused_matmul(const Node& matmul, Value a, Value b, Value bias, const std::string& activation,
                   double parameter, std::string name);

/// Does the kernel of this product or convolution round what it multiplies, as round_bf16 does?
/// (See kernels::multiplies_bf16.)
bool rounds_factors(const Node& node);

/// Into how many parts `partition` has cut a product, which workers share; 1 for all else.
std::int64_t parts_of(const Node& node);

/// conv + bias [filters] + activation, as fused_matmul. `conv` gives the
/// settings of its windows.
Value fused_conv(const Node& conv, Value x, Value kernel, Value bias, const std::string& activation,
                 double parameter, std::string name);

/// Each element to the nearest number that bfloat16 has (8 bits of significand, the range of f32),
/// of two as near to the even one; what is beyond the largest becomes infinite.
Value round_bf16(Value x);

/// The sum of a partial value over `replicas`, added in a fixed binary tree.
Value all_reduce(Value partial, std::int64_t replicas);
/// A replica's share of the rows of a whole value.
Value replica_rows(Value whole, std::int64_t replicas);
/// The rows of all replicas, one share after another, as a whole value.
Value all_rows(Value rows, std::int64_t replicas);

}  // namespace ganglion::ops
