#pragma once
#include "ganglion/data/samples/class_folders.h"

namespace ganglion::data {

/// Recordings from files as signals. Throws Error as parse_wav and samples_of do, and for files of
/// different rates; with options.skip_bad, files that can't be read are noted and skipped. Notes
/// recordings that are cut off.
Table read_wavs(const FileList& files, const RowOptions& options);

}  // namespace ganglion::data
