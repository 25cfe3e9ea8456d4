#include "ganglion/graph/picture.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "ganglion/graph/print.h"

namespace ganglion {
namespace {

using Flags = std::vector<bool>;

bool is_backward_name(const std::string& name) {
  return name.starts_with("d ") || name.find("/d ") != std::string::npos;
}

/// Small constants are written into the boxes that use them.
bool is_inlined(const Node& node) {
  return node.op == &kConstant && node.outputs[0].shape.size() == 1;
}

Flags used_nodes(const Graph& graph) {
  Flags used(static_cast<std::size_t>(graph.size()), false);
  const auto mark = [&](Value value) { used[static_cast<std::size_t>(value.node)] = true; };
  for (const auto& [name, value] : graph.outputs()) mark(value);
  for (const auto& [variable, value] : graph.assignments()) mark(variable), mark(value);
  if (graph.guard()) mark(graph.guard());
  for (int id = graph.size() - 1; id >= 0; --id) {
    if (!used[static_cast<std::size_t>(id)]) continue;
    for (const Value& input : graph.node(id).inputs) mark(input);
  }
  return used;
}

/// Nodes of derivatives, and all that depends on them (clipping, updates).
Flags backward_nodes(const Graph& graph) {
  Flags backward(static_cast<std::size_t>(graph.size()), false);
  for (const Node& node : graph.nodes()) {
    bool follows = is_backward_name(node.name);
    for (const Value& input : node.inputs)
      follows = follows || backward[static_cast<std::size_t>(input.node)];
    backward[static_cast<std::size_t>(node.id)] = follows;
  }
  return backward;
}

Picture::Kind kind_of(const Node& node) {
  if (node.op == &kInput) return Picture::Kind::input;
  if (node.op == &kVariable) return Picture::Kind::variable;
  if (node.op == &kConstant) return Picture::Kind::constant;
  return is_backward_name(node.name) ? Picture::Kind::backward : Picture::Kind::op;
}

std::string title_of(const Node& node) {
  const bool named = node.op == &kInput || node.op == &kVariable;
  if (named && !node.name.empty()) return node.name;
  if (node.op == &kConstant) return short_text(node.attributes.tensor("value"));
  std::vector<std::string> operands;
  bool inlined = false;
  for (const Value& input : node.inputs) {
    const Node& producer = input.producer();
    inlined = inlined || is_inlined(producer);
    operands.push_back(is_inlined(producer) ? short_text(producer.attributes.tensor("value"))
                                            : "·");
  }
  if (!inlined) return std::string(node.op->name);
  return fmt::format("{}({})", node.op->name, fmt::join(operands, ", "));
}

void append_lines(std::vector<std::string>& lines, std::string text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.erase(0, end + 1);
  }
}

/// The layer that a node belongs to: the name before the first '/', or all of it but for the names
/// of inputs and variables. Empty for none.
std::string layer_of(const Node& node) {
  const std::size_t slash = node.name.find('/');
  const bool declared = node.op == &kInput || node.op == &kVariable;
  if (slash == std::string::npos) return declared ? "" : node.name;
  return node.name.substr(0, slash);
}

std::vector<std::string> lines_of(const Node& node, const DrawOptions& options) {
  std::vector<std::string> lines;
  const bool is_op = kind_of(node) == Picture::Kind::op || kind_of(node) == Picture::Kind::backward;
  if (is_op && !node.name.empty()) lines.push_back(node.name);
  for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
    if (options.types) lines.push_back(node.outputs[static_cast<std::size_t>(i)].to_string());
    if (options.label) append_lines(lines, options.label(node.output(i)));
  }
  return lines;
}

/// Builds the picture node by node.
class Artist {
 public:
  Artist(const Graph& graph, const DrawOptions& options)
      : graph_(graph),
        options_(options),
        backward_(backward_nodes(graph)),
        box_of_(static_cast<std::size_t>(graph.size()), -1) {}

  Picture draw() {
    const Flags used = used_nodes(graph_);
    for (const Node& node : graph_.nodes()) {
      if (options_.hide_unused && !used[static_cast<std::size_t>(node.id)]) continue;
      if (!is_inlined(node) || is_result(node)) add(node);
    }
    for (const Node& node : graph_.nodes()) connect(node);
    std::sort(picture_.edges.begin(), picture_.edges.end());
    picture_.edges.erase(std::unique(picture_.edges.begin(), picture_.edges.end()),
                         picture_.edges.end());
    mark_results();
    return std::move(picture_);
  }

 private:
  bool is_result(const Node& node) const {
    return std::any_of(graph_.outputs().begin(), graph_.outputs().end(),
                       [&](const auto& output) { return output.second.node == node.id; });
  }

  void add(const Node& node) {
    const std::size_t id = static_cast<std::size_t>(node.id);
    const std::string layer = layer_of(node);
    if (options_.collapse_layers && !layer.empty()) {
      box_of_[id] = layer_box(layer, backward_[id]);
      ++layer_sizes_[box_of_[id]];
      return;
    }
    box_of_[id] = static_cast<int>(picture_.boxes.size());
    picture_.boxes.push_back({.title = title_of(node),
                              .lines = lines_of(node, options_),
                              .kind = kind_of(node),
                              .backward = backward_[id],
                              .result = false});
  }

  int layer_box(const std::string& layer, bool backward) {
    const auto [found, fresh] =
        layers_.try_emplace({layer, backward}, static_cast<int>(picture_.boxes.size()));
    if (fresh) {
      picture_.boxes.push_back(
          {.title = layer,
           .lines = {},
           .kind = is_backward_name(layer) ? Picture::Kind::backward : Picture::Kind::op,
           .backward = backward,
           .result = false});
      if (options_.layer_label) {
        append_lines(picture_.boxes.back().lines, options_.layer_label(layer));
      }
    }
    return found->second;
  }

  void connect(const Node& node) {
    const int to = box_of_[static_cast<std::size_t>(node.id)];
    for (const Value& input : node.inputs) {
      const int from = box_of_[static_cast<std::size_t>(input.node)];
      if (from >= 0 && to >= 0 && from != to) picture_.edges.emplace_back(from, to);
    }
  }

  void note(Value value, std::string line) {
    const int box = box_of_[static_cast<std::size_t>(value.node)];
    if (box < 0) return;
    picture_.boxes[static_cast<std::size_t>(box)].lines.push_back(std::move(line));
    picture_.boxes[static_cast<std::size_t>(box)].result = true;
  }

  void mark_results() {
    for (const auto& [box, count] : layer_sizes_) {
      picture_.boxes[static_cast<std::size_t>(box)].lines.push_back(
          fmt::format("{} node{}", count, count == 1 ? "" : "s"));
    }
    for (const auto& [name, value] : graph_.outputs()) note(value, "output " + name);
    if (options_.collapse_layers) return;
    for (const auto& [variable, value] : graph_.assignments())
      note(value, "new " + variable.producer().name);
  }

  const Graph& graph_;
  const DrawOptions& options_;
  Flags backward_;
  std::vector<int> box_of_;
  std::map<std::pair<std::string, bool>, int> layers_;
  std::map<int, int> layer_sizes_;
  Picture picture_;
};

}  // namespace

Picture make_picture(const Graph& graph, const DrawOptions& options) {
  return Artist(graph, options).draw();
}

std::string_view name_of(Picture::Kind kind) {
  constexpr std::string_view kNames[] = {"input", "variable", "constant", "op", "backward"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace ganglion
