#pragma once
#include <string>

#include "ganglion/graph/attributes.h"
#include "ganglion/nn/network_words.h"

/// The values of settings in a network's text.
namespace ganglion::nn {

/// Whether an integer stands there, with nothing else.
bool is_integer(std::string_view text);
/// "true", "yes", "false", "no".
bool is_flag_value(std::string_view text);
/// "same", "valid", "causal".
bool is_padding_name(std::string_view text);

/// Reads a value as the type of `model`, the setting's default. `setting` is the name in the
/// layer's struct. Throws Error that points at the word, and says what is allowed.
Attribute network_value(const NetworkWords& words, const std::string& setting,
                        const Attribute& model, const Word& word);

}  // namespace ganglion::nn
