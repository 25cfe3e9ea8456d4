#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/dataset.h"
#include "ganglion/data/samples.h"

namespace ganglion::data {

class Transformation;  // ganglion/data/augment/transformation.h

/// Random changes of training rows, one after the other.
struct Augmentation {
  std::vector<std::shared_ptr<const Transformation>> steps = {};
  /// Rows are mixed with others of the same data: x λ + x' (1 - λ), where λ is drawn from
  /// Beta(mixup + 1, mixup) and the label stays that of x. On average over the draws this is the
  /// loss of mixup (Zhang et al. 2018: λ from Beta(mixup, mixup), both labels weighted), whose
  /// labels need not be numbers that can be mixed then. 0: not.
  double mixup = 0.0;

  bool empty() const { return steps.empty() && mixup == 0.0; }
};

/// Reads "flip; shift 2; rotate 10; mixup 0.2": the names of transformations with their numbers,
/// separated by ';'; "none" is none. Throws Error naming the nearest word, or what the number must
/// be.
Augmentation parse_augmentation(std::string_view text);

/// One line for each transformation: how it is written, and what it does.
std::string augmentation_help();

/// Throws Error naming a transformation that is not for such rows (turning a signal), or is too
/// large for them.
void check_augmentation(const Augmentation& augmentation, SampleKind kind, const Shape& shape);

/// What the changes of a row are drawn by.
struct RowDraw {
  std::uint64_t seed = 1;
  std::int64_t epoch = 0;
  std::int64_t row = 0;
};

/// One row of `data` as it is in an epoch, scaled, to `destination`: it depends on the draw alone,
/// so that it is the same whoever asks, and however often. `read`: the row as data.stored gives it,
/// where it was read already, else null.
void augmented_row(const Dataset& data, const Augmentation& augmentation, const RowDraw& draw,
                   std::span<float> destination, const void* read = nullptr);

}  // namespace ganglion::data
