#pragma once
#include <cstdint>

#include "ganglion/graph/graph.h"

/// Products of whole numbers, of which the second factor lies in panels of bytes. Only the pass
/// multiply_bytes makes them, for quantised layers (nn/quantization.h).
namespace ganglion::ops {

/// A matrix of k x n signed bytes in panels of `width` columns, an even number, which lie one after
/// another: a panel has its rows in pairs, and in a pair the two bytes of a column beside each
/// other. Where there is no row or column there are zeros.
struct BytePanels {
  std::int64_t k, n, width;

  std::int64_t panels() const { return (n + width - 1) / width; }
  std::int64_t pairs() const { return (k + 1) / 2; }
  std::int64_t panel_size() const { return pairs() * width * 2; }
  std::int64_t size() const { return panels() * panel_size(); }
  std::int64_t words() const { return size() / 4; }
  /// Where the element in row p and column j is.
  std::int64_t place(std::int64_t p, std::int64_t j) const {
    return j / width * panel_size() + (p / 2 * width + j % width) * 2 + p % 2;
  }
};

/// Rows of a factor: sums of so many products of 255 and 127 fit an i32.
inline constexpr std::int64_t kMostByteRows = 66'000;

/// A matrix [k, n] of whole numbers from -127 to 127, f32, as BytePanels: four bytes in each of i32
/// [BytePanels::words()].
extern const OpDef kPackBytes;
/// act((a · b) * scale + bias): a [m, k] of whole numbers from -255 to 255, f32, such panels, an
/// f32 scale for each column, and an f32 bias if there is a fourth input. Sums are exact; a row of
/// a with a number that isn't finite gives NaN.
extern const OpDef kByteMatmul;

/// The panels that a node of either makes or reads.
BytePanels byte_panels_of(const Node& node);

}  // namespace ganglion::ops
