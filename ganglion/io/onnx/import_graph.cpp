#include "ganglion/io/onnx/import_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/call.h"
#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/runtime/interpreter.h"

namespace ganglion::io::onnx {
namespace {

/// The nodes that the outputs need.
std::vector<bool> needed_nodes(const StoredModel& model) {
  std::set<std::string_view> wanted;
  for (const StoredValue& output : model.outputs) wanted.insert(output.name);
  std::vector<bool> needed(model.nodes.size());
  for (std::size_t i = model.nodes.size(); i-- > 0;) {
    const StoredNode& node = model.nodes[i];
    needed[i] = std::ranges::any_of(node.outputs, [&](const std::string& name) {
      return !name.empty() && wanted.contains(name);
    });
    if (needed[i]) wanted.insert(node.inputs.begin(), node.inputs.end());
  }
  return needed;
}

/// As constants.h says, and texts as their numbers in Words.
DType held_in_graph(ElementType type) {
  return type == ElementType::text ? DType::f64 : held_as(type);
}

/// Numbers that stand for texts may be moved and looked up, never computed with.
void check_texts(const StoredNode& node, const std::vector<const Operand*>& operands) {
  constexpr std::string_view kTakeTexts[] = {
      "OneHotEncoder", "LabelEncoder", "ArrayFeatureExtractor",
      "Reshape",       "Flatten",      "Identity",
      "Squeeze",       "Unsqueeze",    "Concat",
      "Transpose"};
  const bool text = std::ranges::any_of(operands, [](const Operand* operand) {
    return operand != nullptr && operand->type == ElementType::text;
  });
  if (text && std::ranges::find(kTakeTexts, node.op) == std::end(kTakeTexts)) {
    throw Error("it takes texts, which are not supported here");
  }
}

class Importer {
 public:
  Importer(const StoredModel& model, const ImportOptions& options)
      : model_(model),
        options_(options),
        words_(model),
        result_{.graph = std::make_unique<Graph>()} {}

  ImportedGraph import() {
    check_model();
    for (const StoredTensor& tensor : model_.initializers) {
      Tensor held = tensor.type == ElementType::text ? words_.numbers_of(tensor).shared()
                                                     : to_tensor(tensor, model_.folder);
      set(tensor.name, {.type = tensor.type, .constant = std::move(held)});
    }
    for (const StoredValue* input : model_.fed()) add_input(*input);
    const std::vector<bool> needed = needed_nodes(model_);
    for (std::size_t i = 0; i < needed.size(); ++i) {
      if (needed[i]) add_node(model_.nodes[i]);
    }
    for (const StoredValue& output : model_.outputs) add_output(output);
    return std::move(result_);
  }

 private:
  void check_model() const {
    if (model_.opset() > kLatestOpset) {
      throw Error(
          fmt::format("the model is of opset {}, the latest supported is {}; export it with "
                      "an older one",
                      model_.opset(), kLatestOpset));
    }
    if (model_.sparse) throw Error("sparse initializers are not supported; save them dense");
    if (model_.outputs.empty()) throw Error("the model has no outputs");
  }

  void set(const std::string& name, Operand operand) {
    if (!result_.values.emplace(name, std::move(operand)).second) {
      throw Error(fmt::format("two values of the model are named '{}'; the file is damaged", name));
    }
  }

  Shape declared_shape(const StoredValue& input) const {
    std::vector<std::int64_t> dims;
    if (!input.extents) {
      throw Error(fmt::format("input '{}': the model doesn't say its shape", input.name));
    }
    for (std::size_t i = 0; i < input.extents->size(); ++i) {
      const StoredExtent& extent = (*input.extents)[i];
      if (!extent.value && i > 0) {
        throw Error(
            fmt::format("input '{}': the model doesn't say the extent of axis {}", input.name, i));
      }
      dims.push_back(extent.value.value_or(options_.batch));
    }
    return Shape(std::span<const std::int64_t>(dims));
  }

  void add_input(const StoredValue& input) {
    if (!input.is_tensor) {
      throw Error(
          fmt::format("input '{}' is no tensor; sequences, maps and optional values are "
                      "not supported",
                      input.name));
    }
    const DType held = held_in_graph(input.type);
    Operand operand{.type = input.type};
    const auto fed = options_.fed.find(input.name);
    if (fed != options_.fed.end()) operand.fed = fed->second;
    if (operand.fed && !is_floating(input.type)) {
      operand.constant = operand.fed;
    } else {
      const Shape shape = operand.fed ? operand.fed->shape() : declared_shape(input);
      const DType dtype = is_integer(input.type) ? DType::i32 : held;
      operand.value = result_.graph->input(input.name, {dtype, shape});
    }
    set(input.name, std::move(operand));
  }

