#include "ganglion/train/job/network/default_network.h"

#include <fmt/format.h>

#include <algorithm>

namespace ganglion::train {
namespace {

constexpr std::int64_t kMinSide = 8;  // pixels; below that there is nothing to slide over
constexpr std::int64_t kMaxBlocks = 4;

/// Blocks of convolution and pooling, each of which halves the image, until about 7 pixels are
/// left. Twice as many filters for each half, as is usual (VGG, ResNet), and two convolutions in a
/// block where there are the rows to learn them and an image doesn't take long.
std::string image_layers(const Shape& sample, std::int64_t rows) {
  constexpr std::int64_t kRowsForTwo = 10'000;
  constexpr std::int64_t kSideForTwo = 64;  // pixels
  const std::int64_t side = std::min(sample[1], sample[2]);
  const bool two = rows >= kRowsForTwo && std::max(sample[1], sample[2]) <= kSideForTwo;
  std::int64_t filters = rows < 1'000 ? 16 : 32;
  std::string text;
  std::int64_t left = side;
  for (std::int64_t block = 0; block < kMaxBlocks && left >= kMinSide; ++block) {
    const std::string conv = fmt::format(
        "conv2d {} 3x3 same bias=no; batchnorm momentum=0.9; activation relu; ", filters);
    text += fmt::format("{}{}maxpool 2; ", conv, two ? conv : "");
    filters = std::min<std::int64_t>(2 * filters, 256);
    left /= 2;
  }
  // Few large features are averaged over the image; many small ones are worth a look each.
  return text + (left > 8 ? "globalavgpool; dropout 0.3" : "flatten; dropout 0.5; dense 128 relu");
}

/// The fully convolutional network of Wang, Yan and Oates (2017), narrower for few rows; its
/// windows are spread, so that a feature sees 24 values, not 14, by as many weights.
std::string signal_layers(std::int64_t rows) {
  const std::int64_t filters = rows < 2'000 ? 32 : 64;
  return fmt::format(
      "conv1d {0} 8 same bias=no; batchnorm momentum=0.9; activation relu; "
      "conv1d {1} 5 same dilation 2 bias=no; batchnorm momentum=0.9; activation relu; "
      "conv1d {0} 3 same dilation 4 bias=no; batchnorm momentum=0.9; activation relu; "
      "globalavgpool",
      filters, 2 * filters);
}

/// Three blocks of convolution and pooling that make a sixteenth of bands and frames, then one
/// convolution over all bands that are left: what a sound is depends on which bands it is in, but
/// not on when it comes, so that only frames are averaged.
std::string spectrogram_layers(const Shape& sample, std::int64_t rows) {
  constexpr std::int64_t kRowsForMore = 10'000;
  constexpr const char* kNormal = "bias=no; batchnorm momentum=0.9; activation relu";
  std::int64_t filters = rows < kRowsForMore ? 16 : 32;
  std::string text = fmt::format("conv2d {} 5x5 same stride 2 {}; maxpool 2; ", filters, kNormal);
  std::int64_t bands = (sample[1] + 1) / 4;
  std::int64_t frames = (sample[2] + 1) / 4;
  for (int block = 0; block < 2 && std::min(bands, frames) >= 4; ++block) {
    filters *= 2;
    text += fmt::format("conv2d {} 3x3 same {}; maxpool 2; ", filters, kNormal);
    bands /= 2;
    frames /= 2;
  }
  return text + fmt::format("conv2d {} {}x{} {}; globalavgpool; dropout 0.3", 2 * filters, bands,
                            std::min<std::int64_t>(3, frames), kNormal);
}

std::string dense_layers(std::int64_t rows) {
  const std::int64_t units = rows < 1'000 ? 64 : rows < 10'000 ? 128 : 256;
  return fmt::format("flatten; dense {} relu; dropout 0.2; dense {} relu; dropout 0.2", units,
                     units / 2);
}

}  // namespace

DefaultNetwork default_network(data::SampleKind kind, const Shape& sample, std::int64_t rows) {
  const bool picture = kind != data::SampleKind::signal;
  const bool heard = kind == data::SampleKind::spectrogram;
  if (heard && std::min(sample[1], sample[2]) >= kMinSide) {
    return {.text = spectrogram_layers(sample, rows),
            .reason = fmt::format("2D convolutions for {} bands x {} frames, sized for {} training "
                                  "rows",
                                  sample[1], sample[2], rows)};
  }
  if (picture && std::min(sample[1], sample[2]) >= kMinSide) {
    return {.text = image_layers(sample, rows),
            .reason = fmt::format("2D convolutions for {}x{} pixels, sized for {} training rows",
                                  sample[1], sample[2], rows)};
  }
  if (!picture && sample[1] >= kMinSide) {
    return {.text = signal_layers(rows),
            .reason = fmt::format("1D convolutions for {} values, sized for {} training rows",
                                  sample[1], rows)};
  }
  return {.text = dense_layers(rows),
          .reason = fmt::format("sized for {} training rows of {} values", rows, sample.size())};
}

std::string default_augmentation(data::SampleKind kind, const Shape& sample, data::Task task) {
  constexpr std::int64_t kMinShifted = 16;  // pixels of a side
  constexpr std::int64_t kPart = 14;
  if (kind != data::SampleKind::image || task == data::Task::regression) return "";
  const std::int64_t side = std::min(sample[1], sample[2]);
  return side < kMinShifted ? "" : fmt::format("shift {}", side / kPart);
}

}  // namespace ganglion::train
