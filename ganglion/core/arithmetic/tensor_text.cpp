#include "ganglion/core/arithmetic/tensor_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <utility>

namespace ganglion {
namespace {

constexpr std::int64_t kMany = 200;  // elements that are still written out
constexpr std::int64_t kLong = 8, kEnds = 3;

class Writer {
 public:
  Writer(const Tensor& x, int digits) : x_(x), digits_(digits), shorten_(x.size() > kMany) {}

  std::string text() && {
    write(0, 0);
    return std::move(text_);
  }

 private:
  void write(int axis, std::int64_t place) {
    if (axis == x_.shape().rank()) return write_element(static_cast<std::size_t>(place));
    const std::int64_t extent = x_.shape()[axis];
    const bool shortened = shorten_ && extent > kLong;
    text_ += '[';
    for (std::int64_t i = 0; i < extent; ++i) {
      if (i > 0) write_gap(axis);
      if (shortened && i == kEnds) {
        text_ += "...";
        i = extent - kEnds - 1;
        continue;
      }
      write(axis + 1, place * extent + i);
    }
    text_ += ']';
  }

  /// Numbers of the last axis stand in one line, what has axes of its own below one another.
  void write_gap(int axis) {
    text_ += axis + 1 == x_.shape().rank()
                 ? ", "
                 : ",\n" + std::string(static_cast<std::size_t>(axis) + 1, ' ');
  }

  void write_element(std::size_t place) {
    const auto number = [&](double value) { text_ += fmt::format("{:.{}g}", value, digits_); };
    switch (x_.dtype()) {
      case DType::f32:
        return number(static_cast<double>(x_.values<float>()[place]));
      case DType::f64:
        return number(x_.values<double>()[place]);
      case DType::i32:
        text_ += std::to_string(x_.values<std::int32_t>()[place]);
        return;
      case DType::i64:
        text_ += std::to_string(x_.values<std::int64_t>()[place]);
        return;
      case DType::u8:
        text_ += std::to_string(x_.values<std::uint8_t>()[place]);
        return;
    }
  }

  const Tensor& x_;
  int digits_;
  bool shorten_;
  std::string text_;
};

}  // namespace

std::string to_string(const Tensor& x, int digits) {
  return Writer(x, std::clamp(digits, 1, 17)).text();
}

std::ostream& operator<<(std::ostream& out, const Tensor& x) {
  return out << to_string(x);
}

std::ostream& operator<<(std::ostream& out, const Shape& shape) {
  return out << shape.to_string();
}

}  // namespace ganglion
