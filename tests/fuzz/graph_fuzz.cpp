#include <array>
#include <string>
#include <vector>

#include "ganglion/graph/verify.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network.h"
#include "ganglion/ops/ops.h"
#include "tests/fuzz/fuzz.h"

/// Random calls of what builds graphs and networks, with values that are empty, of another graph or
/// of any shape: each gives a whole graph or throws Error.
namespace {

using namespace ganglion;

/// The bytes as small numbers, zeros behind their end.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : bytes_(bytes) {}
  bool empty() const { return at_ >= bytes_.size(); }
  int next(int below) {
    const int byte = empty() ? 0 : static_cast<unsigned char>(bytes_[at_++]);
    return byte % below;
  }
  std::vector<std::int64_t> extents() {
    std::vector<std::int64_t> result(static_cast<std::size_t>(next(5)));
    for (auto& extent : result) extent = next(6) - 1;
    return result;
  }
  Shape shape() {
    const auto all = extents();
    return Shape{std::span<const std::int64_t>(all)};
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

Value any(const std::vector<Value>& values, Numbers& numbers) {
  const int pick = numbers.next(static_cast<int>(values.size()) + 1);
  return pick == 0 ? Value{} : values[static_cast<std::size_t>(pick - 1)];
}

constexpr std::array kUnary = {ops::neg,         ops::abs,   ops::exp,     ops::log,
                               ops::tanh,        ops::relu,  ops::softmax, ops::sigmoid,
                               ops::log_softmax, ops::square};
constexpr std::array kBinary = {ops::add,
                                ops::sub,
                                ops::mul,
                                ops::div,
                                ops::pow,
                                ops::maximum,
                                ops::gather,
                                ops::sigmoid_cross_entropy,
                                ops::softmax_cross_entropy};

Value call(Graph& graph, const std::vector<Value>& values, Numbers& numbers) {
  const auto value = [&] { return any(values, numbers); };
  const auto small = [&] { return numbers.next(7) - 2; };
  switch (numbers.next(14)) {
    case 0:
      return graph.input("x" + std::to_string(numbers.next(40)),
                         {numbers.next(4) == 0 ? DType::i32 : DType::f32, numbers.shape()});
    case 1:
      return graph.variable("x" + std::to_string(numbers.next(40)), {DType::f32, numbers.shape()});
    case 2:
      return kUnary[static_cast<std::size_t>(numbers.next(kUnary.size()))](value());
    case 3:
      return kBinary[static_cast<std::size_t>(numbers.next(kBinary.size()))](value(), value());
    case 4:
      return ops::select(value(), value(), value());
    case 5:
      return ops::matmul(value(), value(), numbers.next(2) == 0, numbers.next(2) == 0);
    case 6:
      return ops::reshape(value(), numbers.shape());
    case 7:
      return ops::broadcast_to(value(), numbers.shape());
    case 8:
      return ops::slice(value(), numbers.extents(), numbers.shape());
    case 9:
      return ops::concat({value(), value()}, small());
    case 10:
      return ops::reduce_sum(value(), {small(), small()}, numbers.next(2) == 0);
    case 11:
      return ops::transpose(value(), {small(), small(), small()});
    case 12:
      return ops::pad(value(), numbers.extents(), numbers.extents());
    default:
      return ops::one_hot(value(), small());
  }
}

void build_graph(Numbers numbers) {
  Graph other;
  Graph graph;
  std::vector<Value> values = {other.input("foreign", {DType::f32, {2, 3}})};
  while (!numbers.empty()) {
    try {
      values.push_back(call(graph, values, numbers));
    } catch (const Error& error) {
      if (*error.what() == '\0') std::abort();
    }
  }
  verify(graph);
}

nn::Layer any_layer(Numbers& numbers) {
  const std::int64_t a = numbers.next(6) - 1;
  const std::int64_t b = numbers.next(6) - 1;
  switch (numbers.next(7)) {
    case 0:
      return nn::Dense{.units = a};
    case 1:
      return nn::Conv2D{.filters = a, .kernel_size = {b, b}};
    case 2:
      return nn::Embedding{.input_dim = a, .output_dim = b};
    case 3:
      return nn::Reshape{.target = {a, b}};
    case 4:
      return nn::BatchNormalization{.axis = a};
    case 5:
      return nn::Layer(nn::Dense{.units = a}).frozen();
    default:
      return nn::Flatten{};
  }
}

void build_network(Numbers numbers) {
  std::vector<nn::Layer> layers = {nn::Input(numbers.shape())};
  while (!numbers.empty()) layers.push_back(any_layer(numbers));
  const nn::Network network(std::move(layers));
  network.part({network.inputs()[0].name}, {network.calls()[0].name}).whole().summary();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  refuse_or_read(data, size, [](std::string_view bytes) { build_graph(Numbers(bytes)); });
  return refuse_or_read(
      data, size, [](std::string_view bytes) { build_network(Numbers(bytes.substr(0, 200))); });
}
