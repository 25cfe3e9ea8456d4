#include "ganglion/data/images/image_rows.h"

#include <cstddef>
#include <utility>

#include "ganglion/data/images/image.h"
#include "ganglion/data/images/read_image.h"
#include "ganglion/data/text/parallel.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {

void read_image(const std::string& path, const ImageForm& form, void* to) {
  const std::string bytes = read_text(path);
  const auto count = static_cast<std::size_t>(form.channels * form.size.height * form.size.width);
  if (form.bits == 16) {
    resize(decode_deep_image(bytes, path, form.channels, form.size), form.size,
           std::span(static_cast<float*>(to), count));
  } else {
    resize(decode_image(bytes, path, form.channels, form.size), form.size,
           std::span(static_cast<std::uint8_t*>(to), count));
  }
}

ImageRows::ImageRows(std::vector<std::string> paths, const ImageForm& form, int threads)
    : RowSource({std::ssize(paths), form.channels, form.size.height, form.size.width},
                form.dtype()),
      paths_(std::move(paths)),
      form_(form),
      threads_(threads) {}

void ImageRows::read(std::span<const std::int64_t> rows, void* to) const {
  auto* place = static_cast<std::byte*>(to);
  for (const std::int64_t row : rows) check_row(row);
  in_parallel(rows.size(), threads_, [&](std::size_t i) {
    read_image(paths_[static_cast<std::size_t>(rows[i])], form_, place + i * row_bytes());
  });
}

}  // namespace ganglion::data
