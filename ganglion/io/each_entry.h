#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/io/json.h"

namespace ganglion::io {

/// Makes one value of each entry of a list; errors say which entry it was.
template <class F>
auto each(const Json& parent, std::string_view key, F make) {
  std::vector<decltype(make(parent))> result;
  for (const Json& entry : parent.array(key)) {
    try {
      result.push_back(make(entry));
    } catch (const Error& error) {
      throw Error(std::string(key) + ", entry " + std::to_string(result.size() + 1) + ": " +
                  error.what());
    }
  }
  return result;
}

}  // namespace ganglion::io
