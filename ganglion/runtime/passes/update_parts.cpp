#include <algorithm>
#include <optional>

#include "ganglion/core/index.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/matmul_update.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/passes/pass.h"

/// An update of all weights reads all derivatives, which are then in memory at a time. Where that
/// is much, the update is divided: those of large kernels are made while their derivative is
/// computed (ops/matmul_update.h), the others as before.
namespace ganglion::runtime {
namespace {

/// Elements of a derivative that is worth a step of its own: for its memory, or because ranks may
/// share it.
constexpr std::int64_t kLarge = std::int64_t{1} << 20;
constexpr std::int64_t kLargeForRanks = std::int64_t{1} << 16;

/// Into how many parts a product is cut whose parts are updated one by one: what a worker has of it
/// at a time shall be little, but enough rows that the second factor is worth reading.
std::int64_t parts_for(const Node& matmul) {
  constexpr std::int64_t kMost = std::int64_t{1} << 20;
  constexpr std::int64_t kFewestRows = 128;
  const Shape& shape = matmul.outputs[0].shape;
  std::int64_t parts = ops::parts_of(matmul);
  while (shape.size() / parts > kMost && shape[0] / (2 * parts) >= kFewestRows) parts *= 2;
  return parts;
}

/// A range of the weights that is updated in one step.
struct Range {
  std::size_t first = 0, last = 0;  ///< of the values in the pack: [first, last)
  std::int64_t begin = 0, end = 0;  ///< of the elements
  bool large = false;               ///< a single value: a product
};

class Divider {
 public:
  Divider(const Graph& graph, std::int64_t large)
      : graph_(graph),
        large_(large),
        uses_(use_counts(graph)),
        assigned_(at(graph.size()), 0),
        result_(std::make_unique<Graph>()),
        rewriter_(graph, *result_) {
    for (const auto& [variable, value] : graph.assignments()) ++assigned_[at(value.node)];
  }

  std::unique_ptr<Graph> run() {
    for (const Node& node : graph_.nodes()) {
      const auto derivatives = derivatives_of(node);
      const std::vector<Range> ranges =
          derivatives ? ranges_of(node.inputs[*derivatives].producer()) : std::vector<Range>();
      if (ranges.empty()) {
        rewriter_.copy(node);
      } else {
        divide(node, *derivatives, ranges);
      }
    }
    rewriter_.finish();
    return std::move(result_);
  }

 private:
  int uses(const Node& node) const { return uses_[at(node.id)]; }

  /// Which input of an update is the pack of all derivatives; none if the node isn't one whose
  /// other inputs are variables as long or single numbers.
  std::optional<std::size_t> derivatives_of(const Node& node) const {
    const auto results = static_cast<int>(node.outputs.size());
    if (node.op != &ops::kFusedElementwise || results == 0 || assigned_[at(node.id)] != results ||
        uses(node) != results || node.outputs[0].dtype != DType::f32 ||
        !node.attributes.integers("partial").empty()) {
      return {};
    }
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const Node& input = node.inputs[i].producer();
      const bool whole = node.inputs[i].shape() == node.outputs[0].shape;
      if (whole && input.op == &ops::kPack && uses(input) == 1 && !found) {
        found = i;
      } else if (!(whole && input.op == &kVariable) && node.inputs[i].shape().size() != 1) {
        return {};
      }
    }
    return found;
  }

  bool is_large(const Node& node) const {
    return node.op == &ops::kMatmul && uses(node) == 1 && ops::parts_of(node) > 1 &&
           node.attributes.flag("transpose_a") && node.outputs[0].shape.size() >= large_;
  }

