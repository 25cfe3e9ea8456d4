#pragma once
#include <memory>

#include "ganglion/data/augment/transformation.h"

namespace ganglion::data {

using TransformationPointer = std::shared_ptr<const Transformation>;

/// All transformations; Augmentation says how they are written. Numbers are checked by their
/// makers, which throw Error saying what they must be.

/// Left and right change places (or top and bottom), for every other row.
TransformationPointer make_flip(bool vertical);
/// Moves by up to so many pixels along each axis; signals along their length. The edge is repeated.
TransformationPointer make_shift(double most);
/// Moves by up to so many places along the last axis only: values of a signal, frames of a
/// spectrogram.
TransformationPointer make_time_shift(double most);
/// Up to so many neighbouring lines (bands) or columns (frames), somewhere, get the mean of the
/// training rows: SpecAugment without its warping (Park et al. 2019).
TransformationPointer make_band_mask(double most);
TransformationPointer make_time_mask(double most);
/// Turns around the middle, by up to so many degrees either way.
TransformationPointer make_rotate(double degrees);
/// Images get larger or smaller, and signals stronger or weaker, by a factor from 1 - share to
/// 1 + share.
TransformationPointer make_scale(double share);
/// A square of so many pixels, somewhere, is enlarged to the whole image.
TransformationPointer make_crop(double size);
/// Adds the same to all values: up to so large a share of their range (255 for bytes, 4 deviations
/// for others).
TransformationPointer make_brightness(double share);
/// Differences from the image's own mean grow or shrink, by a factor from 1 - share to 1 + share.
TransformationPointer make_contrast(double share);
/// A square of so many pixels, somewhere, gets the mean of the training rows. It may stand out at
/// an edge.
TransformationPointer make_cutout(double size);
/// Adds noise to every value: so many deviations of its channel.
TransformationPointer make_jitter(double deviations);
/// A part of so many values, somewhere, is stretched to the whole signal.
TransformationPointer make_window(double length);

/// Integers from 1 on. Throws Error for others.
std::int64_t whole_at_least_one(double value);
/// In (0, most]. Throws Error for others.
double share_up_to(double value, double most);
/// Throw Error when the rows are of the other kind.
void only_images(SampleKind kind);
void only_signals(SampleKind kind);

/// Which place of the old row each place of the new one shows: y = y0 + yy·Y + yx·X and
/// x = x0 + xy·Y + xx·X, counted in pixels whose middles are integers.
struct Places {
  double y0 = 0;
  double x0 = 0;
  double yy = 1;
  double yx = 0;
  double xy = 0;
  double xx = 1;
};
/// Moves every plane so, mixing the four nearest pixels; beyond the edge it is repeated.
void resample(const AugmentedRow& row, const Places& places);

}  // namespace ganglion::data
