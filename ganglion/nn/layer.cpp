#include "ganglion/nn/layer.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"

namespace ganglion::nn {
namespace {

void check_name(const std::string& name, std::string_view what) {
  if (name.empty() || name.find_first_of("/@ \t\n") != std::string::npos) {
    throw Error(fmt::format("{} name '{}': give a name without blanks, '/' and '@'", what, name));
  }
}

}  // namespace

Input::Input(Shape shape, InputOptions options) {
  for (const std::int64_t extent : shape) {
    if (extent < 1) {
      throw Error(
          fmt::format("input {}: shape {} has an axis without elements; give the shape of "
                      "one example, each extent at least 1",
                      options.name, shape.to_string()));
    }
  }
  if (!options.name.empty()) check_name(options.name, "input");
  if (options.dtype != DType::f32 && options.dtype != DType::i32) {
    throw Error(fmt::format("input {}: type {} can't enter a network; use f32 or i32", options.name,
                            ganglion::name_of(options.dtype)));
  }
  record_ = std::make_shared<const SymbolRecord>(
      SymbolRecord{nullptr, {}, {std::move(options.name), shape, options.dtype}});
}

Layer::Layer(const Input& input) : input_(input.record_) {}

Layer Layer::named(std::string name) const {
  check_name(name, "layer");
  Layer result = *this;
  result.name_ = std::move(name);
  return result;
}

Layer Layer::frozen() const {
  Layer result = *this;
  result.frozen_ = true;
  return result;
}

Layer Layer::quantized(const Quantization& quantization) const {
  if (quantized_axis(kind()) < 0) {
    throw Error(
        fmt::format("a {} layer can't be quantised; those with a kernel can: dense and "
                    "convolutions",
                    kind()));
  }
  check(quantization);
  Layer result = *this;
  result.quantization_ = quantization;
  return result;
}

std::string_view Layer::kind() const {
  return is_input() ? "input" : model_->kind();
}

Attributes Layer::config() const {
  return is_input() ? Attributes{} : model_->config();
}

bool Layer::savable() const {
  return !is_input() && model_->savable();
}

bool Layer::multi_input() const {
  return !is_input() && model_->multi_input();
}

std::optional<Activation> Layer::activation() const {
  return is_input() ? std::nullopt : model_->activation();
}

int Layer::unit_axis() const {
  return is_input() ? 1 : model_->unit_axis();
}

bool Layer::keeps_activation() const {
  return !is_input() && model_->keeps_activation();
}

Value Layer::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  if (is_input()) builder.refuse("an Input can only be the first entry of a sequential network");
  if (inputs.empty()) builder.refuse("a layer needs an input; call it with a symbol");
  if (!multi_input() && inputs.size() != 1) {
    builder.refuse(
        fmt::format("{} takes one input, {} were given; join them first with "
                    "Concatenate, Add or Multiply",
                    kind(), inputs.size()));
  }
  if (!quantization_) return model_->build(builder, inputs);
  const GraphBuilder::OnGrid scope(builder, quantized_axis(kind()));
  std::vector<Value> rounded;
  for (const Value& input : inputs) rounded.push_back(on_grid(input, *quantization_));
  return model_->build(builder, rounded);
}

Symbol Layer::operator()(const Symbol& x) const {
  return (*this)(std::vector<Symbol>{x});
}

Symbol Layer::operator()(std::vector<Symbol> inputs) const {
  return Symbol(std::make_shared<const SymbolRecord>(
      SymbolRecord{std::make_shared<const Layer>(*this), std::move(inputs), {}}));
}

}  // namespace ganglion::nn
