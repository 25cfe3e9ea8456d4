#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/index.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/multiply_adds.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/passes/pass.h"

/// Divides a graph among replicas. Each op says where its outputs live when its inputs live so;
/// where a sum over the batch feeds something that needs it whole, one all_reduce is put.
/// Large products that are left whole are cut into parts.
namespace ganglion::runtime {
namespace {

/// A product of whole values is cut into parts, which workers share; by its shape alone, as the
/// last bits may depend on it. Of a derivative of a kernel, a product over the batch, the rows are
/// cut, of others, whose rows are few, the columns.
void cut(const Node& node, Attributes& attributes) {
  constexpr std::int64_t kMaxParts = 8;
  constexpr std::int64_t kFewestLines = 48;
  constexpr std::int64_t kMinWork = 1'000'000;  // multiply-adds: 20 to 30 µs of one core
  if (node.op != &ops::kMatmul) return;
  const std::int64_t lines = node.outputs[0].shape[node.attributes.flag("transpose_a") ? 0 : 1];
  const std::int64_t work = ops::multiply_adds(node);
  std::int64_t parts = 1;
  while (parts < kMaxParts && lines / (2 * parts) >= kFewestLines &&
         work / (2 * parts) >= kMinWork) {
    parts *= 2;
  }
  if (parts > 1) attributes.set("parts", parts);
}

/// Where values live, and what each node wants of its inputs.
struct Placements {
  std::vector<Placement> of_node;
  std::vector<std::vector<Placement>> wanted;
};

std::optional<Placements> place_all(const Graph& graph) {
  Placements result;
  for (const Node& node : graph.nodes()) {
    std::vector<Placement> inputs;
    for (const Value& input : node.inputs) {
      inputs.push_back(result.of_node[static_cast<std::size_t>(input.node)]);
    }
    if (node.op->place == nullptr) return std::nullopt;
    const auto placement = node.op->place(node, inputs);
    if (!placement) return std::nullopt;
    result.of_node.push_back(*placement);
    result.wanted.push_back(std::move(inputs));
  }
  return result;
}

bool effects_allow(const Graph& graph, const Placements& placements) {
  const auto split = [&](Value value) {
    return placements.of_node[static_cast<std::size_t>(value.node)] == Placement::split;
  };
  if (graph.guard() && split(graph.guard())) return false;
  return std::none_of(graph.assignments().begin(), graph.assignments().end(),
                      [&](const auto& assignment) { return split(assignment.second); });
}

class Partitioner {
 public:
  Partitioner(const Graph& graph, Placements placements, const PassSettings& settings)
      : graph_(graph),
        placements_(std::move(placements)),
        replicas_(settings.replicas),
        ranks_(settings.ranks),
        result_(std::make_unique<Graph>()),
        rewriter_(graph, *result_) {}

  std::unique_ptr<Graph> run() {
    for (const Node& node : graph_.nodes()) add(node);
    for (const auto& [name, value] : graph_.outputs()) result_->set_output(name, total(value));
    for (const auto& [variable, value] : graph_.assignments()) {
      result_->assign(rewriter_(variable), total(value));
    }
    if (graph_.guard()) result_->set_guard(total(graph_.guard()));
    return std::move(result_);
  }

 private:
  Placement placement(Value value) const {
    return placements_.of_node[static_cast<std::size_t>(value.node)];
  }

  void add(const Node& node) {
    if (ranks_ && node.op == &ops::kPack) total_together(node);
    std::vector<Value> inputs;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      inputs.push_back(
          fetch(node.inputs[i], placements_.wanted[static_cast<std::size_t>(node.id)][i]));
    }
    Attributes attributes = node.attributes;
    if (placement(node.output()) == Placement::split && attributes.has("shape")) {
      std::vector<std::int64_t> shape = attributes.integers("shape");
      shape[0] /= replicas_;
      attributes.set("shape", std::move(shape));
    }
    if (placement(node.output()) == Placement::whole) cut(node, attributes);
    const Node& fresh =
        result_->add_node(*node.op, std::move(inputs), std::move(attributes), node.name);
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
      rewriter_.map(node.output(i), fresh.output(i));
    }
  }

  Value fetch(Value value, Placement wanted) {
    const Placement have = placement(value);
    if (have == wanted) return rewriter_(value);
    if (wanted != Placement::split) return have == Placement::split ? united(value) : total(value);
    Value& rows = rows_[{value.node, value.output}];
    if (!rows) rows = ops::replica_rows(total(value), replicas_);
    return rows;
  }

  /// The value itself, or its sum if it is partial.
  Value total(Value value) {
    if (placement(value) != Placement::partial) return rewriter_(value);
    Value& sum = sums_[{value.node, value.output}];
    if (sum) return sum;
    const bool packed = ranks_ && value.producer().op == &ops::kPack;
    sum = packed ? total_of_pack(value.producer()) : ops::all_reduce(rewriter_(value), replicas_);
    return sum;
  }

