#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "ganglion/core/error.h"

/// Gives bytes to a reader: it may refuse them with an Error, which must have a message; anything
/// else is a fault that libFuzzer reports.
template <class Read>
int refuse_or_read(const std::uint8_t* data, std::size_t size, const Read& read) {
  try {
    read(std::string_view(reinterpret_cast<const char*>(data), size));
  } catch (const ganglion::Error& error) {
    if (*error.what() == '\0') std::abort();
  }
  return 0;
}
