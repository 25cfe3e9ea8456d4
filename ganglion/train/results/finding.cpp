#include "ganglion/train/results/finding.h"

#include <algorithm>

namespace ganglion::train {

std::string Finding::to_string() const {
  std::string words = kind;
  std::ranges::replace(words, '_', ' ');
  return words + ": " + text + "; try: " + command;
}

io::Json Finding::to_json() const {
  io::Json::Object values;
  for (const auto& [name, value] : numbers) values.emplace_back(name, io::Json::finite(value));
  io::Json::Object object = {{"kind", kind}, {"text", text}, {"numbers", std::move(values)}};
  if (!layer.empty()) object.emplace_back("layer", layer);
  object.emplace_back("try", command);
  return object;
}

}  // namespace ganglion::train
