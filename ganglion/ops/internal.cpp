#include "ganglion/ops/internal.h"

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/ops/windows.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_fused_elementwise(const Node& node) {
  const TensorType type{static_cast<DType>(node.attributes.integer("dtype")),
                        node.attributes.shape("shape")};
  return std::vector<TensorType>(node.attributes.integers("results").size(), type);
}

std::vector<TensorType> infer_fused_sums(const Node& node) {
  std::vector<TensorType> types = infer_fused_elementwise(node);
  const auto dtype = static_cast<DType>(node.attributes.integer("dtype"));
  const Shape sum =
      rules::reduced_shape(node.attributes.shape("shape"), node.attributes.integers("axes"),
                           node.attributes.flag("keep"));
  types.resize(types.size() + node.attributes.integers("sums").size(), {dtype, sum});
  return types;
}

std::vector<TensorType> infer_fused_matmul(const Node& node) {
  const Shape& a = node.inputs[0].shape();
  const Shape& b = node.inputs[1].shape();
  const int ta = node.attributes.flag("transpose_a") ? 1 : 0;
  const int tb = node.attributes.flag("transpose_b") ? 1 : 0;
  if (a[1 - ta] != b[tb]) rules::refuse(node, "inner extents differ");
  if (node.inputs.size() == 3 && node.inputs[2].shape() != Shape{b[1 - tb]}) {
    rules::refuse(node, "the bias must have one element per column");
  }
  return {{node.inputs[0].dtype(), Shape{a[ta], b[1 - tb]}}};
}

std::vector<TensorType> infer_fused_conv(const Node& node) {
  const std::size_t inputs = node.inputs.size();
  if (inputs == 3 && node.inputs[2].shape() != Shape{node.inputs[1].shape()[0]}) {
    rules::refuse(node, "the bias must have one element per filter");
  }
  return windows::infer_conv(node, inputs);
}

std::vector<TensorType> infer_same(const Node& node) {
  return {node.inputs[0].type()};
}

std::vector<TensorType> infer_replica_rows(const Node& node) {
  const TensorType type = node.inputs[0].type();
  const std::int64_t replicas = node.attributes.integer("replicas");
  if (type.shape.rank() == 0 || type.shape[0] % replicas != 0) {
    rules::refuse(node, "the rows don't divide among the replicas");
  }
  return {{type.dtype, type.shape.with(0, type.shape[0] / replicas)}};
}

std::vector<TensorType> infer_all_rows(const Node& node) {
  const TensorType type = node.inputs[0].type();
  if (type.shape.rank() == 0) rules::refuse(node, "a scalar has no rows");
  return {{type.dtype, type.shape.with(0, type.shape[0] * node.attributes.integer("replicas"))}};
}

}  // namespace

const OpDef kFusedElementwise = {.name = "fused_elementwise", .infer = infer_fused_elementwise};
const OpDef kFusedSums = {.name = "fused_sums", .infer = infer_fused_sums};
const OpDef kFusedMatmul = {.name = "fused_matmul", .infer = infer_fused_matmul};
const OpDef kFusedConv = {.name = "fused_conv", .infer = infer_fused_conv};
const OpDef kRoundBf16 = {.name = "round_bf16",
                          .infer = rules::infer_unary,
                          .place = rules::place_elementwise,
                          .elementwise = true};
const OpDef kAllReduce = {.name = "all_reduce", .infer = infer_same};
const OpDef kReplicaRows = {.name = "replica_rows", .infer = infer_replica_rows};
const OpDef kAllRows = {.name = "all_rows", .infer = infer_all_rows};

namespace {

std::vector<std::int64_t> integers(const std::vector<int>& numbers) {
  return {numbers.begin(), numbers.end()};
}

/// What the nodes of programs have in common.
Attributes program_attributes(const std::vector<Instruction>& program,
                              const std::vector<int>& results, DType dtype, const Shape& shape) {
  std::string names;
  std::vector<std::int64_t> operands;  // for each instruction: their count, then the registers
  std::vector<double> parameters;
  for (const Instruction& instruction : program) {
    names += (names.empty() ? "" : " ") + std::string(instruction.op->name);
    operands.push_back(static_cast<std::int64_t>(instruction.operands.size()));
    operands.insert(operands.end(), instruction.operands.begin(), instruction.operands.end());
    parameters.push_back(instruction.parameter);
  }
  return {{"program", names},
          {"operands", operands},
          {"parameters", parameters},
          {"results", integers(results)},
          {"dtype", static_cast<std::int64_t>(dtype)},
          {"shape", to_integers(shape)}};
}

}  // namespace

