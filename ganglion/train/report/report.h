#pragma once
#include <string>
#include <vector>

#include "ganglion/train/run.h"

namespace ganglion::train::report {

/// What a report is made of.
struct ReportInput {
  const RunResult& result;
  const JobData& data;
  const History& history;
  std::vector<Choice> choices = {};  ///< taken for the user
  std::vector<std::string> notes = {};
  std::vector<std::string> warnings = {};
};

/// The page of a finished run: one HTML file without scripts that loads nothing from anywhere, for
/// any width from 320 pixels up, light or dark as the reader's system is. All text of the data is
/// escaped. Much data is shown in part, so that it stays below 400 kB, with pictures below 1 MB.
std::string report_html(const ReportInput& input);

}  // namespace ganglion::train::report
