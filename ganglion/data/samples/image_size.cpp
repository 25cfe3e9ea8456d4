#include "ganglion/data/samples/image_size.h"

#include <fmt/format.h>

#include <charconv>

#include "ganglion/core/error.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {

ImageSize image_size(const std::string& text) {
  constexpr std::int64_t kMax = 4096;
  const auto side = [&](std::string_view part) {
    std::int64_t value = 0;
    const char* end = part.data() + part.size();
    const auto [stop, error] = std::from_chars(part.data(), end, value);
    if (error != std::errc() || stop != end || value < 1 || value > kMax) {
      throw Error(fmt::format("{}: give HEIGHTxWIDTH, such as 64x96, each from 1 to {}",
                              shown(text), kMax));
    }
    return value;
  };
  const std::string_view view = text;
  const std::size_t x = view.find('x');
  if (x == std::string_view::npos) return {side(view), side(view)};
  return {side(view.substr(0, x)), side(view.substr(x + 1))};
}

}  // namespace ganglion::data
