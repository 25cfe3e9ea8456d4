#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/io/onnx/model.h"

namespace ganglion::io::onnx {

/// The texts that a model compares with or gives, numbered in the order of the file. A graph has
/// numbers only: a tensor of texts is one of these numbers, in f64, and -1 for any other text.
class Words {
 public:
  /// Those of all attributes and constants.
  explicit Words(const StoredModel& model);

  double number_of(std::string_view text) const;
  /// The text with a number; "" for -1.
  const std::string& text_of(double number) const;
  /// Constants that are texts.
  Tensor numbers_of(const StoredTensor& stored) const;

 private:
  void add(const std::string& text);

  std::vector<std::string> texts_;
  std::map<std::string, double, std::less<>> numbers_;
};

}  // namespace ganglion::io::onnx
