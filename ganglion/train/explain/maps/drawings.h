#pragma once
#include <string>
#include <vector>

#include "ganglion/train/explain/maps/activation_maps.h"

namespace ganglion::train {

/// A file to be written.
struct Drawing {
  std::string name;   ///< "saliency.png"
  std::string shows;  ///< "what each pixel adds to the logit of circle"
  std::string bytes;
};

/// Of an image PNGs: input, filters, the maps of each layer, saliency and Grad-CAM beside the
/// image. Of a signal the same as curves in SVG, light or dark as the reader's system is. Numbers
/// around 0 are red above and blue below it. Of many maps the first 256 (signals: 64) are drawn.
std::vector<Drawing> drawings(const ActivationMaps& maps);

/// Writes them into a folder, which is made if it isn't there. Throws Error naming the path.
void write_drawings(const std::vector<Drawing>& drawings, const std::string& folder);

// One file each.
std::vector<Drawing> image_drawings(const ActivationMaps& maps);
std::vector<Drawing> signal_drawings(const ActivationMaps& maps);

/// "maps_03_conv2d_1": files in the order of the layers.
std::string maps_name(std::size_t number, const std::string& layer);
/// "the 16 maps of conv2d, 32x32": of many, how many are drawn.
std::string maps_shown(const LayerMaps& maps, std::size_t drawn);

}  // namespace ganglion::train
