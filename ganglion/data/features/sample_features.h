#pragma once
#include <cstddef>
#include <span>

#include "ganglion/data/features/preprocessing_state.h"

namespace ganglion::data {

/// The half of Preprocessing that is for tables with images or signals.

/// Learns the shape, and mean and deviation of each channel.
SampleFeatures fit_samples(const Table& table);

/// The greatest value of each spectrogram, in dB: the median of them.
double median_loudness(const Tensor& spectrograms);

/// Throws Error naming both shapes where a table has samples of another one than the model takes,
/// likewise for other units, and for a table that has none.
void check_samples(const SampleFeatures& samples, const Table& table);

/// Sets features and scaling of `result`. Throws Error as check_samples does.
void apply_samples(const SampleFeatures& samples, const Table& table, Dataset& result);

/// A name for each number of a sample, in order: "pixel 3,4" (row and column, from 0), or with
/// channels "red 3,4"; "value 7", or "channel 2 value 7"; "band 1 frame 7",
/// where band 1 is the lowest.
std::vector<std::string> names_of_values(const SampleFeatures& samples);

/// Back from what a network is given, the numbers of one sample, to the unit in which it was read.
template <class T>
void unscale(std::span<T> values, const ChannelScaling& scaling) {
  const std::size_t plane = values.size() / scaling.mean.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<T>(static_cast<double>(values[i]) * scaling.std[i / plane] +
                               scaling.mean[i / plane]);
  }
}

}  // namespace ganglion::data