const Node& fused_elementwise(Graph& graph, std::vector<Value> inputs,
                              const std::vector<Instruction>& program,
                              const std::vector<int>& results,
                              const std::vector<std::int64_t>& partial, Shape shape,
                              std::string name) {
  Attributes attributes = program_attributes(program, results, inputs.at(0).dtype(), shape);
  attributes.set("partial", partial);
  return graph.add_node(kFusedElementwise, std::move(inputs), std::move(attributes),
                        std::move(name));
}

const Node& fused_sums(Graph& graph, std::vector<Value> inputs,
                       const std::vector<Instruction>& program, const std::vector<int>& results,
                       const Sums& sums, Shape shape, std::string name) {
  Attributes attributes = program_attributes(program, results, inputs.at(0).dtype(), shape);
  attributes.set("sums", integers(sums.registers));
  attributes.set("axes", sums.axes);
  attributes.set("keep", sums.keep);
  return graph.add_node(kFusedSums, std::move(inputs), std::move(attributes), std::move(name));
}

std::vector<Instruction> program_of(const Node& fused) {
  const std::string& names = fused.attributes.text("program");
  const auto& operands = fused.attributes.integers("operands");
  const auto& parameters = fused.attributes.numbers("parameters");
  std::vector<Instruction> program;
  std::size_t at = 0;
  std::size_t begin = 0;
  for (double parameter : parameters) {
    const std::size_t end = std::min(names.find(' ', begin), names.size());
    Instruction instruction;
    instruction.op = find_op(names.substr(begin, end - begin));
    instruction.parameter = parameter;
    if (instruction.op == nullptr) throw Error("fused_elementwise: unknown op in " + names);
    const auto count = static_cast<std::size_t>(operands[at++]);
    for (std::size_t i = 0; i < count; ++i)
      instruction.operands.push_back(static_cast<int>(operands[at++]));
    program.push_back(std::move(instruction));
    begin = end + 1;
  }
  return program;
}

double parameter_of(const Node& node) {
  for (const char* name : {"alpha", "negative_slope"}) {
    if (node.attributes.has(name)) return node.attributes.number(name);
  }
  return 0.0;
}

namespace {

/// `node` with a bias and an activation behind it.
Value fused(const OpDef& op, const Node& node, std::vector<Value> inputs, Value bias,
            const std::string& activation, double parameter, std::string name) {
  if (bias) inputs.push_back(bias);
  Attributes attributes = node.attributes;
  attributes.set("activation", activation);
  attributes.set("parameter", parameter);
  Graph& graph = inputs[0].owner();
  return graph.add(op, std::move(inputs), std::move(attributes), std::move(name));
}

}  // namespace

Value fused_matmul(const Node& matmul, Value a, Value b, Value bias, const std::string& activation,
                   double parameter, std::string name) {
  return fused(kFusedMatmul, matmul, {a, b}, bias, activation, parameter, std::move(name));
}

bool rounds_factors(const Node& node) {
  return node.attributes.has("bf16") && node.attributes.flag("bf16");
}

std::int64_t parts_of(const Node& node) {
  return node.attributes.has("parts") ? node.attributes.integer("parts") : 1;
}

Value fused_conv(const Node& conv, Value x, Value kernel, Value bias, const std::string& activation,
                 double parameter, std::string name) {
  return fused(kFusedConv, conv, {x, kernel}, bias, activation, parameter, std::move(name));
}

Value round_bf16(Value x) {
  return x.owner().add(kRoundBf16, {x}, {}, x.producer().name);
}

Value all_reduce(Value partial, std::int64_t replicas) {
  return partial.owner().add(kAllReduce, {partial}, {{"replicas", replicas}},
                             partial.producer().name);
}

Value replica_rows(Value whole, std::int64_t replicas) {
  return whole.owner().add(kReplicaRows, {whole}, {{"replicas", replicas}}, whole.producer().name);
}

Value all_rows(Value rows, std::int64_t replicas) {
  return rows.owner().add(kAllRows, {rows}, {{"replicas", replicas}}, rows.producer().name);
}

}  // namespace ganglion::ops
