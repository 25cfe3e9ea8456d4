#include <limits>
#include <optional>

#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

namespace ganglion::op_tests {
namespace {

using Build = std::function<Value(const Inputs&)>;
using Place = std::vector<std::int64_t>;

OpCase make(std::string name, std::vector<OpInput> inputs, Build build, Expected expected) {
  std::int64_t size = inputs.empty() || inputs[0].index ? 40 : 0;
  for (const OpInput& input : inputs) size += input.shape.size();
  return {.name = std::move(name),
          .inputs = std::move(inputs),
          .build = std::move(build),
          .expected = std::move(expected),
          .derivative = size < 40 ? Derivative::checked : Derivative::skipped};
}

/// Expected values of an op that moves elements: which element of x comes to which place. An empty
/// place stands for zero.
Expected moved(std::function<std::optional<Place>(const Place&)> from) {
  return [from](const Operands& in, const Shape& result) {
    std::vector<double> values;
    for (std::int64_t i = 0; i < result.size(); ++i) {
      const std::optional<Place> place = from(place_of(result, i));
      values.push_back(place ? in[0][offset_of(in[0].shape, *place)] : 0.0);
    }
    return values;
  };
}

std::vector<double> unchanged(const Operands& in, const Shape&) {
  return in[0].values;
}

OpDescription reshape_op() {
  const auto to = [](Shape shape) -> Build {
    return [shape](const Inputs& in) { return ops::reshape(in[0], shape); };
  };
  return {
      &ops::kReshape,
      {make("flat", {{{2, 3, 4}}}, to({24}), unchanged),
       make("scalar", {{{1, 1}}}, to({}), unchanged),
       make("empty", {{{0, 3}}}, to({7, 0}), unchanged),
       make("index", {{.shape = {6}, .low = 0, .high = 9, .index = true}}, to({2, 3}), unchanged),
       make("long", {{{1030}}}, to({10, 103}), unchanged)},
      {{{{DType::f32, {2, 3}}}, to({7}), "6 elements can't become [7]"}}};
}

OpDescription transpose_op() {
  const auto by = [](std::vector<int> axes) -> Build {
    return [axes](const Inputs& in) { return ops::transpose(in[0], axes); };
  };
  const Expected swapped = moved([](const Place& p) { return Place{p[1], p[0]}; });
  return {
      &ops::kTranspose,
      {make("matrix", {{{3, 5}}}, by({1, 0}), swapped),
       make("row", {{{1, 7}}}, by({1, 0}), swapped), make("empty", {{{0, 7}}}, by({1, 0}), swapped),
       make("large", {{{67, 129}}}, by({1, 0}), swapped),
       make("cube", {{{2, 3, 4}}}, by({2, 0, 1}), moved([](const Place& p) {
              return Place{p[1], p[2], p[0]};
            })),
       make("identity", {{{2, 3}}}, by({0, 1}), unchanged)},
      {{{{DType::f32, {2, 3}}}, by({0, 0}), "name each axis once"},
       {{{DType::f32, {2, 3}}}, by({0}), "name each axis once"},
       {{{DType::f32, {2, 3}}}, by({0, 2}), "name each axis once"}}};
}

OpDescription broadcast_to_op() {
  const auto to = [](Shape shape) -> Build {
    return [shape](const Inputs& in) { return ops::broadcast_to(in[0], shape); };
  };
  const Expected stretched = elementwise([](const long double* x) { return x[0]; });
  return {&ops::kBroadcastTo,
          {make("row", {{{4}}}, to({3, 4}), stretched),
           make("column", {{{3, 1}}}, to({3, 4}), stretched),
           make("scalar", {{{}}}, to({2, 3}), stretched), make("none", {{{1}}}, to({0}), stretched),
           make("middle", {{{2, 1, 3}}}, to({4, 2, 5, 3}), stretched),
           make("large", {{{67}}}, to({65, 67}), stretched)},
          {{{{DType::f32, {2, 3}}}, to({2, 4}), "can't be stretched to [2, 4]"},
           {{{DType::f32, {2, 3}}}, to({3}), "can't be stretched to [3]"}}};
}

OpDescription slice_op() {
  const auto at = [](Place starts, Shape sizes) -> Build {
    return [=](const Inputs& in) { return ops::slice(in[0], starts, sizes); };
  };
  const auto shifted = [](Place starts) {
    return moved([starts](Place p) {
      for (std::size_t i = 0; i < p.size(); ++i) p[i] += starts[i];
      return p;
    });
  };
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  return {&ops::kSlice,
          {make("block", {{{4, 5}}}, at({1, 2}, {2, 3}), shifted({1, 2})),
           make("all", {{{3}}}, at({0}, {3}), shifted({0})),
           make("none", {{{3}}}, at({3}, {0}), shifted({3})),
           make("rows", {{{66, 40}}}, at({5, 0}, {33, 40}), shifted({5, 0})),
           make("cube", {{{3, 4, 3}}}, at({1, 1, 0}, {2, 2, 3}), shifted({1, 1, 0}))},
          {{{{DType::f32, {4, 5}}}, at({3, 0}, {2, 5}), "no block of extents [2, 5] at [3, 0]"},
           {{{DType::f32, {4, 5}}}, at({-1, 0}, {2, 5}), "no block"},
           {{{DType::f32, {4, 5}}}, at({0}, {4}), "no block"},
           {{{DType::f32, {4}}}, at({kMax}, {2}), "no block"}}};
}

OpDescription pad_op() {
  const auto by = [](Place before, Place after) -> Build {
    return [=](const Inputs& in) { return ops::pad(in[0], before, after); };
  };
  const auto inside = [](Place before, Shape size) {
    return moved([=](Place p) -> std::optional<Place> {
      for (std::size_t i = 0; i < p.size(); ++i) {
        p[i] -= before[i];
        if (p[i] < 0 || p[i] >= size[static_cast<int>(i)]) return std::nullopt;
      }
      return p;
    });
  };
  return {&ops::kPad,
          {make("block", {{{2, 3}}}, by({1, 0}, {0, 2}), inside({1, 0}, {2, 3})),
           make("empty", {{{0}}}, by({2}, {1}), inside({2}, {0})),
           make("nothing", {{{3}}}, by({0}, {0}), unchanged),
           make("large", {{{65, 33}}}, by({1, 3}, {4, 5}), inside({1, 3}, {65, 33}))},
          {{{{DType::f32, {2, 3}}}, by({1}, {1}), "for each axis"},
           {{{DType::f32, {2, 3}}}, by({1, -1}, {0, 0}), "must not be negative"}}};
}

OpDescription concat_op() {
  const auto along = [](int axis) -> Build {
    return [axis](const Inputs& in) { return ops::concat(in.values, axis); };
  };
  const auto joined = [](int axis) -> Expected {
    return [axis](const Operands& in, const Shape& result) {
      std::vector<double> values;
      for (std::int64_t i = 0; i < result.size(); ++i) {
        Place place = place_of(result, i);
        std::int64_t& at = place[static_cast<std::size_t>(axis)];
        std::size_t k = 0;
        while (at >= in[k].shape[axis]) at -= in[k++].shape[axis];
        values.push_back(in[k][offset_of(in[k].shape, place)]);
      }
      return values;
    };
  };
  return {&ops::kConcat,
          {make("rows", {{{2, 3}}, {{1, 3}}}, along(0), joined(0)),
           make("columns", {{{2, 3}}, {{2, 1}}, {{2, 2}}}, along(-1), joined(1)),
           make("one", {{{3}}}, along(0), joined(0)),
           make("empty", {{{0}}, {{3}}, {{0}}}, along(0), joined(0)),
           make("large", {{{33, 65}}, {{33, 7}}}, along(1), joined(1))},
          {{{{DType::f32, {2, 3}}, {DType::f32, {3, 3}}}, along(1), "agree in all axes"},
           {{{DType::f32, {2, 3}}, {DType::f64, {2, 3}}}, along(1), "one type"},
           {{{DType::f32, {2, 3}}}, along(2), "axis 2", false},
           {{}, along(0), "at least one", false}}};
}

OpDescription view_op() {
  const auto at = [](std::int64_t offset, Shape shape) -> Build {
    return [=](const Inputs& in) { return ops::view(in[0], offset, shape); };
  };
  const auto block = [](std::int64_t offset) -> Expected {
    return [offset](const Operands& in, const Shape& result) {
      const auto first = in[0].values.begin() + offset;
      return std::vector<double>(first, first + result.size());
    };
  };
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  return {
      &ops::kView,
      {make("matrix", {{{12}}}, at(3, {2, 4}), block(3)),
       make("scalar", {{{3}}}, at(2, {}), block(2)), make("none", {{{3}}}, at(3, {0}), block(3)),
       make("large", {{{5000}}}, at(17, {33, 65}), block(17))},
      {{{{DType::f32, {12}}}, at(6, {2, 4}), "[2, 4] at offset 6 lies outside"},
       {{{DType::f32, {12}}}, at(-1, {2}), "lies outside"},
       {{{DType::f32, {12}}}, at(kMax, {2}), "lies outside"},
       {{{DType::f32, {3, 4}}}, at(0, {2}), "flat buffer"}}};
}

OpDescription pack_op() {
  const auto at = [](Place offsets, std::int64_t size) -> Build {
    return [=](const Inputs& in) { return ops::pack(in.values, offsets, size); };
  };
  const auto laid = [](Place offsets) -> Expected {
    return [offsets](const Operands& in, const Shape& result) {
      std::vector<double> values(static_cast<std::size_t>(result.size()), 0.0);
      for (std::size_t k = 0; k < in.size(); ++k) {
        std::copy(in[k].values.begin(), in[k].values.end(), values.begin() + offsets[k]);
      }
      return values;
    };
  };
  return {&ops::kPack,
          {make("gaps", {{{2, 3}}, {{}}, {{4}}}, at({1, 8, 10}, 16), laid({1, 8, 10})),
           make("tight", {{{3}}, {{2}}}, at({0, 3}, 5), laid({0, 3})),
           make("empty", {{{0}}}, at({0}, 0), laid({0})),
           make("large", {{{33, 65}}, {{65}}}, at({0, 2160}, 2240), laid({0, 2160}))},
          {{{{DType::f32, {2}}, {DType::f32, {2}}}, at({0, 1}, 8), "without overlap"},
           {{{DType::f32, {2}}, {DType::f32, {2}}}, at({0, 4}, 5), "beyond the buffer"},
           {{{DType::f32, {2}}, {DType::f32, {2}}}, at({0}, 5), "one offset for each"},
           {{{DType::f32, {2}}, {DType::f64, {2}}}, at({0, 2}, 5), "one type"}}};
}

/// No kernel: a plan points into the whole value. Only the shapes are checked here.
OpDescription rows_op(const OpDef& op, Value (*make)(Value, std::int64_t), const Shape& taken,
                      const Shape& refused, const char* fragment) {
  const Build build = [make](const Inputs& in) { return make(in[0], 4); };
  return {&op,
          {{.name = "rows",
            .inputs = {{taken}},
            .build = build,
            .expected = {},
            .derivative = Derivative::skipped}},
          {{{{DType::f32, refused}}, build, fragment}}};
}

}  // namespace

std::vector<OpDescription> shape_ops() {
  return {reshape_op(),
          transpose_op(),
          broadcast_to_op(),
          slice_op(),
          pad_op(),
          concat_op(),
          view_op(),
          pack_op(),
          rows_op(ops::kReplicaRows, ops::replica_rows, {8, 3}, {7, 3}, "don't divide"),
          rows_op(ops::kAllRows, ops::all_rows, {2, 3}, {}, "no rows")};
}

}  // namespace ganglion::op_tests
