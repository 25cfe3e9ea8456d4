#pragma once
#include <string>

namespace ganglion::data {

/// What a user should know of the data.
struct Note {
  std::string column;  ///< that it is about; empty for none, or a target
  std::string text;    ///< "no values; excluded"

  std::string to_string() const;  ///< `column "age": no values; excluded`
};

}  // namespace ganglion::data
