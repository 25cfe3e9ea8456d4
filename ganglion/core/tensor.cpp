#include "ganglion/core/tensor.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <type_traits>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion {
namespace {

/// Calls f with a value-initialised object of the C++ type that belongs to dtype.
template <class F>
void with_type(DType dtype, F&& f) {
  switch (dtype) {
    case DType::f32:
      return f(float{});
    case DType::f64:
      return f(double{});
    case DType::i32:
      return f(std::int32_t{});
    case DType::i64:
      return f(std::int64_t{});
    case DType::u8:
      return f(std::uint8_t{});
  }
}

constexpr std::size_t kHugePage = std::size_t{2} << 20U;
/// From here on the pages of a tensor are more than processors remember the places of.
constexpr std::size_t kLarge = std::size_t{8} << 20U;

/// In front of the elements of a large tensor.
struct Mapping {
  void* begin;
  std::size_t bytes;
};

Mapping& mapping_of(std::byte* elements) {
  return *reinterpret_cast<Mapping*>(elements - sizeof(Mapping));
}

/// Products walk through weights in strides, and an address in a 4 KiB page that wasn't visited for
/// a while costs a walk through the page tables. The last part stays in small pages: no memory is
/// taken that isn't used.
void want_huge_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  ::madvise(memory, bytes / kHugePage * kHugePage, MADV_HUGEPAGE);  // advice: it may be refused
#endif
}

/// A large tensor is a mapping of its own: all zero without being written to, and the system has it
/// back when nobody holds it any more, which a heap decides by itself. Null: there is no memory.
std::byte* map_large(std::size_t bytes) {
  const std::size_t whole = bytes + kHugePage + sizeof(Mapping);
  void* begin = ::mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (begin == MAP_FAILED) return nullptr;
  const auto first = reinterpret_cast<std::uintptr_t>(begin) + sizeof(Mapping);
  const std::size_t gap = (kHugePage - first % kHugePage) % kHugePage;
  std::byte* elements = static_cast<std::byte*>(begin) + sizeof(Mapping) + gap;
  mapping_of(elements) = {begin, whole};
  want_huge_pages(elements, bytes);
  return elements;
}

/// Whether there is such an integer, once what is behind the point is cut off.
template <class To, class From>
bool holds(From x) {
  if constexpr (std::is_floating_point_v<From>) {
    constexpr auto kEnd = static_cast<double>(std::numeric_limits<To>::max() / 2 + 1) * 2.0;
    const double whole = std::trunc(static_cast<double>(x));
    return whole >= static_cast<double>(std::numeric_limits<To>::min()) && whole < kEnd;
  } else {
    return std::in_range<To>(x);
  }
}

[[noreturn]] void refuse_element(std::size_t place, double x, DType dtype) {
  throw Error(fmt::format("element {} is {}, which a tensor of {} can't hold", place + 1, x,
                          name_of(dtype)));
}

/// x as an element of another type.
template <class To, class From>
To element_of(From x, std::size_t place) {
  if constexpr (std::is_integral_v<To>) {
    if (!holds<To>(x)) refuse_element(place, static_cast<double>(x), dtype_of<To>);
  }
  return static_cast<To>(x);
}

}  // namespace

Tensor::Storage::Storage(std::size_t size, std::size_t alignment_in)
    : alignment(alignment_in),
      bytes(alignment_in == kHugePage ? map_large(size)
                                      : static_cast<std::byte*>(::operator new[](
                                            size, std::align_val_t{alignment_in}, std::nothrow))) {}

// Never written to: the tensors that have it are shared ones.
Tensor::Storage::Storage(const void* borrowed)
    : alignment(0), bytes(static_cast<std::byte*>(const_cast<void*>(borrowed))) {}

Tensor::Storage::~Storage() {
  if (alignment == 0 || bytes == nullptr) return;
  if (alignment == kHugePage) {
    const Mapping mapping = mapping_of(bytes);
    ::munmap(mapping.begin, mapping.bytes);
    return;
  }
  ::operator delete[](bytes, std::align_val_t{alignment});
}

// Whole cache lines, so that a vector load of the last elements stays inside the allocation.
std::size_t Tensor::padded_bytes(const Shape& shape, DType dtype) {
  const std::size_t bytes = static_cast<std::size_t>(shape.size()) * size_of(dtype);
  return (bytes + kAlignment) / kAlignment * kAlignment;
}

std::shared_ptr<Tensor::Storage> Tensor::allocate(Shape shape, DType dtype) {
  // No machine holds 2^42 elements, and their bytes can always be counted.
  constexpr std::int64_t kMax = std::int64_t{1} << 42;
  std::shared_ptr<Storage> storage;
  if (shape.size() <= kMax) {
    const std::size_t bytes = padded_bytes(shape, dtype);
    storage = std::make_shared<Storage>(bytes, bytes >= kLarge ? kHugePage : kAlignment);
  }
  if (!storage || storage->bytes == nullptr) {
    throw Error(fmt::format("out of memory for a tensor {}{}; make it smaller", name_of(dtype),
                            shape.to_string()));
  }
  return storage;
}

