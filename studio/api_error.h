#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/io/json.h"

namespace ganglion::studio {

/// What a request is refused with.
class ApiError : public Error {
 public:
  ApiError(int status, const std::string& message, std::string setting = {},
           std::optional<std::int64_t> position = {})
      : Error(message), status_(status), setting_(std::move(setting)), position_(position) {}

  int status() const { return status_; }
  /// The key of the settings that it is about; empty: none.
  const std::string& setting() const { return setting_; }
  /// Where in its text the fault lies, in bytes from 0 on.
  std::optional<std::int64_t> position() const { return position_; }

 private:
  int status_;
  std::string setting_;
  std::optional<std::int64_t> position_;
};

}  // namespace ganglion::studio
