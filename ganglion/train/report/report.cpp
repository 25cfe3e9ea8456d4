#include "ganglion/train/report/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ganglion/core/numbers.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {

std::string report_html(const ReportInput& input) {
  const ScoredRows scored(input);
  const RunResult& result = input.result;
  const std::string target =
      shortened(fmt::format("{}", fmt::join(result.job.stated.targets, ", ")), 80);
  const std::string title = fmt::format("{} from {}", target, data_name(result.job.stated.data));
  const std::string under =
      fmt::format("{} · {} training rows · {} parameters", name_of(result.job.task),
                  grouped(result.train.rows), grouped(result.parameters));
  std::string text = diagnosis_section(input);
  text += "<div class=\"cards\">\n";
  text += result_section(input);
  text += warning_section(input);
  text += forecast_section(input, scored);
  text += learning_section(input);
  text += rows_section(input);
  text += prediction_sections(input, scored);
  text += importance_section(input);
  text += function_section(input);
  text += network_section(input) + "</div>\n";
  text += units_section(input, scored);
  text += mistakes_section(input, scored);
  text += samples_section(input);
  text += metrics_section(input);
  text += data_section(input);
  text += run_section(input);
  return page(title, under, text);
}

}  // namespace ganglion::train::report
