#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/train/model.h"
#include "studio/bytes.h"
#include "studio/view.h"

namespace ganglion::studio {
namespace {

constexpr std::uint32_t kWeightsMagic = 0x31574747;  // "GGW1"
constexpr std::int64_t kMaxSide = 64;
constexpr std::size_t kHeader = 2 * sizeof(std::uint32_t);
constexpr std::size_t kMatrixHeader = 7 * sizeof(std::uint32_t);

/// The weights of a dense layer, from one value of the network to the next.
struct Matrix {
  std::uint32_t from = 0;  ///< 0: the input, else a layer, counted from 1
  std::uint32_t to = 0;
  Tensor kernel = {};
  std::optional<Tensor> bias = {};
};

std::vector<Matrix> matrices_of(const train::Model& model) {
  const nn::Network& network = model.network();
  std::vector<Matrix> matrices;
  for (std::size_t i = 0; i < network.calls().size(); ++i) {
    const nn::LayerCall& call = network.calls()[i];
    if (call.handle.kind() != "dense") continue;
    const Tensor kernel = model.weight(call.layer + "/kernel");
    if (kernel.shape().rank() != 2) continue;
    Matrix matrix{.from = static_cast<std::uint32_t>(call.inputs[0]),
                  .to = static_cast<std::uint32_t>(network.inputs().size() + i),
                  .kernel = kernel};
    for (const nn::ParameterSpec& spec : network.layout().parameters) {
      if (spec.path == call.layer + "/bias") matrix.bias = model.weight(spec.path);
    }
    matrices.push_back(std::move(matrix));
  }
  return matrices;
}

/// Of a matrix, its corner of at most `side` inputs and units.
struct Corner {
  Corner(const Matrix& matrix, std::int64_t side)
      : rows(std::min(matrix.kernel.shape()[0], side)),
        columns(std::min(matrix.kernel.shape()[1], side)) {}
  std::int64_t rows;
  std::int64_t columns;
};

std::size_t size_of(const std::vector<Matrix>& matrices, std::int64_t side) {
  std::size_t size = kHeader;
  for (const Matrix& matrix : matrices) {
    const Corner corner(matrix, side);
    const std::int64_t numbers = corner.rows * corner.columns + (matrix.bias ? corner.columns : 0);
    size += kMatrixHeader + static_cast<std::size_t>(numbers) * sizeof(float);
  }
  return size;
}

void put_matrix(std::string& headers, std::string& numbers, const Matrix& matrix,
                std::int64_t side) {
  const Shape& shape = matrix.kernel.shape();
  const Corner corner(matrix, side);
  for (const std::int64_t value :
       {static_cast<std::int64_t>(matrix.from), static_cast<std::int64_t>(matrix.to), shape[0],
        shape[1], corner.rows, corner.columns, std::int64_t{matrix.bias.has_value()}}) {
    put(headers, static_cast<std::uint32_t>(value));
  }
  const auto all = matrix.kernel.values<float>();
  for (std::int64_t i = 0; i < corner.rows; ++i) {
    for (std::int64_t j = 0; j < corner.columns; ++j) {
      put(numbers, all[static_cast<std::size_t>(i * shape[1] + j)]);
    }
  }
  if (!matrix.bias) return;
  for (const float value :
       matrix.bias->values<float>().first(static_cast<std::size_t>(corner.columns))) {
    put(numbers, value);
  }
}

}  // namespace

std::string weight_matrices(View& view) {
  std::vector<Matrix> matrices = matrices_of(view.model());
  std::int64_t side = kMaxSide;
  while (side > 1 && size_of(matrices, side) > kMaxUpdateBytes) --side;
  while (size_of(matrices, side) > kMaxUpdateBytes) matrices.pop_back();
  std::string headers;
  std::string numbers;
  for (const Matrix& matrix : matrices) put_matrix(headers, numbers, matrix, side);
  std::string bytes;
  put(bytes, kWeightsMagic);
  put(bytes, static_cast<std::uint32_t>(matrices.size()));
  return bytes + headers + numbers;
}

}  // namespace ganglion::studio
