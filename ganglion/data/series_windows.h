#pragma once
#include <cstdint>

#include "ganglion/data/dataset.h"
#include "ganglion/data/row_source.h"

namespace ganglion::data {

/// Which times of a series are in a row.
struct WindowOptions {
  std::int64_t length = 1;  ///< times of a window
  std::int64_t stride = 1;  ///< times from the beginning of one to that of the next
  std::int64_t every = 1;   ///< of the times in a window's span, every so many are in it
  std::int64_t ahead = 1;   ///< the target lies so many times behind the last one of the window
};

/// Windows of a series, whose times overlap and are in memory once: rows are made when they are
/// read. Of a series [times, columns] a row is [length, columns], of one [times] it is [length].
class SeriesWindows : public RowSource {
 public:
  /// As many as the series has, and that end `behind` times before its end, or earlier. Throws
  /// Error for options that cannot work, and a series that is shorter than one window.
  SeriesWindows(Tensor series, const WindowOptions& options, std::int64_t behind = 0);
  void read(std::span<const std::int64_t> rows, void* to) const override;

 private:
  Tensor series_;
  WindowOptions options_;
};

/// Windows as features and, as their targets, the entries of `targets`, which has one for each time
/// of the series, `ahead` times later: what is to be forecast. Without `targets` windows alone, up
/// to the end of the series. Throws Error, too, for targets of another number of times.
Dataset series_windows(const Tensor& series, const Tensor& targets, const WindowOptions& options);
Dataset series_windows(const Tensor& series, const WindowOptions& options);

/// Rows that are stored, as features; `targets` may be left out.
Dataset stored_features(std::shared_ptr<const RowSource> rows, Tensor targets = Tensor(Shape{0}));

}  // namespace ganglion::data
