#include "ganglion/nn/network_forms.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/table.h"

namespace ganglion::nn {
namespace {

std::vector<Form> plain_forms() {
  return {
      {"dense",
       {"dense", "fully_connected", "fc"},
       {"units", "activation"},
       1,
       {{"l1", "kernel_l1"},
        {"l2", "kernel_l2"},
        {"init", "kernel_initializer"},
        {"bias", "use_bias"},
        {"bias_init", "bias_initializer"}},
       "dense 25 relu l2=0.001 init=he_normal",
       "fully connected: 25 units, ReLU"},
      {"dropout",
       {"dropout"},
       {"rate"},
       1,
       {},
       "dropout 0.2",
       "sets 20 % of the values to 0 during training"},
      {"activation",
       {"activation"},
       {"activation"},
       1,
       {},
       "activation tanh",
       "activation function"},
      {"batch_normalization",
       {"batchnorm", "batch_normalization", "bn"},
       {},
       0,
       {},
       "batchnorm momentum=0.9",
       "batch normalisation"},
      {"layer_normalization",
       {"layernorm", "layer_normalization"},
       {},
       0,
       {},
       "layernorm",
       "layer normalisation"},
      {"flatten", {"flatten"}, {}, 0, {}, "flatten", "flattens an example to one axis"},
      {"reshape", {"reshape"}, {"target"}, 1, {}, "reshape 8x8", "changes the shape of an example"},
      {"permute", {"permute"}, {"dims"}, 1, {}, "permute 3x1x2", "changes the order of the axes"},
      {"embedding",
       {"embedding"},
       {"input_dim", "output_dim"},
       2,
       {{"init", "embeddings_initializer"}},
       "embedding 100 16",
       "16-dimensional vectors for 100 integer indices"},
  };
}

}  // namespace

const std::vector<Form>& network_forms() {
  static const std::vector<Form> kForms = [] {
    std::vector<Form> all = plain_forms();
    for (Form& form : spatial_forms()) all.push_back(std::move(form));
    for (Form& form : sequence_forms()) all.push_back(std::move(form));
    return all;
  }();
  return kForms;
}

const Attribute* find_setting(const Attributes& settings, std::string_view name) {
  for (const auto& [known, value] : settings.entries()) {
    if (known == name) return &value;
  }
  return nullptr;
}

}  // namespace ganglion::nn
