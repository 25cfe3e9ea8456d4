#include "tests/support/onnx_mutations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace ganglion::support {
namespace {

namespace onnx = io::onnx;

class OnnxMutation {
 public:
  OnnxMutation(onnx::StoredModel& model, std::mt19937& random) : model_(model), random_(random) {}

  std::string apply() {
    switch (below(5)) {
      case 0:
        return change_value(below(2) == 0 ? model_.inputs : model_.outputs);
      case 1:
        if (!model_.initializers.empty()) return change_tensor(one_of(model_.initializers));
        break;
      case 2:
        if (below(4) == 0) {
          model_.opsets[""] = std::int64_t(below(30));
          return fmt::format("opset {}", model_.opsets[""]);
        }
        break;
      default:
        break;
    }
    return model_.nodes.empty() ? "nothing" : change_node();
  }

 private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  template <class List>
  typename List::value_type& one_of(List& list) {
    return list[below(list.size())];
  }

  std::int64_t extent() {
    constexpr std::int64_t kTelling[] = {
        0,         1,        -1, 2, 3, 7, 1000, -3, std::int64_t{1} << 31, std::int64_t{1} << 40,
        INT64_MAX, INT64_MIN};
    return kTelling[below(std::size(kTelling))];
  }

  /// The name of any value of the model.
  std::string value() {
    const onnx::StoredNode& node = one_of(model_.nodes);
    const auto& names = below(2) == 0 || node.inputs.empty() ? node.outputs : node.inputs;
    return names.empty() ? "" : names[below(names.size())];
  }

  std::string change_value(std::vector<onnx::StoredValue>& values) {
    if (values.empty()) return "nothing";
    onnx::StoredValue& value = one_of(values);
    if (below(3) == 0) {
      value.type = static_cast<onnx::ElementType>(below(17));
    } else if (value.extents && !value.extents->empty()) {
      onnx::StoredExtent& changed = one_of(*value.extents);
      if (below(3) == 0) {
        value.extents->pop_back();
      } else {
        changed.value = extent();
      }
    }
    return "input or output " + value.name;
  }

  std::string change_tensor(onnx::StoredTensor& tensor) {
    if (below(3) == 0) {
      tensor.type = static_cast<onnx::ElementType>(below(17));
    } else if (below(3) == 0) {
      tensor.name = value();
    } else if (!tensor.dims.empty()) {
      if (below(2) == 0) {
        one_of(tensor.dims) = extent();
      } else {
        std::ranges::shuffle(tensor.dims, random_);
      }
    }
    return "tensor " + tensor.name;
  }

  std::string change_attribute(onnx::StoredNode& node) {
    onnx::StoredAttribute& changed = one_of(node.attributes);
    constexpr float kNumbers[] = {0.0F, -1.0F, 1e30F, 0.5F};
    changed.integer = extent();
    changed.number = kNumbers[below(std::size(kNumbers))];
    if (!changed.integers.empty()) {
      if (below(2) == 0) {
        one_of(changed.integers) = extent();
      } else {
        changed.integers.resize(below(6));
      }
    }
    if (below(8) == 0) changed.name += "x";
    return "attribute " + changed.name;
  }

  std::string change_node() {
    const std::size_t at = below(model_.nodes.size());
    onnx::StoredNode& node = model_.nodes[at];
    const std::string what = fmt::format("node {} ({}): ", at, node.op);
    switch (below(7)) {
      case 0:
        node.op = one_of(model_.nodes).op;
        return what + "op " + node.op;
      case 1:
        model_.nodes.erase(model_.nodes.begin() + static_cast<std::ptrdiff_t>(at));
        return what + "gone";
      case 2:
        std::swap(node, one_of(model_.nodes));
        return what + "elsewhere";
      case 3:
        if (!node.inputs.empty()) one_of(node.inputs) = value();
        return what + "another input";
      case 4:
        if (!node.inputs.empty() && below(2) == 0) {
          node.inputs.pop_back();
        } else {
          node.inputs.push_back(value());
        }
        return what + "other inputs";
      case 5:
        if (!node.outputs.empty()) one_of(node.outputs) = value();
        return what + "another output";
      default:
        return node.attributes.empty() ? what + "nothing" : what + change_attribute(node);
    }
  }

  onnx::StoredModel& model_;
  std::mt19937& random_;
};

}  // namespace

std::string mutate_onnx(io::onnx::StoredModel& model, std::mt19937& random) {
  return OnnxMutation(model, random).apply();
}

}  // namespace ganglion::support
