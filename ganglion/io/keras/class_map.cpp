#include "ganglion/io/keras/class_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/io/keras/convert_layer.h"
#include "ganglion/io/keras/keras_names.h"

namespace ganglion::io {
namespace {

/// "BatchNormalization" and "batch_normalization" are one.
std::string plain_letters(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (c != '_') letters += static_cast<char>(std::tolower(byte));
  }
  return letters;
}

}  // namespace

void add_to_class_map(KerasClassMap& map, std::string_view text) {
  const std::size_t at = std::min(text.find('='), text.size());
  const std::string own = plain_class(text.substr(0, at));
  const std::string_view named = text.substr(std::min(at + 1, text.size()));
  if (own.empty() || named.empty() || named.find('=') != std::string_view::npos) {
    throw Error(fmt::format("{}: expected CLASS=LAYER, such as {}", setting("map", text),
                            setting("map", "MyDense=dense")));
  }
  const std::vector<std::string> classes = keras_classes();
  const auto found = std::ranges::find(classes, plain_letters(named), plain_letters);
  if (found == classes.end()) {
    throw Error(fmt::format("{}: unknown layer of Keras; {}", setting("map", text),
                            suggestion(std::string(named), classes)));
  }
  if (!map.emplace(own, *found).second) {
    throw Error(fmt::format("{}: {} was named before", setting("map", text), own));
  }
}

}  // namespace ganglion::io
