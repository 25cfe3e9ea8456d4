#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace ganglion {

/// The extents of a tensor, outermost axis first. A small value: copying allocates nothing.
/// A scalar has rank 0 and one element; an axis may have extent 0.
class Shape {
 public:
  static constexpr int kMaxRank = 8;

  Shape() = default;
  /// Throws Error for a negative extent, more than kMaxRank axes, or an element count over 2^62.
  Shape(std::initializer_list<std::int64_t> dims);
  explicit Shape(std::span<const std::int64_t> dims);

  int rank() const { return rank_; }
  /// Number of elements (1 for a scalar).
  std::int64_t size() const;
  /// Extent of an axis; negative axes count from the end. Throws Error outside [-rank, rank).
  std::int64_t operator[](int axis) const;
  /// All extents.
  std::span<const std::int64_t> dims() const {
    return {dims_.data(), static_cast<std::size_t>(rank_)};
  }
  const std::int64_t* begin() const { return dims_.data(); }
  const std::int64_t* end() const { return dims_.data() + rank_; }

  /// The same shape with one axis changed, removed or added. Throws Error as the constructors do.
  Shape with(int axis, std::int64_t extent) const;
  Shape without(int axis) const;
  Shape prepended(std::int64_t extent) const;

  /// Where the element of that place, an index for each axis, is in row-major order. Throws Error
  /// for another number of indices, and for one outside the shape.
  std::size_t offset_of(std::initializer_list<std::int64_t> place) const;

  /// "[32, 64]"; "[]" for a scalar.
  std::string to_string() const;

  friend bool operator==(const Shape& a, const Shape& b) = default;

 private:
  std::array<std::int64_t, kMaxRank> dims_{};  // unused axes stay 0, so that == may compare all
  int rank_ = 0;
};

/// An axis in [-rank, rank) as one in [0, rank). Throws Error naming `what` otherwise.
int normalize_axis(int axis, int rank, const char* what);

/// True when both can be stretched to a common shape (NumPy's rule: aligned at the last axis, equal
/// or 1).
bool can_broadcast(const Shape& a, const Shape& b);

/// The common shape. Throws Error naming both shapes when there is none.
Shape broadcast(const Shape& a, const Shape& b);

}  // namespace ganglion