Tensor::Tensor(Shape shape, DType dtype)
    : shape_(shape), dtype_(dtype), storage_(allocate(shape, dtype)) {
  if (storage_->alignment == kHugePage) return;  // zero by itself
  std::memset(storage_->bytes, 0, padded_bytes(shape, dtype));
}

void* Tensor::data() {
  if (shared_) {
    auto own = allocate(shape_, dtype_);
    write_elements(*own);
    storage_ = std::move(own);
    shared_ = false;
  }
  return storage_ ? storage_->bytes : nullptr;
}

Tensor Tensor::shared() && {
  if (pinned()) *this = Tensor(*this);  // who holds the pin may write
  shared_ = storage_ != nullptr;
  return std::move(*this);
}

template <class T>
Tensor Tensor::of(Shape shape, std::span<const T> values) {
  if (static_cast<std::int64_t>(values.size()) != shape.size()) {
    throw Error(fmt::format("a tensor of shape {} has {} elements, but {} values were given",
                            shape.to_string(), shape.size(), values.size()));
  }
  Tensor result(shape, dtype_of<T>);
  if (!values.empty()) std::memcpy(result.data(), values.data(), values.size_bytes());
  return result;
}

Tensor Tensor::scalar(double value, DType dtype) {
  Tensor result(Shape{}, dtype);
  with_type(dtype, [&]<class T>(T) { result.values<T>()[0] = element_of<T>(value, 0); });
  return result;
}

Tensor::Tensor(const Tensor& other)
    : shape_(other.shape_), dtype_(other.dtype_), shared_(other.shared_) {
  storage_ = shared_ ? other.storage_ : allocate(shape_, dtype_);
  if (!shared_) copy_elements(other);
}

Tensor::Tensor(Tensor&& other) noexcept
    : shape_(std::exchange(other.shape_, Shape{0})),
      dtype_(other.dtype_),
      storage_(std::move(other.storage_)),
      shared_(std::exchange(other.shared_, false)) {}

Tensor& Tensor::operator=(Tensor&& other) noexcept {
  if (this == &other) return *this;
  if (pinned()) {
    if (same_type(other)) {
      copy_elements(other);
      const Tensor taken(std::move(other));  // leaves it empty
      return *this;
    }
    storage_->left = true;
  }
  shape_ = std::exchange(other.shape_, Shape{0});
  dtype_ = other.dtype_;
  storage_ = std::move(other.storage_);
  shared_ = std::exchange(other.shared_, false);
  return *this;
}

Tensor& Tensor::operator=(const Tensor& other) {
  if (this == &other) return *this;
  // Sharing costs nothing, but those who hold a pin would not see it.
  if (storage_ && !shared_ && same_type(other) && (!other.shared_ || pinned())) {
    copy_elements(other);
    return *this;
  }
  return *this = Tensor(other);
}

bool Tensor::same_type(const Tensor& other) const {
  return shape_ == other.shape_ && dtype_ == other.dtype_;
}

bool Tensor::pinned() const {
  return storage_ && !shared_ && storage_.use_count() > 1;
}

/// Of a tensor of the same type; what was moved from has none, and counts as zeros.
void Tensor::copy_elements(const Tensor& from) {
  from.storage_ ? from.write_elements(*storage_)
                : static_cast<void>(std::memset(storage_->bytes, 0, padded_bytes(shape_, dtype_)));
}

/// With zeros behind them, up to the end of a cache line.
void Tensor::write_elements(Storage& to) const {
  const std::size_t size = bytes();
  if (size > 0) std::memcpy(to.bytes, storage_->bytes, size);
  std::memset(to.bytes + size, 0, padded_bytes(shape_, dtype_) - size);
}

Tensor Tensor::borrowed(const void* elements, Shape shape, DType dtype) {
  if (elements == nullptr || reinterpret_cast<std::uintptr_t>(elements) % size_of(dtype) != 0) {
    throw Error(fmt::format("borrow: {}{} needs an address that is aligned, and not null",
                            name_of(dtype), shape.to_string()));
  }
  Tensor result;
  result.shape_ = shape;
  result.dtype_ = dtype;
  result.storage_ = std::make_shared<Storage>(elements);
  result.shared_ = true;
  return result;
}

template <class T>
Tensor Tensor::borrow(const T* elements, Shape shape) {
  return borrowed(elements, shape, dtype_of<T>);
}

Tensor Tensor::view() {
  static_cast<void>(data());  // its own, if it has shared them
  Tensor result;
  result.shape_ = shape_;
  result.dtype_ = dtype_;
  result.storage_ = storage_;
  return result;
}

