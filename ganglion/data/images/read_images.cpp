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

/// 16 where a file has them, unless the options say what it is to be. Tells which files change.
std::int64_t common_bits(const FileList& files, const std::vector<ImageHeader>& headers,
                         const std::vector<std::int64_t>& rows, const RowOptions& options) {
  const auto is_deep = [&](std::int64_t row) {
    return headers[static_cast<std::size_t>(row)].bits == 16;
  };
  const auto deep = std::ranges::count_if(rows, is_deep);
  const std::int64_t bits = options.bits > 0 ? options.bits : deep > 0 ? 16 : 8;
  const std::int64_t changed = bits == 16 ? std::ssize(rows) - deep : deep;
  if (changed == 0) return bits;
  const auto first =
      std::ranges::find_if(rows, [&](auto row) { return is_deep(row) == (bits == 8); });
  const std::string& path = files.paths[static_cast<std::size_t>(*first)];
  const std::string which = rows.size() == 1
                                ? path + ": the image has"
                                : fmt::format("{}: {} of {} images (the first: {}) have",
                                              files.source, changed, rows.size(), path);
  options.tell(which + (bits == 16
                            ? " 8 bits per channel, not 16; values are multiplied by 257, so "
                              "that white is 65535 for all"
                            : " 16 bits per channel, but the model was trained on 8; only "
                              "the upper 8 bits are used"));
  return bits;
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
  return {.size = size,
          .channels = options.channels > 0 ? options.channels
                      : colour             ? 3
                                           : 1,
          .bits = common_bits(files, headers, rows, options)};
}

std::int64_t bytes_of(const ImageForm& form, const Shape& shape) {
  return shape.size() * static_cast<std::int64_t>(size_of(form.dtype()));
}

/// Every file once, so that one that can't be decoded is found now and not within an epoch.
Samples out_of_memory(const FileList& files, const ImageForm& form, const Shape& shape,
                      const RowOptions& options, std::vector<std::string>& faults) {
  options.tell(fmt::format(
      "{}: the images take {:.0f} MB; they are decoded on the fly instead of kept in memory",
      files.source, static_cast<double>(bytes_of(form, shape)) / 1e6));
  each_file(files, options, faults, [&](std::size_t i) {
    Tensor planes(shape.without(0), form.dtype());
    read_image(files.paths[i], form, planes.data());
  });
  return Samples(SampleKind::image,
                 std::make_shared<ImageRows>(files.paths, form, options.table.threads));
}

Samples in_memory(const FileList& files, const ImageForm& form, const Shape& shape,
                  const RowOptions& options, std::vector<std::string>& faults) {
  Tensor values(shape, form.dtype());
  auto* all = static_cast<std::byte*>(values.data());
  const std::size_t row = values.bytes() / files.paths.size();
  each_file(files, options, faults,
            [&](std::size_t i) { read_image(files.paths[i], form, all + i * row); });
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
  Samples samples = bytes_of(form, shape) <= options.memory
                        ? in_memory(files, form, shape, options, faults)
                        : out_of_memory(files, form, shape, options, faults);
  const auto rows = rows_left(files, faults, options);
  return file_table(files, samples.with_units({.bits = form.bits}), rows);
}

}  // namespace ganglion::data
