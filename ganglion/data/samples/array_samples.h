#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/samples.h"

namespace ganglion::data {

/// What a `--signal` option says: the form of one signal.
struct SignalShape {
  std::int64_t channels = 1;
  std::int64_t length = 0;  ///< 0: as long as the rows are
};

/// "6x100" is 6 channels of 100; "6" is 6 channels; "" is one channel. Throws Error for other
/// texts.
SignalShape signal_shape(const std::string& text);

/// Images of an array: [rows, height, width], [rows, height, width, channels] or [rows, channels,
/// height, width] with 1, 3 or 4 channels (those last, where both would do). Throws Error that
/// begins with `source` for another rank.
Samples image_samples(const Tensor& array, const std::string& source);

/// Signals of an array: [rows, length], [rows, channels, length], or [rows, length, channels] where
/// that alone fits. Throws Error that begins with `source` when the shape doesn't fit.
Samples signal_samples(const Tensor& array, const SignalShape& shape, const std::string& source);

/// Whether arrays hold images or signals: one of rank 3 or more.
bool holds_samples(const std::vector<NamedArray>& arrays);

/// The array with the highest rank as samples (signals when `signal` is given), and the others as
/// columns beside them. Throws Error for several arrays of rank 3 or more, and for arrays that
/// differ in rows.
Table sample_table(const std::vector<NamedArray>& arrays, const std::string& source,
                   const std::optional<SignalShape>& signal);

}  // namespace ganglion::data
