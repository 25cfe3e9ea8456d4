#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

namespace ganglion::op_tests {
namespace {

using Build = std::function<Value(const Inputs&)>;
using ops::PoolOptions;

struct Pooling {
  const char* name;
  Shape x, y;
  PoolOptions options;
};

/// For each window the elements of x in it, as indices into x.
std::vector<std::vector<std::int64_t>> windows_of(const Pooling& p) {
  std::vector<std::vector<std::int64_t>> result(static_cast<std::size_t>(p.y.size()));
  std::vector<std::int64_t> strides =
      p.options.strides.empty() ? p.options.window : p.options.strides;
  for (std::int64_t i = 0; i < p.y.size(); ++i) {
    const auto y = place_of(p.y, i);
    const std::int64_t plane = p.x.size() / (p.x[0] * p.x[1]);
    const std::int64_t begin = (y[0] * p.x[1] + y[1]) * plane;
    for (std::int64_t j = begin; j < begin + plane; ++j) {
      const auto x = place_of(p.x, j);
      bool inside = true;
      for (std::size_t axis = 0; axis + 2 < y.size(); ++axis) {
        const std::int64_t before = p.options.pads_before.empty() ? 0 : p.options.pads_before[axis];
        const std::int64_t first = y[axis + 2] * strides[axis] - before;
        inside = inside && x[axis + 2] >= first && x[axis + 2] < first + p.options.window[axis];
      }
      if (inside) result[static_cast<std::size_t>(i)].push_back(j);
    }
  }
  return result;
}

std::vector<Pooling> poolings() {
  return {
      {"signal", {2, 2, 6}, {2, 2, 3}, {{2}, {}, {}, {}}},
      {"signal overlapping", {1, 2, 7}, {1, 2, 5}, {{3}, {1}, {}, {}}},
      {"signal padded", {1, 1, 5}, {1, 1, 3}, {{3}, {2}, {1}, {1}}},
      {"signal long", {2, 3, 301}, {2, 3, 75}, {{5}, {4}, {1}, {0}}},
      {"image", {1, 2, 4, 4}, {1, 2, 2, 2}, {{2, 2}, {}, {}, {}}},
      {"image left over", {1, 1, 5, 5}, {1, 1, 2, 2}, {{2, 2}, {}, {}, {}}},
      {"image uneven", {1, 1, 4, 5}, {1, 1, 3, 3}, {{3, 2}, {1, 2}, {0, 1}, {1, 0}}},
      {"image gaps", {1, 1, 5, 5}, {1, 1, 2, 2}, {{1, 2}, {3, 3}, {}, {}}},
      {"whole", {2, 3, 3, 2}, {2, 3, 1, 1}, {{3, 2}, {}, {}, {}}},
      {"no rows", {0, 2, 4, 4}, {0, 2, 2, 2}, {{2, 2}, {}, {}, {}}},
      {"batch", {4, 16, 12, 12}, {4, 16, 6, 6}, {{2, 2}, {}, {}, {}}},
      {"wide windows", {2, 5, 19, 37}, {2, 5, 10, 19}, {{3, 3}, {2, 2}, {1, 1}, {1, 1}}},
  };
}

Derivative derivative_of(const Pooling& p) {
  return p.x.size() > 0 && p.x.size() < 50 ? Derivative::checked : Derivative::skipped;
}

/// What a pooling op makes of x (in[0]) and what else it gets, window by window.
using Rule = std::function<void(const Operands& in, const std::vector<std::int64_t>& window,
                                std::int64_t place, std::vector<double>& result)>;

Expected expected_of(const Pooling& p, const Rule& rule) {
  return [p, rule](const Operands& in, const Shape& result) {
    std::vector<double> values(static_cast<std::size_t>(result.size()), 0.0);
    const auto windows = windows_of(p);
    for (std::size_t i = 0; i < windows.size(); ++i) {
      rule(in, windows[i], static_cast<std::int64_t>(i), values);
    }
    return values;
  };
}

std::int64_t largest(const Operand& x, const std::vector<std::int64_t>& window) {
  std::int64_t best = window.front();
  for (std::int64_t at : window) best = x[at] > x[best] ? at : best;
  return best;
}

double& at(std::vector<double>& values, std::int64_t i) {
  return values[static_cast<std::size_t>(i)];
}

using Make = std::function<Value(const Inputs&, const Pooling&)>;

/// `pooled` says of each input whether it has the shape of y.
OpDescription describe(const OpDef& op, const std::vector<bool>& pooled, const Make& make,
                       const Rule& rule) {
  OpDescription description{&op, {}, {}};
  for (const Pooling& p : poolings()) {
    OpCase made{.name = p.name,
                .inputs = {},
                .build = [p, make](const Inputs& in) { return make(in, p); },
                // The larger ones are there to compare kernels.
                .expected = p.x.size() < 1000 ? expected_of(p, rule) : Expected{},
                .derivative = derivative_of(p)};
    for (bool small : pooled) made.inputs.push_back({.shape = small ? p.y : p.x});
    description.cases.push_back(std::move(made));
  }
  return description;
}

std::vector<Refusal> refusals(const Shape& image, const std::function<Build(PoolOptions)>& with) {
  const std::vector<TensorType> x = {{DType::f32, image}};
  return {
      {x, with({{6, 2}, {}, {}, {}}), "the window [6, 2] reaches over 6 elements of axis 2"},
      {x, with({{2, 2}, {0, 1}, {}, {}}), "strides = [0, 1] must be at least 1"},
      {x, with({{2, 2}, {}, {2, 0}, {}}), "pads_before = [2, 0] must be smaller than the window"},
      {x, with({{2}, {}, {}, {}}), "window = [2] must have one value for each of 2"},
      {x, with({{0, 2}, {}, {}, {}}), "window = [0, 2] must be at least 1"},
      {{{DType::f32, {3, 4}}}, with({{2, 2}, {}, {}, {}}), "must be [batch, channels, length]"},
      {{{DType::i32, image}}, with({{2, 2}, {}, {}, {}}), "needs f32 or f64"}};
}

OpDescription max_pool_op() {
  OpDescription description = describe(
      ops::kMaxPool, {false},
      [](const Inputs& in, const Pooling& p) { return ops::max_pool(in[0], p.options); },
      [](const Operands& in, const auto& window, std::int64_t place, auto& result) {
        at(result, place) = in[0][largest(in[0], window)];
      });
  description.refusals = refusals({1, 3, 5, 5}, [](const PoolOptions& options) -> Build {
    return [options](const Inputs& in) { return ops::max_pool(in[0], options); };
  });
  return description;
}

OpDescription max_pool_gradient_op() {
  OpDescription description = describe(
      ops::kMaxPoolGradient, {false, true},
      [](const Inputs& in, const Pooling& p) {
        return ops::max_pool_gradient(in[0], in[1], p.options);
      },
      [](const Operands& in, const auto& window, std::int64_t place, auto& result) {
        at(result, largest(in[0], window)) += in[1][place];
      });
  for (OpCase& c : description.cases) c.whole_scale = true;
  description.cases.push_back(
      {.name = "the first of equal ones",
       .inputs = {{.shape = {1, 1, 4}, .values = {1, 1, 2, 2}}, {.shape = {1, 1, 2}}},
       .build =
           [](const Inputs& in) {
             return ops::max_pool_gradient(in[0], in[1], {{2}, {}, {}, {}});
           },
       .expected =
           [](const Operands& in, const Shape&) {
             return std::vector{in[1][0], 0.0, in[1][1], 0.0};
           },
       .derivative = Derivative::skipped});
  description.cases.push_back(
      {.name = "the first of equal ones of an image",
       .inputs = {{.shape = {1, 1, 2, 6}, .values = {0, 3, 1, 1, 0, 0, 3, 3, 1, 1, 2, 2}},
                  {.shape = {1, 1, 1, 3}}},
       .build =
           [](const Inputs& in) {
             return ops::max_pool_gradient(in[0], in[1], {{2, 2}, {}, {}, {}});
           },
       .expected =
           [](const Operands& in, const Shape&) {
             const Operand& dy = in[1];
             return std::vector{0.0, dy[0], dy[1], 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, dy[2], 0.0};
           },
       .derivative = Derivative::skipped});
  description.refusals = {{{{DType::f32, {1, 3, 4}}, {DType::f32, {1, 3, 4}}},
                           [](const Inputs& in) {
                             return ops::max_pool_gradient(in[0], in[1], {{2}, {}, {}, {}});
                           },
                           "pooling [1, 3, 4] gives [1, 3, 2]"}};
  return description;
}

OpDescription max_pool_pick_op() {
  OpDescription description = describe(
      ops::kMaxPoolPick, {false, false},
      [](const Inputs& in, const Pooling& p) {
        return ops::max_pool_pick(in[0], in[1], p.options);
      },
      [](const Operands& in, const auto& window, std::int64_t place, auto& result) {
        at(result, place) = in[1][largest(in[0], window)];
      });
  description.refusals = {{{{DType::f32, {1, 3, 4}}, {DType::f32, {1, 3, 5}}},
                           [](const Inputs& in) {
                             return ops::max_pool_pick(in[0], in[1], {{2}, {}, {}, {}});
                           },
                           "both inputs must have one shape"}};
  return description;
}

OpDescription avg_pool_op() {
  OpDescription description = describe(
      ops::kAvgPool, {false},
      [](const Inputs& in, const Pooling& p) { return ops::avg_pool(in[0], p.options); },
      [](const Operands& in, const auto& window, std::int64_t place, auto& result) {
        for (std::int64_t i : window) {
          at(result, place) += in[0][i] / static_cast<double>(window.size());
        }
      });
  for (OpCase& c : description.cases) c.whole_scale = true;
  description.refusals = refusals({1, 3, 5, 5}, [](const PoolOptions& options) -> Build {
    return [options](const Inputs& in) { return ops::avg_pool(in[0], options); };
  });
  return description;
}

OpDescription avg_pool_gradient_op() {
  OpDescription description = describe(
      ops::kAvgPoolGradient, {true},
      [](const Inputs& in, const Pooling& p) {
        return ops::avg_pool_gradient(in[0], {p.x.begin() + 2, p.x.end()}, p.options);
      },
      [](const Operands& in, const auto& window, std::int64_t place, auto& result) {
        for (std::int64_t i : window) {
          at(result, i) += in[0][place] / static_cast<double>(window.size());
        }
      });
  for (OpCase& c : description.cases) c.whole_scale = true;
  description.refusals = {{{{DType::f32, {1, 3, 4}}},
                           [](const Inputs& in) {
                             return ops::avg_pool_gradient(in[0], {5}, {{2}, {}, {}, {}});
                           },
                           "pooling [1, 3, 5] gives [1, 3, 2]"}};
  return description;
}

}  // namespace

std::vector<OpDescription> pool_ops() {
  return {max_pool_op(), max_pool_gradient_op(), max_pool_pick_op(), avg_pool_op(),
          avg_pool_gradient_op()};
}

}  // namespace ganglion::op_tests
