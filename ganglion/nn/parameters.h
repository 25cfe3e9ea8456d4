#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/nn/initializer.h"

namespace ganglion::nn {

/// One weight (or one piece of state) of a network: its name, and its place in the flat buffer.
struct ParameterSpec {
  std::string path;  ///< "dense_1/kernel"
  Shape shape;
  Initializer initializer;
  bool trainable = true;    ///< false: state, such as a moving average
  std::int64_t offset = 0;  ///< first element in the flat buffer, a multiple of kAlignment

  /// Whether it is one of the layer's, whose name its path begins with.
  bool is_of(std::string_view layer) const;
};

/// Where everything lies in the two flat buffers of a network: `parameters` (what training changes)
/// and `state` (what it keeps beside: moving averages, fitted scales).
class ParameterLayout {
 public:
  /// Elements; each parameter begins at a multiple of it, the gaps stay zero.
  static constexpr std::int64_t kAlignment = 16;

  std::vector<ParameterSpec> parameters;
  std::int64_t size = 0;  ///< elements of the flat buffer, gaps included
  std::vector<ParameterSpec> state;
  std::int64_t state_size = 0;

  /// The parameter or state of that path, or null.
  const ParameterSpec* find(std::string_view path) const;
  /// Numbers in the parameters (or the state), gaps not counted.
  std::int64_t parameter_count() const;
  std::int64_t state_count() const;

  /// Appends a spec at the next free offset. Throws Error when the path is taken, and above 2^60
  /// elements.
  void append(ParameterSpec spec);

 private:
  std::map<std::string, std::size_t, std::less<>> parameter_at_;
  std::map<std::string, std::size_t, std::less<>> state_at_;
};

/// The flat buffer [layout.size] before training: each parameter is drawn from the stream of its
/// path, so it doesn't depend on which others there are. Throws Error naming the parameter when
/// its initialiser doesn't fit.
Tensor initial_parameters(const ParameterLayout& layout, std::uint64_t seed,
                          DType dtype = DType::f32);
/// The same for the state, [layout.state_size].
Tensor initial_state(const ParameterLayout& layout, std::uint64_t seed, DType dtype = DType::f32);

/// One parameter out of a flat buffer, and back. Throws Error when the buffer is too short, or the
/// shapes or types differ.
Tensor parameter_of(const Tensor& flat, const ParameterSpec& spec);
/// Writes one parameter into a flat buffer. Throws Error likewise.
void set_parameter(Tensor& flat, const ParameterSpec& spec, const Tensor& value);

}  // namespace ganglion::nn
