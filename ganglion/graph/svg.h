#pragma once
#include <string>

#include "ganglion/graph/draw_options.h"

namespace ganglion {

/// The graph as a picture: a complete SVG file that needs no other program or font, light or dark
/// as the reader's system is set. Values flow to the right (or down); below (or beside) them their
/// derivatives flow back. Layers by longest paths, crossings reduced by barycentres (Sugiyama,
/// Tagawa and Toda, 1981).
std::string to_svg(const Graph& graph, const DrawOptions& options = {});

}  // namespace ganglion
