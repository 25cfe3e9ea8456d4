#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// The file of a search in its folder (trial_log.h).
std::string trial_log_path(const std::string& folder);

/// When a search ends.
struct SearchLimits {
  double budget = 0.0;      ///< seconds; 0: none
  std::int64_t trials = 0;  ///< 0: none
};

/// What its first line says: job, searched settings and metric, what is known of the data, and the
/// limits, which may change when a search goes on.
io::Json search_header(const Job& job, const std::vector<std::string>& searched,
                       const std::string& metric, const SearchLimits& limits);

/// A search that was begun in a folder.
struct BegunSearch {
  Job job;  ///< with the folder as `out`
  std::vector<std::string> searched = {};
  std::string metric = {};
  SearchLimits limits = {};
};

/// Throws Error when none was begun there.
BegunSearch search_to_resume(const std::string& folder);

}  // namespace ganglion::train
