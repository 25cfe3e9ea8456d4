#pragma once
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ganglion::train {

/// A setting as it was typed, with what `read` makes of it. Made implicitly from text, like a text;
/// throws what `read` throws.
template <auto read>
class Parsed {
 public:
  using Value = std::remove_cvref_t<decltype(read(std::string_view()))>;

  Parsed(std::string text)  // NOLINT(google-explicit-constructor): stands where a text is given
      : text_(std::move(text)), value_(read(text_)) {}
  Parsed(const char* text)  // NOLINT(google-explicit-constructor)
      : Parsed(std::string(text)) {}

  const std::string& text() const { return text_; }
  const Value& value() const { return value_; }

 private:
  std::string text_;
  Value value_;
};

}  // namespace ganglion::train
