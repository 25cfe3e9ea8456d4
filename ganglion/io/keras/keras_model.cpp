#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {

std::string text_or_empty(const Json& json, std::string_view key) {
  const Json* value = json.find(key);
  return value != nullptr && value->is_string() ? value->as_string() : std::string();
}

bool is_keras_1(const std::string& version) {
  return version.starts_with("1.") || version.starts_with("0.");
}

bool is_keras_3(const std::string& version) {
  return !version.empty() && version[0] >= '3' && version[0] <= '9';
}

}  // namespace ganglion::io
