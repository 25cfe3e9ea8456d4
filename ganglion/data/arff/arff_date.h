#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "ganglion/data/text/dates.h"

namespace ganglion::data {

/// Reads dates by the pattern that an ARFF file declares for them ("dd/MM/yyyy HH:mm", in the
/// letters of Java's SimpleDateFormat: y M d H h k K m s S a E z Z X, text in single quotes).
class ArffDate {
 public:
  /// Throws Error for a letter that it doesn't know.
  explicit ArffDate(std::string pattern);

  /// "2020-12-31" or "2020-12-31 23:59:59.5+01:00"; nothing for text of another form.
  std::optional<std::string> to_iso(std::string_view text) const;
  const std::string& pattern() const { return pattern_; }
  /// Which of day, month and year comes first.
  DateOrder order() const;

 private:
  std::string pattern_;
};

}  // namespace ganglion::data
