#pragma once
#include <stdexcept>
#include <string>
#include <utility>

namespace ganglion {

/// What an error's message tells to change, as a setting of a training job (a line of `job.toml`)
/// or the option of the same name. Empty where it is no setting, or where there are several ways.
struct Remedy {
  std::string setting = {};  ///< "encoding"
  std::string value = {};    ///< "latin1"; empty where it is for the user to choose
};

/// What every function of the library throws on bad input.
/// The message names the op, layer, option or file:line:column, shows the offending shapes or text,
/// and ends with what to do. It is written to be shown to a person as it is: settings are in
/// backticks, "`encoding = latin1`" (the program words them as its flags).
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  Error(const std::string& message, Remedy remedy)
      : std::runtime_error(message), remedy_(std::move(remedy)) {}

  const Remedy& remedy() const noexcept { return remedy_; }

 private:
  Remedy remedy_;
};

}  // namespace ganglion
