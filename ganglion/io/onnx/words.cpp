#include "ganglion/io/onnx/words.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"

namespace ganglion::io::onnx {

Words::Words(const StoredModel& model) {
  for (const StoredNode& node : model.nodes) {
    for (const StoredAttribute& attribute : node.attributes) {
      for (const std::string& text : attribute.texts) add(text);
      if (attribute.type == StoredAttribute::Type::text) add(attribute.text);
    }
  }
  for (const StoredTensor& tensor : model.initializers) {
    for (const std::string& text : tensor.texts) add(text);
  }
}

void Words::add(const std::string& text) {
  if (numbers_.emplace(text, static_cast<double>(texts_.size())).second) texts_.push_back(text);
}

double Words::number_of(std::string_view text) const {
  const auto found = numbers_.find(text);
  return found == numbers_.end() ? -1.0 : found->second;
}

const std::string& Words::text_of(double number) const {
  static const std::string kNone;
  const auto at = static_cast<std::size_t>(number);
  return number >= 0.0 && at < texts_.size() ? texts_[at] : kNone;
}

Tensor Words::numbers_of(const StoredTensor& stored) const {
  const Shape shape{std::span<const std::int64_t>(stored.dims)};
  if (stored.texts.size() != static_cast<std::size_t>(shape.size())) {
    throw Error(
        fmt::format("tensor '{}': its shape has {} elements, but {} texts are stored; the "
                    "file is damaged",
                    stored.name, shape.size(), stored.texts.size()));
  }
  Tensor numbers(shape, DType::f64);
  for (std::size_t i = 0; i < stored.texts.size(); ++i) {
    numbers.values<double>()[i] = number_of(stored.texts[i]);
  }
  return numbers;
}

}  // namespace ganglion::io::onnx
