#include <cstdlib>

#include "ganglion/data/images/image.h"
#include "ganglion/data/images/read_image.h"
#include "ganglion/data/signals/ts.h"
#include "ganglion/data/signals/wav.h"
#include "tests/fuzz/fuzz.h"

namespace {

namespace data = ganglion::data;

/// Larger ones are read as well, but take a fuzzer's time.
constexpr std::int64_t kMaxPixels = 1 << 22;

void use(std::string_view bytes) {
  if (data::is_wav(bytes)) {
    data::parse_wav(bytes, "f");
    return;
  }
  if (data::is_ts(bytes)) {
    data::parse_ts(bytes, "f");
    data::parse_ts(bytes, "f", 3);
    return;
  }
  const data::ImageHeader header = data::read_image_header(bytes, "f");
  if (header.size.height * header.size.width > kMaxPixels) return;
  for (const std::int64_t channels : {1, 3, 4}) {
    const data::Image image = data::decode_image(bytes, "f", channels);
    if (image.height != header.size.height || image.width != header.size.width) std::abort();
    std::vector<std::uint8_t> planes(static_cast<std::size_t>(5 * 7 * channels));
    data::resize(image, {5, 7}, planes);
  }
  data::decode_image(bytes, "f", 3, {5, 7});
  for (const std::int64_t channels : {1, 3, 4}) {
    std::vector<float> planes(static_cast<std::size_t>(5 * 7 * channels));
    data::resize(data::decode_deep_image(bytes, "f", channels), {5, 7}, planes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, use);
}
