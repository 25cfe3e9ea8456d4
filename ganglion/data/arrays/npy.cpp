#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/text/gzip.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

static_assert(std::endian::native == std::endian::little);

[[noreturn]] void refuse(const std::string& source, const std::string& what) {
  throw Error(fmt::format("{}: {}", source, what));
}

/// What the dictionary in front of the numbers says.
struct NpyHeader {
  std::string type;  ///< "<f8"
  bool fortran = false;
  std::vector<std::int64_t> shape;
};

/// Reads the dictionary: {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }.
class HeaderReader {
 public:
  HeaderReader(std::string_view text, const std::string& source) : rest_(text), source_(source) {}

  NpyHeader read() {
    NpyHeader header;
    expect('{');
    int keys = 0;
    while (!take('}')) {
      const std::string key = quoted();
      expect(':');
      if (key == "descr") {
        if (peek() == '[') {
          refuse(source_, "the array has named fields; save each field as an array of its own");
        }
        header.type = quoted();
      } else if (key == "fortran_order") {
        header.fortran = boolean();
      } else if (key == "shape") {
        header.shape = tuple();
      } else {
        refuse(source_, fmt::format("unknown key {} in the array's header", shown(key)));
      }
      ++keys;
      take(',');
    }
    if (keys != 3 || header.type.empty()) bad();
    return header;
  }

 private:
  char peek() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n')) rest_.remove_prefix(1);
    return rest_.empty() ? '\0' : rest_[0];
  }
  bool take(char c) {
    if (peek() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) bad();
  }
  [[noreturn]] void bad() const {
    refuse(source_, "the header of the array is damaged; write the file again");
  }
  std::string quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') bad();
    const std::size_t end = rest_.find(quote, 1);
    if (end == std::string_view::npos) bad();
    std::string text(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return text;
  }
  bool boolean() {
    peek();
    for (const auto& [word, value] : {std::pair("True", true), std::pair("False", false)}) {
      if (!rest_.starts_with(word)) continue;
      rest_.remove_prefix(std::strlen(word));
      return value;
    }
    bad();
  }
  std::vector<std::int64_t> tuple() {
    std::vector<std::int64_t> result;
    expect('(');
    while (!take(')')) {
      peek();
      std::int64_t extent = 0;
      const auto [stop, code] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), extent);
      if (code != std::errc() || extent < 0) bad();
      rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
      take('L');  // as old versions wrote whole numbers
      result.push_back(extent);
      if (!take(',') && peek() != ')') bad();
    }
    return result;
  }

  std::string_view rest_;
  const std::string& source_;
};

/// A number of half precision (IEEE 754 binary16), of which a float holds every one.
struct Half {
  std::uint16_t bits;
  explicit operator float() const {
    const int exponent = (bits >> 10U) & 0x1FU;
    const auto fraction = static_cast<float>(bits & 0x3FFU);
    float value =
        std::ldexp(exponent == 0 ? fraction : fraction + 1024, std::max(exponent, 1) - 25);
    if (exponent == 31) {
      value = fraction == 0 ? std::numeric_limits<float>::infinity()
                            : std::numeric_limits<float>::quiet_NaN();
    }
    return (bits & 0x8000U) != 0 ? -value : value;
  }
};

/// How numbers lie in a file.
struct Layout {
  bool fortran = false;
  bool swapped = false;  ///< big-endian
};

template <class Number>
Number number_at(const char* bytes, bool swapped) {
  std::array<char, sizeof(Number)> own{};
  std::copy_n(bytes, own.size(), own.begin());
  if (swapped) std::ranges::reverse(own);
  return std::bit_cast<Number>(own);
}

/// Copies numbers of type From into a tensor of type To.
template <class From, class To>
Tensor copied_numbers(std::string_view bytes, const Shape& shape, Layout layout,
                      const std::string& source) {
  Tensor result(shape, dtype_of<To>);
  auto to = result.values<To>();
  std::vector<std::size_t> index(static_cast<std::size_t>(shape.rank()));
  std::vector<std::size_t> stride(index.size(), 1);
  for (std::size_t axis = 1; axis < stride.size(); ++axis) {
    stride[axis] = stride[axis - 1] * static_cast<std::size_t>(shape[static_cast<int>(axis) - 1]);
  }
  std::size_t from = 0;
  for (std::size_t i = 0; i < to.size(); ++i) {
    const std::size_t place = layout.fortran ? from : i;
    const From value = number_at<From>(bytes.data() + place * sizeof(From), layout.swapped);
    if constexpr (std::is_same_v<From, std::uint64_t>) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        refuse(source, fmt::format("the number {} is too large; save the array as f8", value));
      }
    }
    to[i] = static_cast<To>(value);
    if (!layout.fortran) continue;
    for (std::size_t axis = index.size(); axis-- > 0;) {
      from += stride[axis];
      if (++index[axis] < static_cast<std::size_t>(shape[static_cast<int>(axis)])) break;
      from -= stride[axis] * index[axis];
      index[axis] = 0;
    }
  }
  return result;
}

