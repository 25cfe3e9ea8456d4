#include "ganglion/kernels/simd/translate.h"

#include <algorithm>

#include "ganglion/kernels/simd/simplify.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/row_axes.h"

namespace ganglion::kernels::simd {
namespace {

/// A single op as a program of one instruction.
std::vector<ops::Instruction> instructions_of(const Node& node) {
  if (node.op == &ops::kFusedElementwise || node.op == &ops::kFusedSums) {
    return ops::program_of(node);
  }
  ops::Instruction only{.op = node.op, .operands = {}, .parameter = ops::parameter_of(node)};
  for (std::size_t k = 0; k < node.inputs.size(); ++k) only.operands.push_back(static_cast<int>(k));
  return {only};
}

/// Powers with the usual constant exponents are cheaper ops.
void simplify_power(const Node& node, Step& step) {
  const auto exponent = static_cast<std::size_t>(step.operands[1]);
  if (exponent >= node.inputs.size()) return;
  const Node& producer = node.inputs[exponent].producer();
  if (producer.op != &kConstant || node.inputs[exponent].shape().size() != 1) return;
  const float value = producer.attributes.tensor("value").values<float>()[0];
  const auto become = [&step](const OpDef* op, int count) {
    step.op = op;
    step.count = count;
    step.operands[1] = step.operands[0];
  };
  if (value == 1.0F) become(&kCopy, 1);
  if (value == 2.0F) become(&ops::kMul, 2);
  if (value == 0.5F) become(&ops::kSqrt, 1);
  if (value == -0.5F) become(&kInverseSqrt, 1);
  if (value == -1.0F) become(&kReciprocal, 1);
}

bool add_inputs(const Node& node, Program& program) {
  for (const Value& value : node.inputs) {
    const auto stretch = stretch_of(value.shape(), node.outputs[0].shape);
    if (!stretch || value.dtype() != DType::f32) return false;
    program.inputs.push_back(
        {.stretch = *stretch, .replicas = 1, .scalar = stretch->period == 1 && program.size > 1});
  }
  std::vector<std::int64_t> partial;
  if (node.op == &ops::kAllReduce) partial = {0, node.attributes.integer("replicas")};
  if (node.op == &ops::kFusedElementwise) partial = node.attributes.integers("partial");
  for (std::size_t i = 0; i + 1 < partial.size(); i += 2) {
    program.inputs.at(static_cast<std::size_t>(partial[i])).replicas = partial[i + 1];
    if (find_tree_sum(partial[i + 1]) == nullptr) return false;
  }
  return true;
}

bool add_steps(const Node& node, Program& program) {
  for (const ops::Instruction& instruction : instructions_of(node)) {
    if (find_loop(*instruction.op, 0) == nullptr || instruction.operands.size() > kMaxOperands) {
      return false;
    }
    Step step{.op = instruction.op, .parameter = static_cast<float>(instruction.parameter)};
    for (int operand : instruction.operands) {
      step.operands[static_cast<std::size_t>(step.count++)] = operand;
    }
    if (step.op == &ops::kPow) simplify_power(node, step);
    step.scalar = std::all_of(step.operands.begin(), step.operands.begin() + step.count,
                              [&program](int operand) { return program.is_scalar(operand); });
    program.steps.push_back(step);
  }
  return true;
}

/// Runs shorter than that are laid out in tiles, as many short loops would take longer.
constexpr std::int64_t kShortestRun = 64;

/// The shortest run of a stretched input if the others are multiples of it, else 0.
std::int64_t common_run(const Program& program) {
  std::int64_t run = 0;
  for (const Input& input : program.inputs) {
    if (input.stretch.run > 1 && (run == 0 || input.stretch.run < run)) run = input.stretch.run;
  }
  if (run < kShortestRun) return 0;
  const bool common = std::ranges::all_of(program.inputs, [run](const Input& input) {
    return input.stretch.run == 1 || input.stretch.run % run == 0;
  });
  return common ? run : 0;
}

/// Every result becomes the result of a step of its own over the whole shape.
void separate_results(Program& program) {
  std::vector<int> seen;
  for (int& result : program.results) {
    const bool input = result < static_cast<int>(program.inputs.size());
    const bool twice = std::find(seen.begin(), seen.end(), result) != seen.end();
    if (input || twice || program.is_scalar(result)) {
      program.steps.push_back({.op = &kCopy, .operands = {result}, .count = 1});
      result = program.registers() - 1;
    }
    seen.push_back(result);
  }
}

}  // namespace

std::optional<Program> row_program_of(const Node& node, std::int64_t n) {
  Program program;
  program.size = n;
  const Shape shape = node.attributes.shape("shape");
  for (const Value& value : node.inputs) {
    const auto part = ops::row_part(value.shape(), shape, node.attributes.integers("axes"));
    if (!part || value.dtype() != DType::f32) return std::nullopt;
    const bool long_row = *part == ops::RowPart::own || *part == ops::RowPart::every_row;
    program.inputs.push_back({.stretch = {.run = 1, .period = long_row ? n : 1},
                              .replicas = 1,
                              .scalar = !long_row && n > 1});
  }
  for (const char* list : {"results", "sums"}) {
    for (std::int64_t reg : node.attributes.integers(list)) {
      program.results.push_back(static_cast<int>(reg));
    }
  }
  if (!add_steps(node, program)) return std::nullopt;
  separate_results(program);
  simplify(program);
  return program;
}

std::optional<Program> program_of(const Node& node) {
  if (node.outputs[0].dtype != DType::f32 || node.outputs[0].shape.size() == 0) return std::nullopt;
  Program program;
  program.size = node.outputs[0].shape.size();
  program.results = {static_cast<int>(node.inputs.size())};
  if (node.op == &ops::kFusedElementwise) {
    const auto& results = node.attributes.integers("results");
    program.results.assign(results.begin(), results.end());
  }
  if (!add_inputs(node, program) || !add_steps(node, program)) return std::nullopt;
  program.run = common_run(program);
  separate_results(program);
  simplify(program);
  return program;
}

}  // namespace ganglion::kernels::simd
