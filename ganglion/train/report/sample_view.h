#pragma once
#include <string>
#include <string_view>

#include "ganglion/core/tensor.h"
#include "ganglion/data/samples.h"

namespace ganglion::train::report {

/// Images and signals of one data set, drawn small.
class SampleView {
 public:
  /// `all`: what is going to be shown, [rows, …], in the unit in which it was read, u8 or f32: by
  /// it the shades of images are chosen (bytes are as they are) and the scale of signals.
  SampleView(data::SampleKind kind, const Tensor& all);

  /// A row in HTML: an <img> with the image as PNG inside, made smaller where a side is longer
  /// than `most_pixels`, or an <svg> with a curve for each of the first 6 channels. `values`: f32
  /// or u8, without the axis of rows. `label` says what it is to who can't see it.
  std::string html(const Tensor& values, const std::string& label, std::int64_t most_pixels) const;

 private:
  std::string picture(const Tensor& values, const std::string& label,
                      std::int64_t most_pixels) const;
  std::string curves(const Tensor& values, const std::string& label) const;

  data::SampleKind kind_;
  double low_ = 0.0;
  double high_ = 255.0;
};

}  // namespace ganglion::train::report
