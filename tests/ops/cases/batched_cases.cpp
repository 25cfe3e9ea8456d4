#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

/// Products of many matrices.
namespace ganglion::op_tests {
namespace {

struct Batched {
  Shape leading;
  std::int64_t m, k, n;
  bool ta, tb;
};

Shape matrices(const Batched& p, std::int64_t rows, std::int64_t columns) {
  std::vector<std::int64_t> extents(p.leading.begin(), p.leading.end());
  extents.push_back(rows);
  extents.push_back(columns);
  return Shape(extents);
}

std::vector<double> batched_product(const Batched& p, const Operands& in) {
  std::vector<double> result;
  for (std::int64_t b = 0; b < p.leading.size(); ++b) {
    for (std::int64_t i = 0; i < p.m; ++i) {
      for (std::int64_t j = 0; j < p.n; ++j) {
        long double sum = 0;
        for (std::int64_t k = 0; k < p.k; ++k) {
          sum +=
              static_cast<long double>(in[0][b * p.m * p.k + (p.ta ? k * p.m + i : i * p.k + k)]) *
              in[1][b * p.k * p.n + (p.tb ? j * p.k + k : k * p.n + j)];
        }
        result.push_back(static_cast<double>(sum));
      }
    }
  }
  return result;
}

OpDescription batched_matmul_op() {
  OpDescription description{&ops::kBatchedMatmul, {}, {}};
  for (const bool ta : {false, true}) {
    for (const bool tb : {false, true}) {
      for (const Batched& p : {Batched{{2}, 2, 3, 2, ta, tb}, Batched{{2, 2}, 1, 2, 3, ta, tb},
                               Batched{{3, 4}, 17, 9, 33, ta, tb}, Batched{{0}, 2, 3, 4, ta, tb},
                               Batched{{2}, 2, 0, 4, ta, tb}, Batched{{1}, 5, 256, 7, ta, tb}}) {
        const std::int64_t size = p.leading.size() * p.m * p.k;
        description.cases.push_back(
            {.name = p.leading.to_string() + std::to_string(p.m) + "x" + std::to_string(p.k) + "x" +
                     std::to_string(p.n) + (ta ? "_ta" : "") + (tb ? "_tb" : ""),
             .inputs = {{.shape = ta ? matrices(p, p.k, p.m) : matrices(p, p.m, p.k)},
                        {.shape = tb ? matrices(p, p.n, p.k) : matrices(p, p.k, p.n)}},
             .build = [ta,
                       tb](const Inputs& in) { return ops::batched_matmul(in[0], in[1], ta, tb); },
             .expected = [p](const Operands& in, const Shape&) { return batched_product(p, in); },
             .derivative = size > 0 && size < 20 ? Derivative::checked : Derivative::skipped,
             .whole_scale = true});
      }
    }
  }
  const auto build = [](const Inputs& in) { return ops::batched_matmul(in[0], in[1]); };
  const DType f32 = DType::f32;
  description.refusals = {{{{f32, {2, 3}}, {f32, {3, 2}}}, build, "same leading axes"},
                          {{{f32, {2, 2, 3}}, {f32, {1, 3, 2}}}, build, "same leading axes"},
                          {{{f32, {2, 2, 3}}, {f32, {2, 2, 3}}}, build, "extents 3 and 2 differ"},
                          {{{DType::i32, {2, 2, 3}}, {f32, {2, 3, 2}}}, build, "needs f32 or f64"}};
  return description;
}

}  // namespace

std::vector<OpDescription> batched_ops() {
  return {batched_matmul_op()};
}

}  // namespace ganglion::op_tests