  /// None without a large product, or if there is a gap beside one that no other range takes.
  std::vector<Range> ranges_of(const Node& pack) const {
    const auto& offsets = pack.attributes.integers("offsets");
    std::vector<Range> ranges;
    bool any = false;
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      const bool large = is_large(pack.inputs[i].producer());
      const std::int64_t end = offsets[i] + pack.inputs[i].shape().size();
      const std::int64_t before = ranges.empty() ? 0 : ranges.back().end;
      any |= large;
      if (!ranges.empty() && !ranges.back().large) {
        ranges.back().end = large ? offsets[i] : end;
        if (!large) ranges.back().last = i + 1;
        if (!large) continue;
      } else if (large && before != offsets[i]) {
        return {};
      }
      ranges.push_back({i, i + 1, large ? offsets[i] : before, end, large});
    }
    const std::int64_t size = pack.outputs[0].shape.size();
    if (!any || (ranges.back().large && ranges.back().end != size)) return {};
    ranges.back().end = size;
    return ranges;
  }

  /// The inputs of a range's update but for the derivatives.
  std::vector<Value> others(const Node& update, std::size_t derivatives, const Range& range) {
    std::vector<Value> inputs;
    for (std::size_t i = 0; i < update.inputs.size(); ++i) {
      if (i == derivatives) continue;
      const Value fresh = rewriter_(update.inputs[i]);
      const bool single = fresh.shape().size() == 1;
      inputs.push_back(single ? fresh
                              : ops::view(fresh, range.begin, Shape{range.end - range.begin}));
    }
    return inputs;
  }

  const Node& update_large(const Node& update, std::size_t derivatives, const Range& range) {
    const Node& matmul = update.inputs[derivatives].producer().inputs[range.first].producer();
    std::vector<Value> inputs = rewriter_.inputs_of(matmul);
    const std::vector<Value> more = others(update, derivatives, range);
    inputs.insert(inputs.end(), more.begin(), more.end());
    return ops::matmul_update(*result_, matmul, update, static_cast<std::int64_t>(derivatives),
                              parts_for(matmul), std::move(inputs));
  }

  const Node& update_small(const Node& update, std::size_t derivatives, const Range& range) {
    const Node& pack = update.inputs[derivatives].producer();
    std::vector<Value> values;
    std::vector<std::int64_t> offsets;
    for (std::size_t i = range.first; i < range.last; ++i) {
      values.push_back(rewriter_(pack.inputs[i]));
      offsets.push_back(pack.attributes.integers("offsets")[i] - range.begin);
    }
    const std::int64_t size = range.end - range.begin;
    std::vector<Value> inputs = others(update, derivatives, range);
    inputs.insert(inputs.begin() + static_cast<std::ptrdiff_t>(derivatives),
                  ops::pack(std::move(values), std::move(offsets), size));
    Attributes attributes = update.attributes;
    attributes.set("shape", to_integers(Shape{size}));
    return result_->add_node(*update.op, std::move(inputs), std::move(attributes), update.name);
  }

  void divide(const Node& update, std::size_t derivatives, const std::vector<Range>& ranges) {
    std::vector<std::vector<Value>> parts(update.outputs.size());
    std::vector<std::int64_t> offsets;
    for (const Range& range : ranges) {
      const Node& part = range.large ? update_large(update, derivatives, range)
                                     : update_small(update, derivatives, range);
      offsets.push_back(range.begin);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i].push_back(part.output(static_cast<int>(i)));
      }
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      rewriter_.map(update.output(static_cast<int>(i)),
                    ops::pack(std::move(parts[i]), offsets, update.outputs[0].shape.size()));
    }
  }

  const Graph& graph_;
  std::int64_t large_;  ///< elements
  std::vector<int> uses_;
  std::vector<int> assigned_;  ///< by node: how many of its values are assigned
  std::unique_ptr<Graph> result_;
  Rewriter rewriter_;
};

}  // namespace

std::unique_ptr<Graph> update_parts(const Graph& graph, const PassSettings& settings) {
  return Divider(graph, settings.ranks ? kLargeForRanks : kLarge).run();
}

}  // namespace ganglion::runtime
