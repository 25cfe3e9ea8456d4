#include "ganglion/runtime/assigned_places.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "ganglion/core/index.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/matmul_update.h"

namespace ganglion::runtime {
namespace {

class Placer {
 public:
  Placer(const Graph& graph, const Schedule& schedule) : graph_(graph), schedule_(schedule) {}

  AssignedPlaces run() {
    for (const auto& [variable, value] : graph_.assignments()) {
      if (in_place(variable, value)) {
        place(value, variable, 0);
        place_parts(variable, value);
      } else {
        result_.copies.emplace_back(variable, value);
      }
    }
    return std::move(result_);
  }

 private:
  void place(Value value, Value variable, std::int64_t first) {
    result_.places.push_back(
        {value, variable.node, static_cast<std::size_t>(first) * size_of(value.dtype())});
    placed_.emplace(value.node, value.output);
  }

  /// May the node that makes this value write to a variable?
  bool writes(Value value) const {
    const int step = schedule_.position[at(value.node)];
    return step >= 0 && schedule_.after_guard[at(value.node)] &&
           !placed_.contains({value.node, value.output});  // assigned to two variables
  }

  bool in_place(Value variable, Value value) const {
    if (!writes(value)) return false;
    const int writer = schedule_.position[at(value.node)];
    const Node& node = value.producer();
    for (const Node& reader : graph_.nodes()) {
      for (const Value& input : reader.inputs) {
        if (memory_root(input) != variable || schedule_.position[at(reader.id)] < 0) continue;
        const bool same_place = reader.id == node.id && input == variable &&
                                (node.op->elementwise || node.op == &ops::kFusedElementwise);
        if (!same_place && schedule_.position[at(reader.id)] >= writer) return false;
      }
    }
    return true;
  }

  /// Of a variable: the elements [begin, end).
  struct Range {
    std::int64_t begin = 0, end = 0;
    bool operator==(const Range&) const = default;
    bool overlaps(const Range& other) const { return begin < other.end && other.begin < end; }
  };

  /// What of its variable a value shows: all of it where that isn't simple to say.
  static Range range_of(Value value) {
    Range range{0, value.shape().size()};
    while (is_alias(value.producer())) {
      const Node& node = value.producer();
      const std::int64_t offset = node.op == &ops::kView ? node.attributes.integer("offset") : 0;
      value = node.inputs[0];
      range = {range.begin + offset, range.end + offset};
      if (node.op != &ops::kView && node.op != &ops::kReshape) range = {0, value.shape().size()};
    }
    return range;
  }

  /// Parts of a new value go straight into their places of the variable.
  void place_parts(Value variable, Value value) {
    const Node& pack = value.producer();
    if (pack.op != &ops::kPack) return;
    const auto& offsets = pack.attributes.integers("offsets");
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      const Value part = pack.inputs[i];
      const Range range{offsets[i], offsets[i] + part.shape().size()};
      if (writes(part) && nobody_reads(variable, range, part.producer())) {
        place(part, variable, offsets[i]);
      }
    }
  }

  /// From the step of `writer` on; itself it may read each element before it writes it.
  bool nobody_reads(Value variable, const Range& range, const Node& writer) const {
    const int step = schedule_.position[at(writer.id)];
    const auto reads = [&](const Node& reader, std::size_t input) {
      const Value value = reader.inputs[input];
      if (memory_root(value) != variable) return false;
      const Range read = range_of(value);
      const bool same = reader.id == writer.id && in_order(writer, input) && read == range;
      return !same && read.overlaps(range);
    };
    return std::ranges::none_of(graph_.nodes(), [&](const Node& reader) {
      for (std::size_t i = 0; i < reader.inputs.size(); ++i) {
        if (schedule_.position[at(reader.id)] >= step && reads(reader, i)) return true;
      }
      return false;
    });
  }

  /// Whether a node reads an input element by element as it writes its outputs.
  static bool in_order(const Node& node, std::size_t input) {
    return node.op->elementwise || node.op == &ops::kFusedElementwise ||
           (node.op == &ops::kMatmulUpdate && input >= 2);
  }

  const Graph& graph_;
  const Schedule& schedule_;
  AssignedPlaces result_;
  std::set<std::pair<int, int>> placed_;  ///< node and output
};

}  // namespace

AssignedPlaces assigned_places(const Graph& graph, const Schedule& schedule) {
  return Placer(graph, schedule).run();
}

}  // namespace ganglion::runtime
