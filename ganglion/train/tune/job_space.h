#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/train/job/job.h"
#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/tune/search_space.h"

namespace ganglion::train {

/// What can be searched, by the words of `search`.
std::vector<std::string> searchable_settings();

/// Those of them that a job leaves open, as far as they have an effect on its rows.
std::vector<std::string> open_settings(const Job& job, const JobData& data);

/// The dimensions of these settings around the default ones, `chosen`:
/// - network: for a table the number of hidden dense layers (0 to 3), the units of the first (8 to
///   256) and whether each further one has half of them; for images and signals how wide the
///   convolutions and dense layers of the default network are (half, once, twice);
/// - activation of the dense layers: relu, tanh, silu, elu;
/// - learning_rate: a thirtieth to thirty times the default;
/// - l2: 1e-7 to 0.1; dropout: 0 to 0.5; batch_size: 16 to 256, a quarter of the rows at most.
/// Throws Error for an unknown setting, and for one that has no effect.
SearchSpace job_space(const std::vector<std::string>& settings, const Job& chosen,
                      const JobData& data);

/// The default settings as a point; empty when their network or a choice is not in the space.
Point point_of(const SearchSpace& space, const Job& chosen);

/// `chosen` with the settings of a point.
Job job_at(const SearchSpace& space, const Point& point, const Job& chosen);

/// What a job says of settings, by their keys; an activation stands in the text of the network.
std::vector<std::pair<std::string, std::string>> values_of(const std::vector<std::string>& settings,
                                                           const Job& job);
/// The same on one line: "learning_rate 0.002, dense 64 relu; dense 32 relu".
std::string settings_text(const std::vector<std::string>& settings, const Job& job);

}  // namespace ganglion::train
