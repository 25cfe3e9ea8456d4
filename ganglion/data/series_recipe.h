#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/number_format.h"

/// What a forecast model knows of its series. How a table of it becomes rows is in data/series.
namespace ganglion::data {

/// What a network is trained to say of a value y to come, by the last known value l of its series:
/// y itself, y - l, or ln(y / l).
enum class Differencing : std::uint8_t { none, difference, log_ratio };

/// "none", "difference", "log-ratio"
std::string_view name_of(Differencing differencing);
/// Throws Error listing the names for another word.
Differencing differencing_named(std::string_view word);

/// What is said of a value: its difference or log ratio to the last one, or itself.
double differenced(double value, double last, Differencing differencing);
/// The value again.
double undifferenced(double said, double last, Differencing differencing);

/// In what the times of a series are equally far apart.
enum class ClockUnit : std::uint8_t {
  number,    ///< numbers as they are: years, a count
  months,    ///< the same day of each month, or its last
  weekdays,  ///< Monday to Friday
  seconds,
};

/// The regular times of a series: position 0, 1, 2, … from `start` on.
struct SeriesClock {
  ClockUnit unit = ClockUnit::number;
  double start = 0;  ///< of position 0, in units: months since year 0, weekdays or seconds of 1970
  double step = 1;   ///< from one position to the next, in units
  int day = 1;       ///< months: the day of the month; 31: its last
  double hour = 0;   ///< months, weekdays: of the day
  DateOrder order = DateOrder::day_first;  ///< of dates in files
  bool writes_day = true;                  ///< as 2020-12-31; else 2020-12
  bool writes_time = false;
  bool utc = false;  ///< times have an offset, and are told in UTC
};

/// A column beside the target that is known up to the present only.
struct SeriesColumn {
  std::string name;
  bool is_text = false;
  NumberFormat format = {};
};

/// How rows are made of a table of series. Saved with a model.
struct SeriesRecipe {
  std::string target = {};
  std::string time_column = {};
  std::string series_column = {};  ///< which series a row is of; empty: there is one
  std::vector<SeriesColumn> columns = {};
  std::int64_t horizon = 1;  ///< steps that are forecast
  std::int64_t lags = 1;     ///< last known values that are features
  std::int64_t season = 0;   ///< steps from one season to the next; 0: none
  std::int64_t seasons = 0;  ///< values of that many seasons before are features
  Differencing differencing = Differencing::none;
  SeriesClock clock = {};
  /// Parts of the date that is forecast which are features.
  bool month = false;
  bool weekday = false;
  bool hour = false;
  /// The last position of the training rows.
  std::int64_t trained_until = 0;
  /// For each series the unit of MASE: the mean absolute difference of training values one season
  /// (or step) apart.
  std::vector<std::pair<std::string, double>> scales = {};

  /// Values before the first forecast that it needs, that one among them.
  std::int64_t needed() const;
  /// The names of the columns that are made of the known values of the target, and of another
  /// column of numbers.
  std::vector<std::string> target_columns() const;
  std::vector<std::string> lag_columns(const SeriesColumn& column) const;
  /// The same of one of them: "y lag 1", "y 1 season before".
  static std::string lag_name(std::string_view column, std::int64_t lag);
  static std::string season_name(std::string_view column, std::int64_t seasons);
  /// NaN for a series that training didn't have.
  double scale_of(std::string_view series) const;
};

/// Columns of the rows that are made, besides the time (which is forecast), the series and the
/// target: when the last known value is from, how many steps ahead it is, that value and the one a
/// season before the time that is forecast (without a season: the last known one).
inline constexpr std::string_view kForecastFrom = "forecast from";
inline constexpr std::string_view kStepsAhead = "steps ahead";
inline constexpr std::string_view kLastValue = "last value";
inline constexpr std::string_view kSeasonalValue = "seasonal last value";

}  // namespace ganglion::data
