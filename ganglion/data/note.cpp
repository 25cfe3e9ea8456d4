#include "ganglion/data/note.h"

#include <fmt/format.h>

#include "ganglion/core/suggestion.h"

namespace ganglion::data {

std::string Note::to_string() const {
  return column.empty() ? text : fmt::format("column {}: {}", shown(column), text);
}

}  // namespace ganglion::data
