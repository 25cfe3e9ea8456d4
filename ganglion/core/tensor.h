#pragma once
#include <atomic>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <utility>
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
  /// Elements that lie in memory of the caller's, row-major and aligned to their type, and stay
  /// there, read in place: the memory must live, unchanged, as long as the tensor and its copies.
  /// Who asks for memory to write to gets bytes of its own, as with shared(). Throws Error for a
  /// null pointer.
  template <class T>
  static Tensor borrow(const T* elements, Shape shape);
  /// A scalar.
  static Tensor scalar(double value, DType dtype = DType::f32);

  /// Assigning a tensor of the same shape and type copies its elements to where these are, so that
  /// what is bound to a plan changes with it.
  Tensor(const Tensor& other);
  Tensor& operator=(const Tensor& other);
  /// What was moved from is an empty tensor of shape [0].
  Tensor(Tensor&& other) noexcept;
  /// Takes the other's memory, but copies, as above, where a Pin or a view holds this one's.
  Tensor& operator=(Tensor&& other) noexcept;
  ~Tensor() = default;

  const Shape& shape() const { return shape_; }
  DType dtype() const { return dtype_; }
  std::int64_t size() const { return shape_.size(); }
  std::size_t bytes() const { return static_cast<std::size_t>(size()) * size_of(dtype_); }
  void* data();
  const void* data() const { return storage_ ? storage_->bytes : nullptr; }

  /// The same elements for many holders: copies of the result are cheap, and who asks one of them
  /// for memory to write to gets bytes of its own first. For data sets, which are handed on whole
  /// and read only; a pointer to write with, once taken, is no longer good after shared().
  Tensor shared() &&;

  /// A tensor of the same elements: what is written to one, or assigned to it in the same shape and
  /// type, is seen in the other.
  Tensor view();

  class Pin;
  /// Keeps the elements where they are, for who goes on reading or writing them by their address.
  Pin pin() const;

  template <class T>
  class Held;
  /// The elements in row-major order. Throws Error when T is not the tensor's type. Those of a
  /// temporary are held by what is returned: for (float x : t.rows(0, 2).values<float>()).
  template <class T>
  std::span<T> values() &;
  template <class T>
  std::span<const T> values() const&;
  template <class T>
  Held<T> values() &&;

  /// One element, by its place: t.at({row, column}), t.at<std::int32_t>({row}). Throws Error for
  /// another type, another number of indices, and indices outside the shape.
  template <class T = float>
  T& at(std::initializer_list<std::int64_t> place) & {
    return values<T>()[shape_.offset_of(place)];
  }
  template <class T = float>
  const T& at(std::initializer_list<std::int64_t> place) const& {
    return values<T>()[shape_.offset_of(place)];
  }
  template <class T = float>
  T at(std::initializer_list<std::int64_t> place) && {
    return at<T>(place);
  }

  /// The same elements under another shape of equal size. Throws Error otherwise.
  Tensor reshaped(Shape shape) const&;
  Tensor reshaped(Shape shape) &&;

  /// Element by element to another type (double to float rounds, float to integer truncates).
  /// Throws Error for a number that an integer type can't hold, NaN among them.
  Tensor cast(DType dtype) const;

  /// The given rows (entries of axis 0), in that order. Throws Error for an index out of range.
  Tensor rows(std::span<const std::int64_t> indices) const;
  /// The same of indices in a tensor, of i32 or i64: of shape S they give S + one row's shape.
  template <std::same_as<Tensor> Indices>
  Tensor rows(const Indices& indices) const {
    return rows_at(indices);
  }
  /// The `count` rows from `first` on. Throws Error likewise.
  Tensor rows(std::int64_t first, std::int64_t count) const;
  /// The elements of one row, to read or write where they are. Throws Error likewise, and for
  /// another type.
  template <class T = float>
  std::span<T> row(std::int64_t index) & {
    const auto [first, count] = place_of_row(index);
    return values<T>().subspan(first, count);
  }
  template <class T = float>
  std::span<const T> row(std::int64_t index) const& {
    const auto [first, count] = place_of_row(index);
    return values<T>().subspan(first, count);
  }

 private:
  struct Storage {
    Storage(std::size_t size, std::size_t alignment_in);
    explicit Storage(const void* borrowed);
    ~Storage();
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;

    std::size_t alignment;           // 0: somebody else's memory
    std::byte* bytes;                // null where there was no memory
    std::atomic<bool> left = false;  // its tensor has become another one
  };
  static std::shared_ptr<Storage> allocate(Shape shape, DType dtype);
  static std::size_t padded_bytes(const Shape& shape, DType dtype);
  void check_type(DType wanted) const;
  Tensor rows_at(const Tensor& indices) const;
  std::pair<std::size_t, std::size_t> place_of_row(std::int64_t index) const;
  bool same_type(const Tensor& other) const;
  bool pinned() const;
  void copy_elements(const Tensor& from);
  void write_elements(Storage& to) const;
  static Tensor borrowed(const void* elements, Shape shape, DType dtype);

  Shape shape_;
  DType dtype_ = DType::f32;
  std::shared_ptr<Storage> storage_;  // null of what was moved from
  bool shared_ = false;               // with other tensors, so that it is never written to
};

/// The elements of a tensor as they were pinned: alive as long as the pin, even when the tensor is
/// not. What is assigned to the tensor goes to the same place, if it has the same shape and type.
class Tensor::Pin {
 public:
  Pin() = default;
  explicit Pin(std::shared_ptr<Storage> storage) : storage_(std::move(storage)) {}

  /// Whether the tensor was assigned one of another shape or type since, so that its elements are
  /// no longer these.
  bool left() const { return storage_ && storage_->left.load(std::memory_order_relaxed); }

 private:
  std::shared_ptr<Storage> storage_;
};

/// The elements of a tensor that was a temporary, alive as long as this. A std::span made of it is
/// not: keep the tensor where the elements are needed for longer than an expression.
template <class T>
class Tensor::Held : public std::span<T> {
 public:
  Held(std::span<T> values, Pin pin) : std::span<T>(values), pin_(std::move(pin)) {}

 private:
  Pin pin_;
};

template <class T>
Tensor::Held<T> Tensor::values() && {
  const std::span<T> elements = values<T>();
  return {elements, pin()};
}

}  // namespace ganglion
