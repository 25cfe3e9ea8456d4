#include "ganglion/train/job/job_key_forms.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"

namespace ganglion::train {
namespace {

using Values = std::vector<std::string>;
using Maybe = std::optional<std::string>;

}  // namespace

JobKey text_key(std::string name, std::string value, std::string help, std::string Job::*member) {
  return {std::move(name), std::move(value), std::move(help),
          [=](Job& job, const Values& values) { job.*member = single(values); },
          [=](const Job& job) { return Maybe(toml_text(job.*member)); }};
}

std::size_t index_of_word(const std::string& word, const std::vector<std::string>& words) {
  const auto found = std::ranges::find(words, word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const std::span<const std::string> all(words);
  throw Error(fmt::format("unknown value {}; use {} or {}", shown(word),
                          fmt::join(all.first(all.size() - 1), ", "), all.back()));
}

JobKey list_key(std::string name, std::string value, std::string help,
                std::vector<std::string> Job::*member) {
  return {std::move(name), std::move(value), std::move(help),
          [=](Job& job, const Values& values) { job.*member = names_in(values); },
          [=](const Job& job) { return Maybe(toml_texts(job.*member)); }};
}

JobKey holdout_key(std::string name, std::string help, Holdout Job::*member) {
  return {std::move(name), "FRACTION|FILE", std::move(help),
          [=](Job& job, const Values& values) { job.*member = to_holdout(single(values)); },
          [=](const Job& job) {
            const Holdout& holdout = job.*member;
            return Maybe(holdout.file.empty() ? toml_number(holdout.fraction)
                                              : toml_text(holdout.file));
          }};
}

JobKey number_key(std::string name, std::string help, double Job::*member, double below) {
  return {std::move(name), "X", std::move(help),
          [=](Job& job, const Values& values) {
            job.*member = to_number(single(values), {.least = 0.0, .below = below});
          },
          [=](const Job& job) { return Maybe(toml_number(job.*member)); }};
}

JobKey chosen_key(std::string name, std::string help, std::optional<double> Job::*member,
                  NumberRange range) {
  return {
      std::move(name), "X", std::move(help),
      [=](Job& job, const Values& values) { job.*member = to_number(single(values), range); },
      [=](const Job& job) { return job.*member ? Maybe(toml_number(*(job.*member))) : Maybe(); }};
}

}  // namespace ganglion::train
