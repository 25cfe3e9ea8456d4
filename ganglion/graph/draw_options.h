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

  /// One box for all nodes whose names share the part before the first '/', as layers name theirs.
  /// For graphs too large to read node by node; `label` isn't asked then.
  bool collapse_layers = false;

  /// Leaves out nodes that no output, assignment or guard needs.
  bool hide_unused = false;

  /// Shows element type and extents in each box.
  bool types = true;
};

}  // namespace ganglion
