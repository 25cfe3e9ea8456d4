#pragma once
#include <string>
#include <vector>

#include "ganglion/data/row_source.h"
#include "ganglion/data/samples/image_size.h"

namespace ganglion::data {

/// The size, channels and range to which images are brought.
struct ImageForm {
  ImageSize size = {};
  std::int64_t channels = 0;
  std::int64_t bits = 8;  ///< 8: bytes, 16: floats from 0 to 65535

  DType dtype() const { return bits == 16 ? DType::f32 : DType::u8; }
};

/// Reads and decodes one file to [channels, height, width] of form.dtype(), for which there is room
/// at `to`. Throws Error that begins with the path.
void read_image(const std::string& path, const ImageForm& form, void* to);

/// Images that are decoded whenever they are needed: [files, channels, height, width].
class ImageRows : public RowSource {
 public:
  /// Several rows are decoded on `threads` threads (0: all), the rows of a call in their order.
  ImageRows(std::vector<std::string> paths, const ImageForm& form, int threads);
  /// Throws Error that begins with the path when a file can't be read any more.
  void read(std::span<const std::int64_t> rows, void* to) const override;

 private:
  std::vector<std::string> paths_;
  ImageForm form_;
  int threads_;
};

}  // namespace ganglion::data
