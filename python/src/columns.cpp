#include "python/src/columns.h"

#include <fmt/format.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

template <class T>
using Values = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

/// In huge pages where it is large: a copy into new memory takes the time of its page faults.
template <class T>
std::vector<T> copy_of(const Values<T>& array) {
  std::vector<T> copy;
  copy.reserve(array.size());
#ifdef MADV_HUGEPAGE
  constexpr std::uintptr_t kPage = 4096;
  const auto begin = (reinterpret_cast<std::uintptr_t>(copy.data()) + kPage - 1) / kPage * kPage;
  const auto end = reinterpret_cast<std::uintptr_t>(copy.data() + array.size()) / kPage * kPage;
  constexpr std::uintptr_t kHugePage = std::uintptr_t{2} << 20U;
  // Advice: it may be refused.
  if (end > begin + kHugePage) {
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  }
#endif
  copy.assign(array.data(), array.data() + array.size());
  return copy;
}

data::Column numbers_of(std::string name, const nb::handle& values) {
  return {.name = std::move(name),
          .kind = data::ColumnKind::number,
          .numbers = copy_of(nb::cast<Values<double>>(values))};
}

/// The dictionary of a column is sorted by bytes, whatever order it came in.
data::Column texts_of(std::string name, const nb::handle& codes, const nb::handle& texts) {
  const auto array = nb::cast<Values<std::int32_t>>(codes);
  std::vector<std::string> names;
  for (const nb::handle text : nb::cast<nb::list>(texts)) {
    std::string read;
    if (!nb::try_cast(text, read)) {
      throw Error(fmt::format("column {}: a text has a character that UTF-8 can't write", name));
    }
    names.push_back(std::move(read));
  }
  std::vector<std::int32_t> order(names.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::int32_t i) { return names[static_cast<std::size_t>(i)]; });
  std::vector<std::int32_t> place(names.size());
  std::vector<std::string> sorted;
  for (const std::int32_t old : order) {
    place[static_cast<std::size_t>(old)] = static_cast<std::int32_t>(sorted.size());
    sorted.push_back(names[static_cast<std::size_t>(old)]);
  }
  data::Column column{.name = std::move(name), .kind = data::ColumnKind::category};
  column.codes.reserve(array.size());
  for (std::size_t row = 0; row < array.size(); ++row) {
    const std::int32_t code = array.data()[row];
    if (code < -1 || code >= std::ssize(names)) {
      throw Error(fmt::format("column {}: code {} of row {} names none of its {} texts",
                              column.name, code, row, names.size()));
    }
    column.codes.push_back(code < 0 ? -1 : place[static_cast<std::size_t>(code)]);
  }
  column.names = std::move(sorted);
  return column;
}

template <class T>
nb::object array_of(Tensor tensor) {
  auto owned = std::make_unique<Tensor>(std::move(tensor));
  std::vector<std::size_t> shape;
  for (const std::int64_t extent : owned->shape())
    shape.push_back(static_cast<std::size_t>(extent));
  T* values = owned->template values<T>().data();
  const nb::capsule owner(owned.release(),
                          [](void* kept) noexcept { delete static_cast<Tensor*>(kept); });
  return nb::cast(nb::ndarray<nb::numpy, T>(values, shape.size(), shape.data(), owner));
}

}  // namespace

data::Table to_table(const std::string& source, const nb::list& columns) {
  std::vector<data::Column> read;
  for (const nb::handle item : columns) {
    const auto column = nb::cast<nb::tuple>(item);
    std::string name;
    if (!nb::try_cast(column[0], name)) {
      throw Error(fmt::format("the name of column {} has a character that UTF-8 can't write",
                              read.size() + 1));
    }
    read.push_back(column.size() == 2 ? numbers_of(std::move(name), column[1])
                                      : texts_of(std::move(name), column[1], column[2]));
  }
  return {source, std::move(read)};
}

nb::object row_keys(const nb::list& columns, std::size_t rows) {
  auto keys = std::make_unique<std::vector<std::uint64_t>>(rows);
  const auto mix = [&](const auto& array, const auto& bits_of) {
    if (array.size() != rows) throw Error("columns of unequal length");
    for (std::size_t row = 0; row < rows; ++row) {
      std::uint64_t& key = (*keys)[row];
      key ^= bits_of(array.data()[row]);
      key *= 0x9E3779B97F4A7C15U;  // 2^64 over the golden ratio: spreads bits upwards
      key ^= key >> 32U;
    }
  };
  for (const nb::handle column : columns) {
    Values<double> numbers;
    if (nb::try_cast(column, numbers, false)) {  // not one of another type that is made of it
      mix(numbers, [](double value) {
        constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
        return std::bit_cast<std::uint64_t>(std::isnan(value) ? kNaN : value + 0.0);
      });
    } else {
      mix(nb::cast<Values<std::uint64_t>>(column), [](std::uint64_t bits) { return bits; });
    }
  }
  std::uint64_t* values = keys->data();
  const nb::capsule owner(keys.release(), [](void* kept) noexcept {
    delete static_cast<std::vector<std::uint64_t>*>(kept);
  });
  return nb::cast(nb::ndarray<nb::numpy, std::uint64_t>(values, {rows}, owner));
}

Tensor to_vector(const nb::handle& values) {
  const auto array = nb::cast<Values<float>>(values);
  return Tensor::of(Shape{static_cast<std::int64_t>(array.size())},
                    std::span(array.data(), array.size()));
}

nb::object to_array(Tensor tensor) {
  switch (tensor.dtype()) {
    case DType::f64:
      return array_of<double>(std::move(tensor));
    case DType::f32:
      return array_of<float>(std::move(tensor));
    case DType::i32:
      return array_of<std::int32_t>(std::move(tensor));
    default:
      throw Error("only f32, f64 and i32 become arrays");
  }
}

}  // namespace ganglion::python