  /// Makes the sums of those values of a pack that are partial as few: each costs ranks the latency
  /// of a message. What is large is left to be exchanged while others are computed.
  void total_together(const Node& pack) {
    constexpr std::int64_t kSmallSize = 16 << 10;
    if (placement(pack.output()) != Placement::whole) return;
    std::vector<Value> small, parts;
    std::vector<std::int64_t> offsets;
    std::int64_t size = 0;
    for (const Value& input : pack.inputs) {
      const bool known = sums_.contains({input.node, input.output});
      if (placement(input) != Placement::partial || known || input.shape().size() > kSmallSize) {
        continue;
      }
      small.push_back(input);
      parts.push_back(rewriter_(input));
      offsets.push_back(std::exchange(size, size + input.shape().size()));
    }
    if (small.size() < 2) return;
    const Value sum = ops::all_reduce(ops::pack(std::move(parts), offsets, size), replicas_);
    for (std::size_t i = 0; i < small.size(); ++i) {
      sums_[{small[i].node, small[i].output}] = ops::view(sum, offsets[i], small[i].shape());
    }
  }

  /// In pieces, each of which ranks can exchange while others are computed.
  Value total_of_pack(const Node& pack) {
    constexpr std::int64_t kPieceBytes = std::int64_t{256} << 10;
    const auto& offsets = pack.attributes.integers("offsets");
    std::vector<Value> sums, parts;
    std::vector<std::int64_t> firsts, places;
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      if (parts.empty()) firsts.push_back(offsets[i]);
      parts.push_back(rewriter_(pack.inputs[i]));
      places.push_back(offsets[i] - firsts.back());
      const std::int64_t size = places.back() + parts.back().shape().size();
      const auto bytes = size * static_cast<std::int64_t>(size_of(pack.outputs[0].dtype));
      if (bytes < kPieceBytes && i + 1 < offsets.size()) continue;
      sums.push_back(ops::all_reduce(
          ops::pack(std::exchange(parts, {}), std::exchange(places, {}), size), replicas_));
    }
    if (sums.size() == 1 && sums[0].shape() == pack.outputs[0].shape) return sums[0];
    return ops::pack(std::move(sums), std::move(firsts), pack.outputs[0].shape[0]);
  }

  /// The rows of all replicas together.
  Value united(Value value) {
    Value& rows = united_[{value.node, value.output}];
    if (!rows) rows = ops::all_rows(rewriter_(value), replicas_);
    return rows;
  }

  const Graph& graph_;
  Placements placements_;
  std::int64_t replicas_;
  bool ranks_;
  std::unique_ptr<Graph> result_;
  Rewriter rewriter_;
  std::map<std::pair<int, int>, Value> sums_;    // old value → its sum, made once
  std::map<std::pair<int, int>, Value> rows_;    // old value → a replica's rows of it
  std::map<std::pair<int, int>, Value> united_;  // old value → the rows of all replicas
};

/// With one replica nothing is split: inputs are whole like everything else.
std::unique_ptr<Graph> unite(const Graph& graph) {
  auto result = std::make_unique<Graph>();
  Rewriter rewriter(graph, *result);
  for (const Node& node : graph.nodes()) {
    if (node.op == &kInput) {
      rewriter.map(node.output(), result->input(node.name, node.outputs[0], false));
    } else if (node.op == &ops::kMatmul) {
      Attributes attributes = node.attributes;
      cut(node, attributes);
      rewriter.map(node.output(), result->add(*node.op, rewriter.inputs_of(node),
                                              std::move(attributes), node.name));
    } else {
      rewriter.copy(node);
    }
  }
  rewriter.finish();
  return result;
}

}  // namespace

std::int64_t possible_replicas(const Graph& graph, std::int64_t wanted) {
  if (wanted <= 1) return 1;
  const auto placements = place_all(graph);
  if (!placements || !effects_allow(graph, *placements)) return 1;
  std::int64_t replicas = wanted;
  for (const Node& node : graph.nodes()) {
    for (const TensorType& type : node.outputs) {
      if (placements->of_node[static_cast<std::size_t>(node.id)] != Placement::split) continue;
      while (replicas > 1 && (type.shape[0] % replicas != 0 || type.shape[0] < replicas))
        replicas /= 2;
    }
  }
  return replicas;
}

bool rows_are_apart(const Graph& graph) {
  const auto placements = place_all(graph);
  if (!placements || graph.guard() || !graph.assignments().empty()) return false;
  for (const Node& node : graph.nodes()) {
    if (placements->of_node[at(node.id)] == Placement::partial) return false;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const bool split = placements->of_node[at(node.inputs[i].node)] == Placement::split;
      if (split && placements->wanted[at(node.id)][i] != Placement::split) return false;
    }
  }
  return true;
}

std::unique_ptr<Graph> partition(const Graph& graph, const PassSettings& settings) {
  if (settings.replicas <= 1) return unite(graph);
  auto placements = place_all(graph);
  if (!placements) throw Error("partition: the graph can't be divided; use one replica");
  return Partitioner(graph, std::move(*placements), settings).run();
}

std::vector<bool> replicated_nodes(const Graph& graph) {
  std::vector<bool> replicated;
  for (const Node& node : graph.nodes()) {
    bool own =
        (node.op == &kInput && node.attributes.flag("batch")) || node.op == &ops::kReplicaRows;
    std::vector<std::int64_t> sums;
    if (node.op == &ops::kAllReduce) sums = {0, 0};
    if (node.op == &ops::kFusedElementwise) sums = node.attributes.integers("partial");
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      bool summed = false;
      for (std::size_t k = 0; k + 1 < sums.size(); k += 2)
        summed |= sums[k] == static_cast<std::int64_t>(i);
      if (!summed && replicated[static_cast<std::size_t>(node.inputs[i].node)]) own = true;
    }
    replicated.push_back(own && node.op != &ops::kAllRows);
  }
  return replicated;
}

}  // namespace ganglion::runtime
