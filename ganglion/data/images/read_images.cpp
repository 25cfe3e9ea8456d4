#include "ganglion/data/images/read_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/data/images/image.h"
#include "ganglion/data/images/image_rows.h"
#include "ganglion/data/images/read_image.h"
#include "ganglion/data/text/parallel.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::int64_t kMaxAutomatic = 128;

/// Does it for each file; what goes wrong becomes a text.
template <class Work>
void each_file(const FileList& files, const RowOptions& options, std::vector<std::string>& faults,
               const Work& work) {
  in_parallel(files.paths.size(), options.table.threads, [&](std::size_t i) {
    if (!faults[i].empty()) return;
    try {
      work(i);
    } catch (const Error& error) {
      faults[i] = error.what();
    }
  });
}

ImageSize reduced(ImageSize size) {
  const std::int64_t longer = std::max(size.height, size.width);
  if (longer <= kMaxAutomatic) return size;
  const auto side = [&](std::int64_t length) {
    return std::max<std::int64_t>(1, (length * kMaxAutomatic + longer / 2) / longer);
  };
  return {side(size.height), side(size.width)};
}

ImageForm form_of(const FileList& files, const std::vector<ImageHeader>& headers,
                  const std::vector<std::int64_t>& rows, const RowOptions& options) {
  std::map<ImageSize, std::int64_t> sizes;
  bool colour = false;
  for (const std::int64_t row : rows) {
    const ImageHeader& header = headers[static_cast<std::size_t>(row)];
    ++sizes[header.size];
    colour = colour || header.colour;
  }
  const auto common =
      std::ranges::max_element(sizes, {}, [](const auto& one) { return one.second; });
  const bool given = options.height > 0;
  const ImageSize size = given ? ImageSize{options.height, options.width} : reduced(common->first);
  const auto as_they_are = sizes.find(size);
  const std::int64_t changed = static_cast<std::int64_t>(rows.size()) -
                               (as_they_are == sizes.end() ? 0 : as_they_are->second);
  if (changed > 0 && !given) {
    options.tell(
        fmt::format("{}: {} of {} images are resized to {}x{} (height x width; the most common "
                    "size is {}x{}; to choose another: `image_size = HxW`)",
                    files.source, changed, rows.size(), size.height, size.width,
                    common->first.height, common->first.width));
  }
  return {size, options.channels > 0 ? options.channels : colour ? 3 : 1};
}

/// Every file once, so that one that can't be decoded is found now and not within an epoch.
Samples out_of_memory(const FileList& files, const ImageForm& form, const Shape& shape,
                      const RowOptions& options, std::vector<std::string>& faults) {
  options.tell(fmt::format(
      "{}: the images take {:.0f} MB; they are decoded on the fly instead of kept in memory",
      files.source, static_cast<double>(shape.size()) / 1e6));
  each_file(files, options, faults, [&](std::size_t i) {
    std::vector<std::uint8_t> planes(static_cast<std::size_t>(shape.without(0).size()));
    read_image(files.paths[i], form, planes);
  });
  return Samples(SampleKind::image,
                 std::make_shared<ImageRows>(files.paths, form, options.table.threads));
}

Samples in_memory(const FileList& files, const ImageForm& form, const Shape& shape,
                  const RowOptions& options, std::vector<std::string>& faults) {
  Tensor values(shape, DType::u8);
  const auto all = values.values<std::uint8_t>();
  const std::size_t row = all.size() / files.paths.size();
  each_file(files, options, faults,
            [&](std::size_t i) { read_image(files.paths[i], form, all.subspan(i * row, row)); });
  return Samples(SampleKind::image, std::move(values));
}

}  // namespace

Table read_images(const FileList& files, const RowOptions& options) {
  const std::size_t count = files.paths.size();
  std::vector<std::string> faults(count);
  std::vector<ImageHeader> headers(count);
  each_file(files, options, faults, [&](std::size_t i) {
    headers[i] = read_image_header(read_text(files.paths[i]), files.paths[i]);
  });
  RowOptions quiet = options;
  quiet.note = {};
  const ImageForm form = form_of(files, headers, rows_left(files, faults, quiet), options);
  const Shape shape = {static_cast<std::int64_t>(count), form.channels, form.size.height,
                       form.size.width};
  Samples samples = shape.size() <= options.memory
                        ? in_memory(files, form, shape, options, faults)
                        : out_of_memory(files, form, shape, options, faults);
  const auto rows = rows_left(files, faults, options);
  return file_table(files, std::move(samples), rows);
}

}  // namespace ganglion::data