  std::vector<const Operand*> operands_of(const StoredNode& node) const {
    std::vector<const Operand*> operands;
    for (const std::string& name : node.inputs) {
      const auto found = result_.values.find(name);
      if (found == result_.values.end() && !name.empty()) {
        throw Error(fmt::format("reads '{}', which nothing before it gives", name));
      }
      operands.push_back(name.empty() ? nullptr : &found->second);
    }
    return operands;
  }

  /// What doesn't depend on inputs goes to a graph of its own, which is run at once.
  void add_node(const StoredNode& node) {
    try {
      const std::vector<const Operand*> operands = operands_of(node);
      const bool fixed = std::ranges::all_of(operands, [](const Operand* operand) {
        return operand == nullptr || operand->constant.has_value();
      });
      Graph scratch;
      Graph& graph = fixed ? scratch : *result_.graph;
      check_texts(node, operands);
      const Call call(node, opset_of(node), operands, graph, model_.folder, words_);
      std::vector<Operand> results = function_of(node, call.opset())(call);
      call.check_all_asked();
      if (fixed) compute(scratch, results);
      keep(node, std::move(results));
    } catch (const Error& error) {
      throw Error(fmt::format("{}: {}", describe(node, model_), error.what()));
    }
  }

  std::int64_t opset_of(const StoredNode& node) const {
    if (node.domain.empty()) return model_.opset();
    const auto found = model_.opsets.find(node.domain);
    return found == model_.opsets.end() ? 1 : found->second;
  }

  /// Turns the results into constants.
  void compute(const Graph& scratch, std::vector<Operand>& results) {
    std::int64_t elements = 0;
    for (const Node& made : scratch.nodes()) elements += made.outputs[0].shape.size();
    for (const Operand& operand : results) {
      if (operand.constant) elements += operand.constant->size();
    }
    made_elements_ += elements;
    if (made_elements_ > options_.max_elements) {
      throw Error("the constants of the model take more memory than is allowed");
    }
    const runtime::Evaluation evaluation(scratch, {});
    for (Operand& operand : results) {
      if (operand.constant || !operand.value) continue;
      Tensor tensor = evaluation.at(operand.value).cast(held_in_graph(operand.type));
      round_to(tensor, operand.type);
      check_range(tensor, operand.type);
      operand.constant = std::move(tensor).shared();
      operand.value = {};
    }
  }

  void keep(const StoredNode& node, std::vector<Operand> results) {
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i].empty()) continue;
      if (i >= results.size() || results[i].type == ElementType::undefined) {
        throw Error(fmt::format("its output {} is not supported", i));
      }
      const ElementType type = results[i].type;
      if (results[i].value && (type == ElementType::f16 || type == ElementType::bf16)) {
        throw Error(fmt::format("computing in {} is not supported; export the model in float",
                                name_of(type)));
      }
      set(node.outputs[i], std::move(results[i]));
    }
  }

  void add_output(const StoredValue& output) {
    const std::string& name = output.name;
    const auto found = result_.values.find(name);
    if (found == result_.values.end()) {
      throw Error(fmt::format("no node gives the output '{}'", name));
    }
    const Operand& operand = found->second;
    // Who predicts takes texts and numbers otherwise, and goes by what the file says.
    if (output.is_tensor && output.type == ElementType::text && operand.type != ElementType::text) {
      throw Error(fmt::format("output '{}' is of {}, but the file says {}", name,
                              name_of(operand.type), name_of(output.type)));
    }
    if (!operand.constant) {
      result_.graph->set_output(fmt::format("output_{}", result_.outputs.size()), operand.value);
    }
    result_.outputs.emplace_back(name, operand);
  }

  const StoredModel& model_;
  const ImportOptions& options_;
  Words words_;
  ImportedGraph result_;
  std::int64_t made_elements_ = 0;
};

}  // namespace

std::string describe(const StoredNode& node, const StoredModel& model) {
  const std::string& name =
      !node.name.empty() || node.outputs.empty() ? node.name : node.outputs.front();
  const auto opset = model.opsets.find(node.domain);
  return fmt::format("{}{}{} '{}' (opset {})", node.domain, node.domain.empty() ? "" : ".", node.op,
                     name, opset == model.opsets.end() ? 1 : opset->second);
}

ImportedGraph import_graph(const StoredModel& model, const ImportOptions& options) {
  return Importer(model, options).import();
}

}  // namespace ganglion::io::onnx
