#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// A trained vector for each of a number of categories or words: indices [batch, …] give
/// [batch, …, output_dim]. Indices are i32; floating ones are truncated. fit, evaluate and predict
/// throw Error for an index outside [0, input_dim). Parameter: `embeddings` [input_dim,
/// output_dim].
struct Embedding {
  std::int64_t input_dim = 0;   ///< number of categories, at least 1
  std::int64_t output_dim = 0;  ///< length of a vector, at least 1
  Initializer embeddings_initializer = uniform();

  static constexpr std::string_view kind = "embedding";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("input_dim", self.input_dim);
    visit("output_dim", self.output_dim);
    visit("embeddings_initializer", self.embeddings_initializer);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn
