#include "ganglion/train/explain/maps/drawings.h"

#include <fmt/format.h>

#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"

namespace ganglion::train {

std::vector<Drawing> drawings(const ActivationMaps& maps) {
  return maps.kind == data::SampleKind::image ? image_drawings(maps) : signal_drawings(maps);
}

void write_drawings(const std::vector<Drawing>& drawings, const std::string& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) {
    throw Error(fmt::format("{}: can't create the folder: {}; choose another with `out`", folder,
                            code.message()),
                {.setting = "out"});
  }
  for (const Drawing& drawing : drawings) {
    write_file_atomically(folder + "/" + drawing.name, drawing.bytes);
  }
}

std::string maps_name(std::size_t number, const std::string& layer) {
  return fmt::format("maps_{:02}_{}", number, layer);
}

std::string maps_shown(const LayerMaps& maps, std::size_t drawn) {
  const Shape& shape = maps.maps.shape();
  const auto all = static_cast<std::size_t>(shape[0]);
  const std::string size = shape.rank() == 3 ? fmt::format("{}x{}", shape[1], shape[2])
                                             : fmt::format("length {}", shape[1]);
  return fmt::format("{}{} feature map{} of {}, {}",
                     drawn < all ? fmt::format("first {} of ", drawn) : "", all,
                     all == 1 ? "" : "s", maps.layer, size);
}

}  // namespace ganglion::train
