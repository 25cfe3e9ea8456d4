#pragma once
#include <string>
#include <vector>

#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/results/run_result.h"

namespace ganglion::train::report {

/// What a report is made of.
struct ReportInput {
  const RunResult& result;
  const JobData& data;
  const History& history;
  const Model* model = nullptr;      ///< as it is saved; without it nothing is drawn of its inside
  std::vector<Choice> choices = {};  ///< taken for the user
  std::vector<std::string> notes = {};
  std::vector<std::string> warnings = {};
};

}  // namespace ganglion::train::report
