#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ganglion/data/samples.h"

namespace ganglion::data {

/// One signal of any length: channel after channel, all of them equally long.
struct SignalRow {
  std::vector<std::vector<float>> channels = {};

  std::int64_t length() const {
    return channels.empty() ? 0 : static_cast<std::int64_t>(channels[0].size());
  }
};

/// Puts signals together. `length` cuts longer ones and fills up shorter ones with zeros; with 0
/// they must all be as long as the first. Throws Error for a signal of another length (saying both)
/// or another number of channels; `place(row)` begins the message.
Samples samples_of(const std::vector<SignalRow>& rows, std::int64_t length,
                   const std::function<std::string(std::size_t row)>& place);

}  // namespace ganglion::data
