#pragma once
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

#include "ganglion/core/dtype.h"
#include "ganglion/core/shape.h"

namespace ganglion {

/// Shape + dtype + bytes: row-major, 64-byte aligned, in huge pages where it is large and the
/// system has them. A value: copying copies the bytes (but see
/// shared()), moving is cheap. Not synchronised: one writer, or any number of readers.
class Tensor {
 public:
  static constexpr std::size_t kAlignment = 64;

  /// An empty f32 tensor of shape [0].
  Tensor() : Tensor(Shape{0}) {}
  /// All elements zero. Throws Error when there is no memory for them.
  explicit Tensor(Shape shape, DType dtype = DType::f32);
  /// Throws Error when the count of values is not shape.size().
  template <class T>
  static Tensor of(Shape shape, std::span<const T> values);
  template <class T>
  static Tensor of(Shape shape, std::initializer_list<T> values) {
    return of(shape, std::span<const T>(values.begin(), values.size()));
  }
  template <class T>
  static Tensor of(Shape shape, const std::vector<T>& values) {
    return of(shape, std::span<const T>(values));
  }
  /// A scalar.
  static Tensor scalar(double value, DType dtype = DType::f32);

  Tensor(const Tensor& other);
  Tensor& operator=(const Tensor& other);
  /// What was moved from is an empty tensor of shape [0].
  Tensor(Tensor&& other) noexcept;
  Tensor& operator=(Tensor&& other) noexcept;
  ~Tensor() = default;

  const Shape& shape() const { return shape_; }
  DType dtype() const { return dtype_; }
  std::int64_t size() const { return shape_.size(); }
  std::size_t bytes() const { return static_cast<std::size_t>(size()) * size_of(dtype_); }
  void* data();
  const void* data() const { return shared_ ? shared_.get() : data_.get(); }

  /// The same elements for many holders: copies of the result are cheap, and who asks one of them
  /// for memory to write to gets bytes of its own first. For data sets, which are handed on whole
  /// and read only; a pointer to write with, once taken, is no longer good after shared().
  Tensor shared() &&;

  /// The elements in row-major order. Throws Error when T is not the tensor's type.
  template <class T>
  std::span<T> values();
  template <class T>
  std::span<const T> values() const;

  /// The same elements under another shape of equal size. Throws Error otherwise.
  Tensor reshaped(Shape shape) const&;
  Tensor reshaped(Shape shape) &&;

  /// Element by element to another type (double to float rounds, float to integer truncates).
  Tensor cast(DType dtype) const;

  /// The given rows (entries of axis 0), in that order. Throws Error for an index out of range.
  Tensor rows(std::span<const std::int64_t> indices) const;

 private:
  struct Free {
    Free() : alignment(kAlignment) {}
    explicit Free(std::size_t allocated_with) : alignment(allocated_with) {}
    std::size_t alignment;
    void operator()(std::byte* bytes) const;
  };
  using Bytes = std::unique_ptr<std::byte[], Free>;
  static Bytes allocate(Shape shape, DType dtype);
  static std::size_t padded_bytes(const Shape& shape, DType dtype);
  void check_type(DType wanted) const;

  Shape shape_;
  DType dtype_ = DType::f32;
  Bytes data_;                               // of its own
  std::shared_ptr<const std::byte> shared_;  // or with others, never written to
};

}  // namespace ganglion
