#include "ganglion/kernels/simd/simplify.h"

#include <algorithm>

#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels::simd {
namespace {

class Simplifier {
 public:
  explicit Simplifier(Program& program)
      : program_(program), uses_(static_cast<std::size_t>(program.registers())) {
    for (const Step& step : program.steps) {
      for (int k = 0; k < step.count; ++k) ++uses_[index(step.operands[index(k)])];
    }
    for (int result : program.results) uses_[index(result)] += 2;  // never taken away
  }

  void run() {
    for (Step& step : program_.steps) {
      if (step.scalar) continue;
      if (step.op == &ops::kAdd) visit_add(step);
      if (step.op == &ops::kSub) visit_sub(step);
      if (step.op == &ops::kDiv) visit_div(step);
    }
  }

 private:
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }

  /// The step behind a register if it computes `op` and nothing else uses its result.
  Step* single(int reg, const OpDef* op) {
    const int i = reg - static_cast<int>(program_.inputs.size());
    if (i < 0 || uses_[index(reg)] != 1) return nullptr;
    Step& step = program_.steps[index(i)];
    return step.op == op && !step.scalar ? &step : nullptr;
  }

  static void become(Step& step, const OpDef* op, std::array<int, kMaxOperands> operands,
                     int count) {
    step.op = op;
    step.operands = operands;
    step.count = count;
  }

  void visit_add(Step& step) {
    const int a = step.operands[0];
    const int b = step.operands[1];
    Step* left = single(a, &ops::kMul);
    Step* right = single(b, &ops::kMul);
    if (left != nullptr && right != nullptr) {
      left->dropped = right->dropped = true;
      become(step, &kMulMulAdd,
             {left->operands[0], left->operands[1], right->operands[0], right->operands[1]}, 4);
    } else if (left != nullptr || right != nullptr) {
      Step* product = left != nullptr ? left : right;
      const int rest = left != nullptr ? b : a;
      product->dropped = true;
      become(step, &kMulAdd, {product->operands[0], product->operands[1], rest}, 3);
      visit_mul_add(step, rest);
    }
  }

  /// (c - a) * b + a and (c * d - a) * b + a
  void visit_mul_add(Step& step, int a) {
    for (std::size_t side : {0U, 1U}) {
      const int weight = step.operands[1 - side];
      Step* difference = single(step.operands[side], &ops::kSub);
      Step* product = single(step.operands[side], &kMulSub);
      if (difference != nullptr && difference->operands[1] == a) {
        difference->dropped = true;
        become(step, &kLerp, {a, weight, difference->operands[0]}, 3);
        return;
      }
      if (product != nullptr && product->operands[2] == a) {
        product->dropped = true;
        become(step, &kLerpProduct, {a, weight, product->operands[0], product->operands[1]}, 4);
        return;
      }
    }
  }

  void visit_sub(Step& step) {
    const int a = step.operands[0];
    const int b = step.operands[1];
    if (Step* right = single(b, &ops::kMul)) {
      right->dropped = true;
      become(step, &kNegMulAdd, {right->operands[0], right->operands[1], a}, 3);
    } else if (Step* left = single(a, &ops::kMul)) {
      left->dropped = true;
      become(step, &kMulSub, {left->operands[0], left->operands[1], b}, 3);
    } else if (Step* quotient = single(b, &kDivRoot)) {
      visit_sub_div_root(step, *quotient);
    }
  }

  /// a - b * c / (sqrt(d) + e)
  void visit_sub_div_root(Step& step, Step& quotient) {
    Step* product = single(quotient.operands[0], &ops::kMul);
    if (product == nullptr) return;
    product->dropped = quotient.dropped = true;
    become(step, &kSubDivRoot,
           {step.operands[0], product->operands[0], product->operands[1], quotient.operands[1],
            quotient.operands[2]},
           5);
    visit_adam(step);
  }

  /// The step behind a register that is a result and has one reader more, if it computes `op`.
  Step* stored(int reg, const OpDef* op) {
    const int i = reg - static_cast<int>(program_.inputs.size());
    if (i < 0 || uses_[index(reg)] != 3) return nullptr;
    Step& step = program_.steps[index(i)];
    return step.op == op ? &step : nullptr;
  }

  /// sub_div_root of moving averages of a gradient and of its square, which are stored as well.
  void visit_adam(Step& step) {
    const auto [p, b, c, v, epsilon] = std::array{
        step.operands[0], step.operands[1], step.operands[2], step.operands[3], step.operands[4]};
    const bool first = stored(b, &kLerp) != nullptr;
    const int m = first ? b : c;
    const int rate = first ? c : b;
    Step* mean = stored(m, &kLerp);
    Step* square = stored(v, &kLerpProduct);
    if (mean == nullptr || square == nullptr) return;
    const int g = mean->operands[2];
    const std::array numbers = {mean->operands[1], square->operands[1], rate, epsilon};
    const std::array lists = {mean->operands[0], g, square->operands[0], p};
    const auto number = [this](int reg) { return program_.is_scalar(reg); };
    if (square->operands[2] != g || square->operands[3] != g ||
        !std::ranges::all_of(numbers, number) || std::ranges::any_of(lists, number)) {
      return;
    }
    mean->written = square->written = true;
    become(step, &kAdamStep,
           {mean->operands[0], mean->operands[1], g, square->operands[0], square->operands[1], p,
            rate, epsilon, m, v},
           10);
  }

  void visit_div(Step& step) {
    Step* sum = single(step.operands[1], &ops::kAdd);
    if (sum == nullptr) return;
    for (std::size_t side : {0U, 1U}) {
      Step* root = single(sum->operands[side], &ops::kSqrt);
      if (root == nullptr) continue;
      sum->dropped = root->dropped = true;
      become(step, &kDivRoot, {step.operands[0], root->operands[0], sum->operands[1 - side]}, 3);
      return;
    }
  }

  Program& program_;
  std::vector<int> uses_;
};

}  // namespace

void simplify(Program& program) {
  Simplifier(program).run();
}

}  // namespace ganglion::kernels::simd
