#include <fmt/format.h>

#include "ganglion/core/quotes.h"
#include "ganglion/core/version.h"
#include "ganglion/train/job/job_command.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

std::string entry(std::string_view what, const std::string& html) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>", what, html);
}

}  // namespace

std::string warning_section(const ReportInput& input) {
  if (input.warnings.empty() && input.notes.empty()) return "";
  std::string text;
  for (const std::string& warning : input.warnings) {
    text += "<p class=\"warn\">" + escape(with_flags(warning)) + "</p>";
  }
  for (const std::string& note : input.notes) {
    text += "<p class=\"soft-text\">" + escape(with_flags(note)) + "</p>";
  }
  return card(input.warnings.empty() ? "Notes" : "Warnings", text);
}

std::string run_section(const ReportInput& input) {
  const RunResult& result = input.result;
  std::string choices;
  for (const Choice& choice : input.choices) {
    choices += entry(
        escape(choice.what),
        escape(choice.value) +
            (choice.reason.empty()
                 ? ""
                 : " <span class=\"faint\">(" + escape(with_flags(choice.reason)) + ")</span>"));
  }
  std::string text;
  if (!choices.empty()) text += "<h3>Settings chosen automatically</h3><dl>" + choices + "</dl>";
  text += "<h3>Reproduce this run, to the last bit</h3><pre>" +
          escape(command_of(result.job.stated)) + "</pre>";
  text += "<h3>Use the model</h3><pre>" +
          escape(fmt::format("ganglion predict {} NEW.csv", shell_word(result.model))) +
          "</pre><dl>";
  text += entry("model hash", "<code>" + escape(result.model_hash) + "</code>");
  text += entry("seed", std::to_string(result.job.stated.seed));
  text += entry("trained", fmt::format("{} epochs in {:.3g} s", result.epochs_run, result.seconds));
  text += entry("made with", "ganglion " + escape(version())) + "</dl>";
  return card("Training run", text, "wide");
}

}  // namespace ganglion::train::report
