#pragma once
#include <string>
#include <vector>

#include "ganglion/data/row_source.h"
#include "ganglion/data/samples/image_size.h"

namespace ganglion::data {

/// The size and channels to which images are brought.
struct ImageForm {
  ImageSize size = {};
  std::int64_t channels = 0;
};

/// Reads and decodes one file to [channels, height, width]. Throws Error that begins with the path.
void read_image(const std::string& path, const ImageForm& form, std::span<std::uint8_t> planes);

/// Images that are decoded whenever they are needed: [files, channels, height, width], u8.
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
