#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <set>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/text/zip_writer.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kNpyAlignment = 64;

std::string_view npy_type(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return "<f4";
    case DType::f64:
      return "<f8";
    case DType::i32:
      return "<i4";
    case DType::i64:
      return "<i8";
    case DType::u8:
      return "|u1";
  }
  throw Error(fmt::format("{} can't be written as .npy", name_of(dtype)));
}

}  // namespace

std::string to_npy(const Tensor& tensor) {
  const Shape& shape = tensor.shape();
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}",
                                   npy_type(tensor.dtype()), fmt::join(shape.dims(), ", "),
                                   shape.rank() == 1 ? "," : "");
  const std::size_t before = 10;
  while ((before + header.size() + 1) % kNpyAlignment != 0) header += ' ';
  header += '\n';
  std::string bytes("\x93NUMPY\x01\0", 8);
  const auto length = static_cast<std::uint16_t>(header.size());
  bytes.append(reinterpret_cast<const char*>(&length), sizeof length);
  bytes += header;
  bytes.append(static_cast<const char*>(tensor.data()), tensor.bytes());
  return bytes;
}

std::string to_npz(const std::vector<NamedArray>& arrays) {
  ZipWriter zip;
  std::set<std::string_view> names;
  for (const auto& [name, tensor] : arrays) {
    if (!names.insert(name).second) {
      throw Error(
          fmt::format("two arrays are called {}; an .npz file needs different names", shown(name)));
    }
    zip.add(name + ".npy", to_npy(tensor));
  }
  return std::move(zip).bytes();
}

}  // namespace ganglion::data
