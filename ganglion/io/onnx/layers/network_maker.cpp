#include "ganglion/io/onnx/layers/network_maker.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"

namespace ganglion::io::onnx {
namespace {

/// A name that layers and inputs may have: blanks and what separates parts of paths replaced.
std::string allowed_name(std::string name) {
  for (char& c : name) {
    if (c == '/' || c == '@' || c == ' ' || c == '\t' || c == '\n') c = '_';
  }
  return name;
}

}  // namespace

NetworkMaker::NetworkMaker(const StoredModel& model, const ImportedGraph& imported,
                           std::int64_t batch)
    : model_(model), imported_(imported), batch_(batch), words_(model) {
  for (const StoredNode& node : model.nodes) {
    // What is known at import reads nothing.
    const bool known = !node.outputs.empty() && is_constant(node.outputs.front());
    for (const std::string& input : node.inputs) {
      if (!known) readers_[input].push_back(&node);
    }
    for (const std::string& output : node.outputs) producers_[output] = &node;
  }
  for (const StoredValue* input : model.fed()) {
    const DType dtype = is_integer(input->type) ? DType::i32 : DType::f32;
    if (input->type == ElementType::f64) throw Error("its input is of double");
    if (input->type == ElementType::text) throw Error("its input is of texts");
    std::string name = allowed_name(input->name);
    if (nn::is_reserved(name)) name += "_";
    set(input->name, nn::Input(row_shape(input->name), {.name = name, .dtype = dtype}));
    input_names_.push_back(input->name);
  }
}

const nn::Symbol& NetworkMaker::symbol(const std::string& name) const {
  const auto same = aliases_.find(name);
  const auto found = symbols_.find(same == aliases_.end() ? name : same->second);
  if (found != symbols_.end()) return found->second;
  const auto failure = failures_.find(name);
  if (failure != failures_.end()) throw Error(failure->second);
  throw Error(fmt::format("'{}' is not computed from the rows", name));
}

bool NetworkMaker::is_constant(const std::string& name) const {
  const auto found = imported_.values.find(name);
  return found != imported_.values.end() && found->second.constant.has_value();
}

const Tensor& NetworkMaker::constant(const std::string& name) const {
  if (!is_constant(name)) throw Error(fmt::format("'{}' is not fixed", name));
  return *imported_.values.at(name).constant;
}

Shape NetworkMaker::row_shape(const std::string& name) const {
  const Shape& shape = imported_.values.at(name).shape();
  if (shape.rank() < 2 || shape[0] != batch_) {
    throw Error(fmt::format("'{}' of shape {} has no rows of features", name, shape.to_string()));
  }
  return shape.without(0);
}

ElementType NetworkMaker::type(const std::string& name) const {
  return imported_.values.at(name).type;
}

const StoredNode* NetworkMaker::reader(const std::string& name) const {
  const auto found = readers_.find(name);
  const bool is_output = std::ranges::any_of(
      model_.outputs, [&](const StoredValue& output) { return output.name == name; });
  if (is_output || found == readers_.end() || found->second.size() != 1) return nullptr;
  return found->second.front();
}

const StoredNode* NetworkMaker::producer(const std::string& name) const {
  const auto found = producers_.find(name);
  return found == producers_.end() ? nullptr : found->second;
}

std::string NetworkMaker::layer_name(std::string_view kind) {
  const int count = counts_[std::string(kind)]++;
  return count == 0 ? std::string(kind) : fmt::format("{}_{}", kind, count);
}

nn::Symbol NetworkMaker::call(nn::Layer layer, const std::string& name,
                              std::vector<nn::Symbol> inputs) {
  return layer.named(name)(std::move(inputs));
}

nn::Symbol NetworkMaker::chain(nn::Symbol x, const std::vector<nn::Layer>& layers) {
  for (const nn::Layer& layer : layers) x = call(layer, layer_name(layer.kind()), {x});
  return x;
}

void NetworkMaker::weight(const std::string& layer, std::string_view what, Tensor value) {
  weights_.emplace_back(fmt::format("{}/{}", layer, what), std::move(value));
}

void NetworkMaker::set(const std::string& name, nn::Symbol symbol) {
  symbols_.insert_or_assign(name, std::move(symbol));
}

std::vector<nn::Symbol> NetworkMaker::inputs() const {
  std::vector<nn::Symbol> result;
  for (const std::string& name : input_names_) result.push_back(symbol(name));
  return result;
}

std::vector<nn::Symbol> NetworkMaker::outputs() const {
  std::vector<nn::Symbol> result;
  for (const StoredValue& output : model_.outputs) result.push_back(symbol(output.name));
  return result;
}

bool NetworkMaker::add_layer(const StoredNode& node, const Call& call) {
  return add_pattern(*this, node) || add_recurrent_layer(*this, node) ||
         add_weighted_layer(*this, node, call) || add_plain_layer(*this, node, call) ||
         add_composed_activation(*this, node, call) || add_shaping_layer(*this, node, call) ||
         add_normalizing_layer(*this, node, call);
}

void NetworkMaker::make_layer(const StoredNode& node) {
  static const std::string kNoFolder;
  Graph unused;
  std::vector<const Operand*> operands;
  for (const std::string& name : node.inputs) {
    operands.push_back(name.empty() ? nullptr : &imported_.values.at(name));
  }
  const Call call(node, model_.opset(), operands, unused, kNoFolder, words_);
  if (!add_layer(node, call)) throw Error("no layer computes this");
}

void NetworkMaker::make() {
  for (const StoredNode& node : model_.nodes) {
    const bool fixed = node.outputs.empty() || is_constant(node.outputs.front()) ||
                       !imported_.values.contains(node.outputs.front());
    if (fixed || absorbed_.contains(&node)) continue;
    std::string reason;
    just_absorbed_ = {&node};
    try {
      make_layer(node);
      continue;
    } catch (const Error& error) {
      reason = fmt::format("{}: {}", describe(node, model_), error.what());
    }
    // The first node that is no layer is told, not those that read what it gives.
    for (const std::string& name : node.inputs) {
      const auto before = failures_.find(name);
      if (before == failures_.end()) continue;
      reason = before->second;
      break;
    }
    for (const StoredNode* part : just_absorbed_) {
      for (const std::string& output : part->outputs) failures_.emplace(output, reason);
    }
  }
}

}  // namespace ganglion::io::onnx
