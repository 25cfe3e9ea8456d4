#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/graph/attributes.h"

/// The layers of the text form: shared by its reader and its writer.
namespace ganglion::nn {

/// How a kind of layer is written.
struct Form {
  std::string kind;
  /// The first is the one that is written; '_' doesn't count.
  std::vector<std::string> words;
  std::vector<std::string> values;                          ///< settings given by place
  std::size_t needed = 0;                                   ///< how many of them can't be left out
  std::vector<std::pair<std::string, std::string>> shorts;  ///< short name, setting
  std::string example;
  std::string meaning;
  /// Behind the values by place, words may stand in any order: an activation, "same", "valid",
  /// "causal", and a setting's name with its value as the next word ("stride 2"); a flag without
  /// one is set ("sequences").
  bool loose = false;
  /// Settings by place where the layer is written as a call, Conv2D(32, 3, 2); empty: `values`.
  std::vector<std::string> call_values = {};
  /// MaxPooling2D() is one with the defaults.
  bool callable_empty = false;
};

/// Those for signals and images.
std::vector<Form> spatial_forms();

/// Those for sequences.
std::vector<Form> sequence_forms();

/// All layers that can be written as text.
const std::vector<Form>& network_forms();

/// The setting of that name, or null.
const Attribute* find_setting(const Attributes& settings, std::string_view name);

}  // namespace ganglion::nn
