#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "ganglion/graph/graph.h"

namespace ganglion {

/// How a graph is drawn, by to_dot and to_svg.
struct DrawOptions {
  /// Where forward computation flows to; derivatives flow the other way, in a band beside it.
  enum class Direction : std::uint8_t { right, down };
  Direction direction = Direction::right;

  /// Further lines for the box of a value (separated by '\n'; empty for none), such as its value
  /// and derivative for an example.
  std::function<std::string(Value)> label{};

  /// One box for all nodes whose names share the part before the first '/' (or all of it), as
  /// layers name theirs. For graphs too large to read node by node; `layer_label` is asked for such
  /// a box, not `label`.
  bool collapse_layers = false;

  /// Further lines for the box of a layer, by its name ("dense_1").
  std::function<std::string(const std::string&)> layer_label{};

  /// Leaves out nodes that no output, assignment or guard needs.
  bool hide_unused = false;

  /// Shows element type and extents in each box.
  bool types = true;
};

}  // namespace ganglion
