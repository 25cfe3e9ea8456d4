#include "ganglion/train/job/job_series_keys.h"

#include "ganglion/train/job/job_key_forms.h"

namespace ganglion::train {

std::vector<JobKey> series_keys() {
  constexpr std::int64_t kMany = 100'000;
  return {
      whole_key(
          "horizon",
          "forecast the target this many steps ahead, by the order of the time column; 0: off",
          &Job::horizon, 0, kMany),
      text_key("series", "COL", "forecasts: column that tells several series in one table apart",
               &Job::series),
      whole_key("season",
                "forecasts: steps from one season to the next, such as 12 for months; 0: none "
                "[default: found by autocorrelation]",
                &Job::season, 0, kMany),
      whole_key("lags",
                "forecasts: how many of the last values are features [default: a season and one "
                "more]",
                &Job::lags, 1, kMany),
      auto_key("differencing", "HOW",
               "forecasts: predict values (none), their difference or log-ratio to the last value "
               "[default: best on validation rows]",
               &Job::differencing, data::differencing_named,
               [](data::Differencing differencing) { return name_of(differencing); }),
  };
}

}  // namespace ganglion::train
