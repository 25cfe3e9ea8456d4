#pragma once
#include <optional>
#include <string_view>

namespace ganglion::data {

/// A time of the day.
struct ClockTime {
  double hour = 0;          ///< 0 to 24, with its fraction
  double offset = 0;        ///< hours ahead of UTC; 0 where nothing is said
  bool has_offset = false;  ///< whether something is said
};

/// Reads "23:59", "23:59:59.5", "23:59:59,5", "11:59 PM", "235959", each perhaps with Z, UTC, an
/// offset ("+02:00", "-0500") or the name of a zone behind it: those of mail (RFC 822: GMT, EST,
/// PDT …) and of Europe (CET, CEST, MEZ …). Nothing for other text.
std::optional<ClockTime> read_time(std::string_view text);

}  // namespace ganglion::data