struct NpyFormat {
  std::string_view type;
  std::size_t bytes;
  Tensor (*read)(std::string_view, const Shape&, Layout, const std::string&);
};

const std::vector<NpyFormat>& number_formats() {
  static const std::vector<NpyFormat> all = {
      {"f2", 2, copied_numbers<Half, float>},
      {"f4", 4, copied_numbers<float, float>},
      {"f8", 8, copied_numbers<double, double>},
      {"i1", 1, copied_numbers<std::int8_t, std::int32_t>},
      {"i2", 2, copied_numbers<std::int16_t, std::int32_t>},
      {"i4", 4, copied_numbers<std::int32_t, std::int32_t>},
      {"i8", 8, copied_numbers<std::int64_t, std::int64_t>},
      {"u1", 1, copied_numbers<std::uint8_t, std::uint8_t>},
      {"u2", 2, copied_numbers<std::uint16_t, std::int32_t>},
      {"u4", 4, copied_numbers<std::uint32_t, std::int64_t>},
      {"u8", 8, copied_numbers<std::uint64_t, std::int64_t>},
      {"b1", 1, copied_numbers<std::uint8_t, std::uint8_t>},
  };
  return all;
}

bool is_order(char mark) {
  return mark == '<' || mark == '=' || mark == '>';
}

const NpyFormat& number_format_of(const std::string& type, const std::string& source) {
  for (const NpyFormat& format : number_formats()) {
    if (type.size() != 3 || type.substr(1) != format.type) continue;
    if (is_order(type[0]) || (type[0] == '|' && format.bytes == 1)) return format;
  }
  const bool texts =
      type.size() > 1 && std::string_view("OUS").find(type[1]) != std::string_view::npos;
  refuse(source, fmt::format("unsupported array type {}; {}", shown(type),
                             texts ? "save numbers, such as a code for each text: "
                                     "np.unique(a, return_inverse=True)[1]"
                                   : "save it as f4, f8 or i8: a.astype('f8')"));
}

std::uint64_t little(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data() + at, count);
  return value;
}

}  // namespace

bool is_npy(std::string_view bytes) {
  return bytes.starts_with("\x93NUMPY");
}

Tensor parse_npy(std::string_view bytes, const std::string& source) {
  if (!is_npy(bytes) || bytes.size() < 12) refuse(source, "not an .npy file");
  const int version = bytes[6];
  if (version < 1 || version > 3) {
    refuse(source, fmt::format("unsupported .npy version {}; use 1 to 3", version));
  }
  const std::size_t width = version == 1 ? 2 : 4;
  const std::size_t length = little(bytes, 8, width);
  const std::size_t start = 8 + width;
  if (length > bytes.size() - start) refuse(source, "the file is truncated; get it again");
  const NpyHeader header = HeaderReader(bytes.substr(start, length), source).read();
  const NpyFormat& format = number_format_of(header.type, source);
  if (header.shape.size() > static_cast<std::size_t>(Shape::kMaxRank)) {
    refuse(source, fmt::format("the array has {} axes; at most {} can be read", header.shape.size(),
                               Shape::kMaxRank));
  }
  Shape shape;
  try {
    shape = Shape(header.shape);
  } catch (const Error& error) {
    refuse(source, error.what());
  }
  const std::string_view body = bytes.substr(start + length);
  if (body.size() % format.bytes != 0 ||
      body.size() / format.bytes != static_cast<std::size_t>(shape.size())) {
    refuse(source,
           fmt::format("an array {} of {} needs {} numbers, but there are {} bytes; the file "
                       "is damaged",
                       shape.to_string(), format.type, shape.size(), body.size()));
  }
  return format.read(body, shape, {.fortran = header.fortran, .swapped = header.type[0] == '>'},
                     source);
}

Tensor read_npy(const std::string& path, std::int64_t limit) {
  std::string bytes = read_text(path);
  if (is_gzip(bytes)) bytes = gunzip(bytes, path, limit);
  return parse_npy(bytes, path);
}

}  // namespace ganglion::data
