#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

namespace ganglion::op_tests {
namespace {

using Build = std::function<Value(const Inputs&)>;

Derivative derivative_of_size(std::int64_t size) {
  return size < 40 ? Derivative::checked : Derivative::skipped;
}

/// Indices reach a little outside: those rows are zero, and add nothing.
OpInput indices(Shape shape, std::int64_t rows) {
  return {.shape = shape, .low = -1, .high = static_cast<double>(rows) + 1, .index = true};
}

OpCase gather_case(const Shape& table, const Shape& picked) {
  return {.name = table.to_string() + picked.to_string(),
          .inputs = {{.shape = table}, indices(picked, table[0])},
          .build = [](const Inputs& in) { return ops::gather(in[0], in[1]); },
          .expected =
              [](const Operands& in, const Shape&) {
                std::vector<double> values;
                const std::int64_t width = in[0].shape.without(0).size();
                for (double index : in[1].values) {
                  const bool inside = index >= 0 && index < static_cast<double>(in[0].shape[0]);
                  for (std::int64_t j = 0; j < width; ++j) {
                    values.push_back(inside ? in[0][static_cast<std::int64_t>(index) * width + j]
                                            : 0.0);
                  }
                }
                return values;
              },
          .derivative = derivative_of_size(table.size() + picked.size())};
}

OpDescription gather_op() {
  const Build build = [](const Inputs& in) { return ops::gather(in[0], in[1]); };
  return {&ops::kGather,
          {gather_case({5, 3}, {4}), gather_case({5}, {2, 3}), gather_case({3, 2, 2}, {}),
           gather_case({4, 3}, {0}), gather_case({4, 0}, {3}), gather_case({0, 3}, {2}),
           gather_case({100, 17}, {300})},
          {{{{DType::f32, {}}, {DType::i32, {2}}}, build, "at least one axis"},
           {{{DType::f32, {5, 3}}, {DType::f32, {2}}}, build, "i32 indices"},
           {{{DType::i32, {5, 3}}, {DType::i32, {2}}}, build, "floating table"}}};
}

OpCase scatter_case(const Shape& picked, const Shape& row, std::int64_t rows) {
  std::vector<std::int64_t> dims(picked.begin(), picked.end());
  dims.insert(dims.end(), row.begin(), row.end());
  const Shape updates{std::span<const std::int64_t>(dims)};
  return {
      .name = picked.to_string() + updates.to_string(),
      .inputs = {indices(picked, rows), {.shape = updates}},
      .build = [rows](const Inputs& in) { return ops::scatter_add(in[0], in[1], rows); },
      .expected =
          [rows, width = row.size()](const Operands& in, const Shape& result) {
            std::vector<double> sums(static_cast<std::size_t>(result.size()), 0.0);
            for (std::int64_t i = 0; i < in[0].shape.size(); ++i) {
              if (in[0][i] < 0 || in[0][i] >= static_cast<double>(rows)) continue;
              for (std::int64_t j = 0; j < width; ++j) {
                sums[static_cast<std::size_t>(static_cast<std::int64_t>(in[0][i]) * width + j)] +=
                    in[1][i * width + j];
              }
            }
            return sums;
          },
      .derivative = derivative_of_size(updates.size()),
      .whole_scale = true};
}

OpDescription scatter_add_op() {
  const auto into = [](std::int64_t rows) -> Build {
    return [rows](const Inputs& in) { return ops::scatter_add(in[0], in[1], rows); };
  };
  return {&ops::kScatterAdd,
          {scatter_case({6}, {3}, 4), scatter_case({2, 3}, {}, 3), scatter_case({}, {2, 2}, 3),
           scatter_case({0}, {3}, 4), scatter_case({3}, {0}, 4), scatter_case({300}, {17}, 50)},
          {{{{DType::f32, {2}}, {DType::f32, {2, 3}}}, into(4), "i32 indices"},
           {{{DType::i32, {2}}, {DType::i32, {2, 3}}}, into(4), "floating updates"},
           {{{DType::i32, {2}}, {DType::f32, {3, 3}}}, into(4), "those of the indices"},
           {{{DType::i32, {2}}, {DType::f32, {2, 3}}}, into(-1), "rows"}}};
}

OpCase one_hot_case(const Shape& shape, std::int64_t depth) {
  return {.name = shape.to_string() + " " + std::to_string(depth),
          .inputs = {indices(shape, depth)},
          .build = [depth](const Inputs& in) { return ops::one_hot(in[0], depth, in.real); },
          .expected =
              [depth](const Operands& in, const Shape&) {
                std::vector<double> values;
                for (double index : in[0].values) {
                  for (std::int64_t j = 0; j < depth; ++j) {
                    values.push_back(index == static_cast<double>(j) ? 1.0 : 0.0);
                  }
                }
                return values;
              },
          .derivative = Derivative::skipped};
}

OpDescription one_hot_op() {
  const auto deep = [](std::int64_t depth) -> Build {
    return [depth](const Inputs& in) { return ops::one_hot(in[0], depth); };
  };
  return {&ops::kOneHot,
          {one_hot_case({5}, 3), one_hot_case({}, 4), one_hot_case({2, 3}, 1), one_hot_case({0}, 3),
           one_hot_case({129}, 10)},
          {{{{DType::f32, {2}}}, deep(3), "i32 indices"},
           {{{DType::i32, {2}}}, deep(0), "must be positive"}}};
}

}  // namespace

std::vector<OpDescription> index_ops() {
  return {gather_op(), scatter_add_op(), one_hot_op()};
}

}  // namespace ganglion::op_tests
