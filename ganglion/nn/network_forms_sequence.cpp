#include "ganglion/nn/network_forms.h"

/// The layers for sequences, as text.
namespace ganglion::nn {
namespace {

Form recurrent_form(std::string kind, std::vector<std::string> words,
                    std::vector<std::string> values, std::string example, std::string meaning) {
  const std::size_t needed = values.size();
  return {.kind = std::move(kind),
          .words = std::move(words),
          .values = std::move(values),
          .needed = needed,
          .shorts = {{"sequences", "return_sequences"},
                     {"backwards", "go_backwards"},
                     {"gates", "recurrent_activation"},
                     {"init", "kernel_initializer"},
                     {"bias", "use_bias"},
                     {"bias_init", "bias_initializer"}},
          .example = std::move(example),
          .meaning = std::move(meaning),
          .loose = true};
}

/// Settings that a kind doesn't have can't be meant by a short name.
Form without(Form form, std::initializer_list<std::string_view> settings) {
  for (const std::string_view setting : settings)
    std::erase_if(form.shorts, [&](const auto& entry) { return entry.second == setting; });
  return form;
}

}  // namespace

std::vector<Form> sequence_forms() {
  return {recurrent_form("lstm", {"lstm"}, {"units"}, "lstm 32",
                         "long short-term memory over a sequence, its last output"),
          recurrent_form("gru", {"gru"}, {"units"}, "gru 32 sequences",
                         "gated recurrent unit, the output of every step"),
          without(recurrent_form("simple_rnn", {"rnn", "simple_rnn"}, {"units"}, "rnn 32 relu",
                                 "recurrent layer without gates"),
                  {"recurrent_activation"}),
          without(recurrent_form("bidirectional", {"bidirectional"}, {"layer", "units"},
                                 "bidirectional lstm 32", "a recurrent layer from each end"),
                  {"go_backwards"}),
          {.kind = "multi_head_attention",
           .words = {"attention", "multi_head_attention", "multiheadattention"},
           .values = {"num_heads", "key_dim"},
           .needed = 2,
           .shorts = {{"heads", "num_heads"},
                      {"init", "kernel_initializer"},
                      {"bias", "use_bias"},
                      {"bias_init", "bias_initializer"}},
           .example = "attention 4 16 causal",
           .meaning = "each step looks at the others: 4 heads of 16 features",
           .loose = true}};
}

}  // namespace ganglion::nn
