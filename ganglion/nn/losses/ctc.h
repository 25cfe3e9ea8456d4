#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/losses/outputs.h"

namespace ganglion::nn {

/// Connectionist temporal classification (Graves et al., 2006): which labels a sequence has, in
/// their order, when nobody knows where. -log of the probability of all ways to write the labels
/// into the steps of the sequence, each as often in a row as it likes, with blanks between them.
/// Predictions are logits [batch, steps, classes], of which one class is the blank; targets i32
/// [batch, labels], shorter ones filled up with the blank. For labels that don't fit into the
/// steps, and for one behind a blank, it is infinite. Predictions stay logits; the likeliest
/// classes without repetitions and blanks are the labels read. It has no name in loss_table.h, so
/// that programs that only predict are linked without it; model files have it.
struct CTC {
  std::int64_t labels = 0;  ///< of a row, at most: the width of the targets
  std::int64_t blank = 0;   ///< the class that stands for no label

  static constexpr Outputs outputs = Outputs::numbers;
  static constexpr std::string_view kind = "ctc";
  TensorType target_type(const TensorType& prediction) const;
  Value per_sample(Value prediction, Value target) const;
  void check_output(Activation activation) const;
  void check_shape(const Shape& prediction) const;
  std::string target_remedy(const Shape& prediction, const Shape& target) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("labels", self.labels);
    visit("blank", self.blank);
  }
};

}  // namespace ganglion::nn
