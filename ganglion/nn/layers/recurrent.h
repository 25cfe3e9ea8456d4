#pragma once
#include "ganglion/nn/layer.h"
#include "ganglion/ops/recurrent.h"

/// Layers for sequences: x [batch, steps, features], with the weights, their order and the defaults
/// of Keras. They give the output of the last step [batch, units], or with return_sequences that of
/// every step [batch, steps, units]. Signals, which are [batch, channels, length], need
/// Permute{{2, 1}} in front. With go_backwards the steps are taken from the last to the first, and
/// sequences come out in that order.
///
/// A second input, if there is one, is a mask [batch, steps, 1] (see StepMask): a step of 0 is
/// passed over. Its output is that of the step which was taken before it, or 0 if there is none.
namespace ganglion::nn {

using ops::CellActivation;

/// h = f(x W + h' R + b), h' being the output of the step before. Elman 1990, "Finding structure in
/// time". Parameters: `kernel` [features, units], `recurrent_kernel` [units, units], `bias`
/// [units].
struct SimpleRNN {
  std::int64_t units = 0;  ///< at least 1
  CellActivation activation = CellActivation::tanh;
  bool return_sequences = false;
  bool go_backwards = false;
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer recurrent_initializer = orthogonal();
  Initializer bias_initializer = zeros();

  static constexpr int unit_axis = -1;
  static constexpr std::string_view kind = "simple_rnn";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("units", self.units);
    visit("activation", self.activation);
    visit("return_sequences", self.return_sequences);
    visit("go_backwards", self.go_backwards);
    visit("use_bias", self.use_bias);
    visit("kernel_initializer", self.kernel_initializer);
    visit("recurrent_initializer", self.recurrent_initializer);
    visit("bias_initializer", self.bias_initializer);
  }
  Symbol operator()(const Symbol& x) const;
  Symbol operator()(const Symbol& x, const Symbol& mask) const;
};

/// Long short-term memory: a cell state that gates add to, keep and show. Hochreiter and
/// Schmidhuber 1997, with the forget gate of Gers et al. 2000; ops::Cell has the formulas.
/// Parameters, whose blocks are the gates i, f, c, o: `kernel` [features, 4 * units],
/// `recurrent_kernel` [units, 4 * units], `bias` [4 * units].
struct LSTM {
  std::int64_t units = 0;  ///< at least 1
  CellActivation activation = CellActivation::tanh;
  CellActivation recurrent_activation = CellActivation::sigmoid;  ///< of the gates
  bool return_sequences = false;
  bool go_backwards = false;
  bool use_bias = true;
  /// The bias of the forget gate begins at 1, so that a new network remembers (Jozefowicz et al.
  /// 2015). Needs bias_initializer zeros.
  bool unit_forget_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer recurrent_initializer = orthogonal();
  Initializer bias_initializer = zeros();

  static constexpr int unit_axis = -1;
  static constexpr std::string_view kind = "lstm";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("units", self.units);
    visit("activation", self.activation);
    visit("recurrent_activation", self.recurrent_activation);
    visit("return_sequences", self.return_sequences);
    visit("go_backwards", self.go_backwards);
    visit("use_bias", self.use_bias);
    visit("unit_forget_bias", self.unit_forget_bias);
    visit("kernel_initializer", self.kernel_initializer);
    visit("recurrent_initializer", self.recurrent_initializer);
    visit("bias_initializer", self.bias_initializer);
  }
  Symbol operator()(const Symbol& x) const;
  Symbol operator()(const Symbol& x, const Symbol& mask) const;
};

/// Gated recurrent unit: one gate keeps the state, one resets what the candidate sees of it. Cho et
/// al. 2014; ops::Cell has the formulas. Parameters, whose blocks are the gates z, r and the
/// candidate: `kernel` [features, 3 * units], `recurrent_kernel` [units, 3 * units], `bias` [2, 3 *
/// units]: of the input and, as the reset comes after the product, of the state. Without
/// reset_after it is [3 * units].
struct GRU {
  std::int64_t units = 0;  ///< at least 1
  CellActivation activation = CellActivation::tanh;
  CellActivation recurrent_activation = CellActivation::sigmoid;  ///< of the gates
  bool return_sequences = false;
  bool go_backwards = false;
  bool use_bias = true;
  bool reset_after = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer recurrent_initializer = orthogonal();
  Initializer bias_initializer = zeros();

  static constexpr int unit_axis = -1;
  static constexpr std::string_view kind = "gru";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("units", self.units);
    visit("activation", self.activation);
    visit("recurrent_activation", self.recurrent_activation);
    visit("return_sequences", self.return_sequences);
    visit("go_backwards", self.go_backwards);
    visit("use_bias", self.use_bias);
    visit("reset_after", self.reset_after);
    visit("kernel_initializer", self.kernel_initializer);
    visit("recurrent_initializer", self.recurrent_initializer);
    visit("bias_initializer", self.bias_initializer);
  }
  Symbol operator()(const Symbol& x) const;
  Symbol operator()(const Symbol& x, const Symbol& mask) const;
};

/// Two recurrent layers of one kind over the same sequence, one from each end, and their results
/// merged; without return_sequences those of the step that each takes last. Schuster and Paliwal
/// 1997. Settings that the kind doesn't have count for nothing. Parameters: `forward/kernel`, …,
/// `backward/kernel`, …
struct Bidirectional {
  std::string layer = "lstm";    ///< lstm, gru or simple_rnn
  std::int64_t units = 0;        ///< of each, at least 1
  std::string merge = "concat";  ///< concat: side by side; sum; mul: their product; ave: their mean
  CellActivation activation = CellActivation::tanh;
  CellActivation recurrent_activation = CellActivation::sigmoid;
  bool return_sequences = false;
  bool use_bias = true;
  bool unit_forget_bias = true;
  bool reset_after = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer recurrent_initializer = orthogonal();
  Initializer bias_initializer = zeros();

  static constexpr int unit_axis = -1;
  static constexpr std::string_view kind = "bidirectional";
  Value build(GraphBuilder& builder, std::span<const Value> inputs) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("layer", self.layer);
    visit("units", self.units);
    visit("merge", self.merge);
    visit("activation", self.activation);
    visit("recurrent_activation", self.recurrent_activation);
    visit("return_sequences", self.return_sequences);
    visit("use_bias", self.use_bias);
    visit("unit_forget_bias", self.unit_forget_bias);
    visit("reset_after", self.reset_after);
    visit("kernel_initializer", self.kernel_initializer);
    visit("recurrent_initializer", self.recurrent_initializer);
    visit("bias_initializer", self.bias_initializer);
  }
  /// Throws Error for a kind of layer or a merge that there isn't.
  void check_settings() const;
  Symbol operator()(const Symbol& x) const;
  Symbol operator()(const Symbol& x, const Symbol& mask) const;
};

}  // namespace ganglion::nn
