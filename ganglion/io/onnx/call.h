#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/io/onnx/operand.h"
#include "ganglion/io/onnx/words.h"

namespace ganglion::io::onnx {

/// A node while it is imported: what the function of an op (see ops/table.h) sees. All functions
/// throw Error for what is not there or doesn't fit, saying what; who calls the function of the op
/// adds node, op and opset.
class Call {
 public:
  /// `operands` has null for an input that is left out.
  Call(const StoredNode& node, std::int64_t opset, std::vector<const Operand*> operands,
       Graph& graph, const std::string& folder, const Words& words)
      : node_(node),
        opset_(opset),
        operands_(std::move(operands)),
        graph_(graph),
        folder_(folder),
        words_(words) {}

  /// The graph that the node becomes part of.
  Graph& graph() const { return graph_; }
  std::int64_t opset() const { return opset_; }
  const std::string& op() const { return node_.op; }

  // --- Inputs
  int inputs() const { return static_cast<int>(operands_.size()); }
  bool has(int input) const;
  const Operand& operand(int input) const;
  ElementType type(int input) const { return operand(input).type; }
  const Shape& shape(int input) const { return operand(input).shape(); }
  /// The input in the graph; integers are doubles there.
  Value value(int input) const;
  /// The same in the type of another value.
  Value value_like(int input, Value other) const;
  /// An input of integers, as what picks elements is in a graph: i32.
  Value indices(int input) const;
  /// An input that must be known at import.
  const Tensor& constant(int input, std::string_view what) const;
  /// Such an input as integers, a scalar as one of them.
  std::vector<std::int64_t> integers(int input, std::string_view what) const;
  /// Such an input of one element.
  double number(int input, std::string_view what) const;

  // --- Attributes. Those that nobody asks for are refused in the end: they might change numbers.
  bool has_attribute(std::string_view name) const;
  std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  bool flag(std::string_view name, bool otherwise) const { return integer(name, otherwise) != 0; }
  double number(std::string_view name, double otherwise) const;
  std::string text(std::string_view name, std::string_view otherwise) const;
  std::vector<std::int64_t> integers(std::string_view name) const;
  std::vector<float> numbers(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  Tensor tensor(std::string_view name, ElementType& type) const;
  /// The number that a text is held as.
  double word(std::string_view text) const { return words_.number_of(text); }
  /// An attribute that doesn't change what is computed here.
  void ignore(std::string_view name) const { asked_.insert(std::string(name)); }
  void check_all_asked() const;

  // --- Outputs
  int outputs() const { return static_cast<int>(node_.outputs.size()); }
  /// Whether somebody reads the output.
  bool wants(int output) const;

  [[noreturn]] void refuse(const std::string& what) const;

 private:
  const StoredAttribute* find(std::string_view name, StoredAttribute::Type type) const;

  const StoredNode& node_;
  std::int64_t opset_;
  std::vector<const Operand*> operands_;
  Graph& graph_;
  const std::string& folder_;
  const Words& words_;
  mutable std::set<std::string, std::less<>> asked_;
};

/// A result of the graph.
Operand result(ElementType type, Value value);
/// A result that is known at import: held as the type is.
Operand known(ElementType type, Tensor tensor);
/// Integers that are known at import, as int64: a list, or one as a scalar.
Operand known(const std::vector<std::int64_t>& values);
Operand known(std::int64_t value);
/// One result of the type of the first input.
std::vector<Operand> like_first(const Call& call, Value value);

}  // namespace ganglion::io::onnx
