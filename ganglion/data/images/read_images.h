#pragma once
#include "ganglion/data/samples/class_folders.h"

namespace ganglion::data {

/// Images from files, decoded on options.table.threads threads, with the same result for any
/// number of them. All are brought to one size: options.height x options.width, else the most
/// common one (made smaller when it is above 128, which is enough to tell objects apart, and keeps
/// networks small); and to options.channels, else greyscale when all are greyscale, else colours.
/// They are u8, or where one of them has 16 bits f32 from 0 to 65535 (of 8 bits, v * 257), unless
/// options.bits says which. Changes are noted. Images that would take more than options.memory are
/// decoded once to see that they can be, and then whenever they are needed (Samples::source).
/// Throws Error that begins with the path for a file that can't be read, or notes it with
/// options.skip_bad.
Table read_images(const FileList& files, const RowOptions& options);

}  // namespace ganglion::data
