#pragma once
#include <concepts>
#include <string>

#include "ganglion/core/error.h"

namespace ganglion::support {

/// What the Error that `work` throws says, or "no error".
template <std::invocable Work>
std::string error_of(Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace ganglion::support
