#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/graph/draw_options.h"

namespace ganglion {

/// What is drawn, whatever the drawing looks like: shared by to_dot and to_svg.
struct Picture {
  enum class Kind : std::uint8_t { input, variable, constant, op, backward };
  struct Box {
    std::string title;
    std::vector<std::string> lines;
    Kind kind = Kind::op;
    bool backward = false;  ///< belongs to the band of derivatives and what follows from them
    bool result = false;    ///< an output, or assigned to a variable
  };
  std::vector<Box> boxes;
  std::vector<std::pair<int, int>> edges;  ///< from box to box, each once
};

Picture make_picture(const Graph& graph, const DrawOptions& options);

/// "input", "variable", "constant", "op" or "backward".
std::string_view name_of(Picture::Kind kind);

}  // namespace ganglion
