#include "ganglion/graph/dot.h"

#include <fmt/format.h>

#include "ganglion/graph/picture.h"

namespace ganglion {
namespace {

/// A text inside double quotes; line breaks are written \n.
std::string escaped_for_dot(const std::string& text) {
  std::string result;
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else {
      result += c;
    }
  }
  return result;
}

/// Fill and border.
std::pair<std::string_view, std::string_view> colors_of(Picture::Kind kind) {
  switch (kind) {
    case Picture::Kind::input:
      return {"#e0f2fe", "#0284c7"};
    case Picture::Kind::variable:
      return {"#fef3c7", "#d97706"};
    case Picture::Kind::constant:
      return {"#f1f5f9", "#94a3b8"};
    case Picture::Kind::backward:
      return {"#fce7f3", "#db2777"};
    case Picture::Kind::op:
      break;
  }
  return {"#ffffff", "#475569"};
}

}  // namespace

std::string to_dot(const Graph& graph, const DrawOptions& options) {
  const Picture picture = make_picture(graph, options);
  const bool right = options.direction == DrawOptions::Direction::right;
  std::string text = fmt::format(
      "digraph ganglion {{\n  rankdir={};\n"
      "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11];\n"
      "  edge [color=\"#94a3b8\", arrowsize=0.7];\n",
      right ? "LR" : "TB");
  for (std::size_t i = 0; i < picture.boxes.size(); ++i) {
    const Picture::Box& box = picture.boxes[i];
    std::string label = escaped_for_dot(box.title);
    for (const std::string& line : box.lines) label += "\\n" + escaped_for_dot(line);
    const auto [fill, border] = colors_of(box.kind);
    text += fmt::format("  b{} [label=\"{}\", fillcolor=\"{}\", color=\"{}\"{}];\n", i, label, fill,
                        border, box.result ? ", penwidth=2" : "");
  }
  for (const auto& [from, to] : picture.edges) {
    const bool across = picture.boxes[static_cast<std::size_t>(from)].backward !=
                        picture.boxes[static_cast<std::size_t>(to)].backward;
    text += fmt::format("  b{} -> b{}{};\n", from, to, across ? " [style=dashed]" : "");
  }
  return text + "}\n";
}

}  // namespace ganglion
