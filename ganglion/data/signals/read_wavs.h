#pragma once
#include "ganglion/data/samples/class_folders.h"

namespace ganglion::data {

/// Recordings from files, as spectrograms with options.spectrogram, else as signals. Those of other
/// rates are resampled to options.rate, or to the lowest one there is: the higher frequencies that
/// only some recordings have can't be learned from then, as they shouldn't be.
///
/// Spectrograms: channels are mixed to their mean, and all recordings get one length:
/// options.signal_length at that rate, or that of the longest, but 4 times the median at most.
/// Signals: samples_of says what lengths and channels may be.
///
/// Notes what was changed, and recordings that are cut off or silent. Throws Error as parse_wav,
/// spectrogram_form and samples_of do, and for spectrograms that take more than options.memory;
/// with options.skip_bad, files that can't be read are noted and skipped.
Table read_wavs(const FileList& files, const RowOptions& options);

}  // namespace ganglion::data
