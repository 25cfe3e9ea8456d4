#include "ganglion/kernels/simd/packed_product.h"

#include <algorithm>
#include <cstring>

#include "ganglion/kernels/simd/packed_tiles.h"

namespace ganglion::kernels::simd {
namespace {

constexpr std::int64_t kRows = 96;     // of a at a time: a block of them stays in L2
constexpr std::int64_t kPeriod = 256;  // rows a multiple of so many numbers apart meet in one set
constexpr std::int64_t kGap = 16;      // numbers: one cache line
constexpr std::int64_t kFewRows = 8;   // with fewer, they stay in the cache as they lie

/// Rows of `count` numbers, `from` apart, to rows `to` apart.
void spread(const float* src, std::int64_t from, std::int64_t rows, std::int64_t count, float* dst,
            std::int64_t to) {
  for (std::int64_t i = 0; i < rows; ++i) {
    std::memcpy(dst + i * to, src + i * from, static_cast<std::size_t>(count) * sizeof(float));
  }
}

/// All panels of a block, by tiles of as many rows as there are registers for, and as equal as they
/// can be.
void multiply_rows(PackedTile t, std::int64_t rows, std::int64_t panels) {
  const PackedTiles& tiles = packed_tiles();
  const std::int64_t count = (rows + tiles.rows - 1) / tiles.rows;
  const PackedTile first = t;
  for (std::int64_t j = 0; j < panels; ++j) {
    const std::int64_t columns = std::min(first.columns - j * tiles.width, tiles.width);
    const auto& list = 2 * columns <= tiles.width ? tiles.narrow : tiles.tile;
    t.panel = first.panel + j * first.panel_stride;
    t.bias = first.bias == nullptr ? nullptr : first.bias + j * tiles.width;
    t.columns = columns;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t begin = rows * i / count;
      t.a = first.a + begin * t.stride;
      t.c = first.c + begin * t.c_stride + j * tiles.width;
      list[rows * (i + 1) / count - begin - 1](t);
    }
  }
}

/// The same of a single row: several panels at once, as each sum waits for the one before.
void multiply_row(PackedTile t, std::int64_t panels) {
  const PackedTiles& tiles = packed_tiles();
  std::int64_t j = 0;
  for (; j + tiles.row_panels <= panels; j += tiles.row_panels) {
    tiles.row(t);
    const std::int64_t columns = tiles.row_panels * tiles.width;
    t.panel += tiles.row_panels * t.panel_stride;
    if (t.bias != nullptr) t.bias += columns;
    t.c += columns;
    t.columns -= columns;
  }
  if (j < panels) multiply_rows(t, 1, panels - j);
}

}  // namespace

std::int64_t packed_width() {
  static const std::int64_t width = packed_tiles().width;
  return width;
}

void pack(const ops::PackedFactor& factor, const float* from, bool transposed, float* to) {
  const auto [k, n, w] = factor;
  const std::int64_t depth = factor.depth();
  for (std::int64_t first = 0; first < k; first += depth) {
    for (std::int64_t j = 0; j < n; j += w) {
      const std::int64_t columns = std::min(w, n - j);
      for (std::int64_t p = first; p < std::min(k, first + depth); ++p, to += w) {
        if (transposed) {
          for (std::int64_t i = 0; i < columns; ++i) to[i] = from[(j + i) * k + p];
        } else {
          std::memcpy(to, from + p * n + j, static_cast<std::size_t>(columns) * sizeof(float));
        }
        std::fill(to + columns, to + w, 0.0F);
      }
    }
  }
}

PackedProduct::PackedProduct(std::int64_t m, const ops::PackedFactor& b)
    : m_(m), b_(b), copies_(b.k > kPeriod && b.k % kPeriod == 0 && m >= kFewRows) {}

std::int64_t PackedProduct::rows_at_once() const {
  const std::int64_t parts = (m_ + kRows - 1) / kRows;
  return (m_ + parts - 1) / parts;
}

std::size_t PackedProduct::scratch_bytes() const {
  if (!copies_) return 0;
  return static_cast<std::size_t>(rows_at_once() * (b_.depth() + kGap)) * sizeof(float);
}

void PackedProduct::run(const Memory& memory, std::int64_t first, std::int64_t last) const {
  const std::int64_t w = b_.width;
  const std::int64_t at_once = rows_at_once();
  PackedTile t{.stride = copies_ ? b_.depth() + kGap : b_.k,
               .c_stride = b_.n,
               .columns = std::min(b_.n, last * w) - first * w};
  for (std::int64_t i = 0; i < m_; i += at_once) {
    const std::int64_t rows = std::min(at_once, m_ - i);
    t.c = memory.c + i * b_.n + first * w;
    for (std::int64_t p = 0; p < b_.k; p += b_.depth()) {
      t.depth = std::min(b_.depth(), b_.k - p);
      t.a = memory.a + i * b_.k + p;
      if (copies_) {
        auto* copy = static_cast<float*>(memory.scratch);
        spread(t.a, b_.k, rows, t.depth, copy, t.stride);
        t.a = copy;
      }
      t.panel_stride = t.depth * w;
      t.panel = memory.b + p * b_.panels() * w + first * t.panel_stride;
      t.add = p > 0;
      t.bias = t.add || memory.bias == nullptr ? nullptr : memory.bias + first * w;
      rows == 1 ? multiply_row(t, last - first) : multiply_rows(t, rows, last - first);
    }
  }
}

}  // namespace ganglion::kernels::simd
