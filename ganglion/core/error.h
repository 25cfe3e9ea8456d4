#pragma once
#include <stdexcept>

namespace ganglion {

/// What every function of the library throws on bad input.
/// The message names the op, layer, option or file:line:column, shows the offending shapes or text,
/// and ends with what to do. It is written to be shown to a person as it is.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace ganglion