Tensor::Pin Tensor::pin() const {
  return Pin(storage_);
}

void Tensor::check_type(DType wanted) const {
  if (wanted != dtype_) {
    throw Error(fmt::format("the tensor of shape {} holds {}, not {}; convert it with cast()",
                            shape_.to_string(), name_of(dtype_), name_of(wanted)));
  }
}

template <class T>
std::span<T> Tensor::values() & {
  check_type(dtype_of<T>);
  return {static_cast<T*>(data()), static_cast<std::size_t>(size())};
}

template <class T>
std::span<const T> Tensor::values() const& {
  check_type(dtype_of<T>);
  return {static_cast<const T*>(data()), static_cast<std::size_t>(size())};
}

Tensor Tensor::reshaped(Shape shape) const& {
  return Tensor(*this).reshaped(shape);
}

Tensor Tensor::reshaped(Shape shape) && {
  if (shape.size() != size()) {
    throw Error(fmt::format("reshape {} to {}: {} elements cannot become {}", shape_.to_string(),
                            shape.to_string(), size(), shape.size()));
  }
  shape_ = shape;
  return std::move(*this);
}

Tensor Tensor::cast(DType dtype) const {
  Tensor result(shape_, dtype);
  with_type(dtype_, [&]<class From>(From) {
    with_type(dtype, [&]<class To>(To) {
      auto from = values<From>();
      auto to = result.values<To>();
      for (std::size_t i = 0; i < from.size(); ++i) to[i] = element_of<To>(from[i], i);
    });
  });
  return result;
}

Tensor Tensor::rows(std::span<const std::int64_t> indices) const {
  if (shape_.rank() == 0) throw Error("rows: a scalar has no rows");
  Tensor result(shape_.with(0, static_cast<std::int64_t>(indices.size())), dtype_);
  const std::int64_t count = shape_[0];
  const std::size_t row = count == 0 ? 0 : bytes() / static_cast<std::size_t>(count);
  const auto* from = static_cast<const std::byte*>(data());
  auto* to = static_cast<std::byte*>(result.data());
  for (std::int64_t index : indices) {
    if (index < 0 || index >= count) {
      throw Error(fmt::format("rows: index {} of a tensor with {} rows", index, count));
    }
    std::memcpy(to, from + static_cast<std::size_t>(index) * row, row);
    to += row;
  }
  return result;
}

Tensor Tensor::rows_at(const Tensor& indices) const {
  if (indices.dtype() != DType::i32 && indices.dtype() != DType::i64) {
    throw Error(fmt::format("rows: indices are of i32 or i64, not {}", name_of(indices.dtype())));
  }
  const Tensor wide = indices.cast(DType::i64);
  Tensor chosen = rows(std::as_const(wide).values<std::int64_t>());
  std::vector<std::int64_t> extents(indices.shape().begin(), indices.shape().end());
  extents.insert(extents.end(), shape_.begin() + 1, shape_.end());
  return std::move(chosen).reshaped(Shape(std::span<const std::int64_t>(extents)));
}

std::pair<std::size_t, std::size_t> Tensor::place_of_row(std::int64_t index) const {
  if (shape_.rank() == 0 || index < 0 || index >= shape_[0]) {
    throw Error(fmt::format("row: {} of a tensor of shape {}", index, shape_.to_string()));
  }
  const auto count = static_cast<std::size_t>(size() / shape_[0]);
  return {static_cast<std::size_t>(index) * count, count};
}

Tensor Tensor::rows(std::int64_t first, std::int64_t count) const {
  if (shape_.rank() == 0 || first < 0 || count < 0 || count > shape_[0] - first) {
    throw Error(fmt::format("rows: {} from {} on of a tensor of shape {}", count, first,
                            shape_.to_string()));
  }
  Tensor result(shape_.with(0, count), dtype_);
  if (result.bytes() == 0) return result;
  const auto before = static_cast<std::size_t>(result.size() / count * first) * size_of(dtype_);
  std::memcpy(result.data(), static_cast<const std::byte*>(data()) + before, result.bytes());
  return result;
}

#define GANGLION_INSTANTIATE(T)                             \
  template Tensor Tensor::of<T>(Shape, std::span<const T>); \
  template Tensor Tensor::borrow<T>(const T*, Shape);       \
  template std::span<T> Tensor::values<T>()&;               \
  template std::span<const T> Tensor::values<T>() const&;
GANGLION_INSTANTIATE(float)
GANGLION_INSTANTIATE(double)
GANGLION_INSTANTIATE(std::int32_t)
GANGLION_INSTANTIATE(std::int64_t)
GANGLION_INSTANTIATE(std::uint8_t)
#undef GANGLION_INSTANTIATE

}  // namespace ganglion
