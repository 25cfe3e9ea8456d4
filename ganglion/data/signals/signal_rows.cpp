#include "ganglion/data/signals/signal_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"

namespace ganglion::data {

Samples samples_of(const std::vector<SignalRow>& rows, std::int64_t length,
                   const std::function<std::string(std::size_t row)>& place) {
  const std::size_t channels = rows.at(0).channels.size();
  const std::int64_t wanted = length > 0 ? length : rows[0].length();
  const std::string longest =
      std::to_string(std::ranges::max(rows, {}, &SignalRow::length).length());
  Tensor values(
      Shape{static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(channels), wanted});
  auto to = values.values<float>().begin();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows[row].channels.size() != channels) {
      throw Error(
          fmt::format("{}: {} channels, but the first signal has {}; all must have the same number",
                      place(row), rows[row].channels.size(), channels));
    }
    if (length == 0 && rows[row].length() != wanted) {
      throw Error(
          fmt::format("{}: a signal of {} values, but the first has {}; {}, the longest, "
                      "zero-pads the others",
                      place(row), rows[row].length(), wanted, setting("signal_length", longest)),
          {.setting = "signal_length", .value = longest});
    }
    for (const std::vector<float>& channel : rows[row].channels) {
      const auto count = std::min(static_cast<std::int64_t>(channel.size()), wanted);
      std::copy_n(channel.begin(), count, to);
      to += wanted;
    }
  }
  return {SampleKind::signal, std::move(values)};
}

}  // namespace ganglion::data
