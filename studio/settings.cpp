#include "studio/settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

#include "ganglion/core/numbers.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/optim/optimizer_table.h"
#include "ganglion/train/job/column_words.h"
#include "ganglion/train/job/job_keys.h"
#include "studio/api_error.h"

namespace ganglion::studio {
namespace {

constexpr std::array<std::string_view, 17> kKeys = {
    "network", "loss",    "optimizer", "learning_rate", "schedule", "batch_size",
    "l2",      "dropout", "epochs",    "patience",      "seed",     "validation",
    "test",    "target",  "task",      "output",        "columns"};

/// A value of the page in the words of a job file.
std::vector<std::string> words_of(const io::Json& value, const std::string& key) {
  if (value.is_string()) return {value.as_string()};
  if (value.is_integer()) return {std::to_string(value.as_integer())};
  if (value.is_number()) return {fmt::format("{}", value.as_number())};
  if (value.is_null()) return {"auto"};
  if (value.is_array()) {
    std::vector<std::string> words;
    for (const io::Json& one : value.as_array()) words.push_back(one.as_string());
    return words;
  }
  throw ApiError(400, "a setting is a text or a number", key);
}

template <class T>
io::Json stated_or(const std::optional<T>& stated, const io::Json& chosen) {
  return stated ? io::Json(*stated) : chosen;
}

/// As `--columns` takes it.
std::string columns_text(const train::Job& job) {
  std::string text;
  for (const auto& [name, type] : job.columns) {
    text += (text.empty() ? "" : ",") + name + "=" + train::column_words(job, name);
  }
  return text;
}

}  // namespace

train::Job first_job(const train::Job& asked, const std::string& path) {
  train::Job job = asked;
  job.data = path;
  job.ensemble = 1;
  job.ensemble_validation.reset();
  job.linear_path = false;
  job.bins = job.bins.value_or(0);
  job.calibration = false;
  if (!job.patience) job.patience = 0;
  job.keep = *job.patience > 0 ? train::KeptWeights::best : train::KeptWeights::last;
  if (!job.epochs) job.epochs = 300;
  if (!job.schedule) job.schedule = optim::ScheduleText("constant");
  return job;
}

io::Json settings_json(const train::Job& job, const train::ResolvedJob* resolved,
                       const std::string& network) {
  using io::Json;
  const train::Job& chosen = resolved == nullptr ? job : resolved->stated;
  return Json::Object{
      {"network", network},
      {"loss", chosen.loss ? Json(chosen.loss->text()) : Json("auto")},
      {"optimizer", job.optimizer.text()},
      {"learning_rate", resolved != nullptr ? Json(resolved->optimizer.learning_rate())
                                            : stated_or(job.learning_rate, Json())},
      {"schedule", chosen.schedule ? Json(chosen.schedule->text()) : Json("constant")},
      {"batch_size", stated_or(chosen.batch_size, Json())},
      {"l2", stated_or(chosen.l2, Json(0.0))},
      {"dropout", job.dropout},
      {"epochs", stated_or(chosen.epochs, Json())},
      {"patience", stated_or(job.patience, Json(0))},
      {"seed", job.seed},
      {"validation", job.validation.fraction},
      {"test", job.test.fraction},
      {"target", fmt::format("{}", fmt::join(chosen.targets, ","))},
      {"columns", columns_text(job)},
      {"task", job.task ? Json(std::string(name_of(*job.task))) : Json("auto")}};
}

io::Json choices_json() {
  std::vector<std::string> activations;
  for (const nn::Activation activation : nn::all_activations()) {
    activations.emplace_back(nn::name_of(activation));
  }
  using Words = std::vector<std::string>;
  return io::Json::Object{
      {"optimizer", io::Json::list(optim::optimizer_names())},
      {"loss", io::Json::list(nn::loss_names())},
      {"schedule", io::Json::list(Words{"constant", "cosine", "warmup 2e cosine", "step 0.5 50",
                                        "exponential 0.95 1e", "plateau"})},
      {"activation", io::Json::list(activations)},
      {"task", io::Json::list(Words{"auto", "regression", "binary", "multiclass", "multilabel"})}};
}

std::optional<std::int64_t> marked_position(std::string_view message, std::string_view text) {
  const std::size_t mark = message.rfind('^');
  if (mark == message.npos) return std::nullopt;
  const std::size_t marked = message.rfind('\n', mark);
  if (marked == message.npos || marked == 0) return std::nullopt;
  const std::size_t above = message.rfind('\n', marked - 1);
  if (above == message.npos) return std::nullopt;
  const std::size_t column = mark - marked - 1;
  const std::string_view line = message.substr(above + 1, marked - above - 1);
  if (column > line.size()) return static_cast<std::int64_t>(text.size());
  // The longest piece before the mark that stands in the text: a long line is cut.
  for (std::size_t from = 0; from <= column; ++from) {
    const std::size_t found = text.find(line.substr(from, line.size() - from));
    if (found != text.npos) return static_cast<std::int64_t>(found + column - from);
  }
  return std::nullopt;
}

void change(train::Job& job, const std::string& key, const io::Json& value) {
  if (std::ranges::find(kKeys, key) == kKeys.end()) {
    throw ApiError(
        400, fmt::format("there is no setting \"{}\"; there are {}", key, fmt::join(kKeys, ", ")),
        key);
  }
  const std::vector<std::string> words = words_of(value, key);
  if (words.size() == 1 && words[0] == "auto") {
    if (key == "loss") return job.loss.reset();
    if (key == "learning_rate") return job.learning_rate.reset();
    if (key == "batch_size") return job.batch_size.reset();
    if (key == "target") return job.targets.clear();
    if (key == "network") return job.network.reset();
    if (key == "l2") return job.l2.reset();
    if (key == "columns") return job.columns.clear();
  }
  try {
    train::job_key(key).set(job, words);
  } catch (const ApiError&) {
    throw;
  } catch (const Error& error) {
    throw ApiError(400, error.what(), key,
                   key == "network" ? marked_position(error.what(), words.front()) : std::nullopt);
  }
  if (key == "patience") {
    job.keep = *job.patience > 0 ? train::KeptWeights::best : train::KeptWeights::last;
  }
}

bool is_for_page(std::string_view key) {
  constexpr std::array<std::string_view, 14> kOthers = {"out",
                                                        "ensemble",
                                                        "ensemble_validation",
                                                        "cross_validate",
                                                        "learning_curve",
                                                        "tensorboard",
                                                        "time",
                                                        "effort",
                                                        "horizon",
                                                        "stream",
                                                        "cache",
                                                        "linear_path",
                                                        "calibration",
                                                        "keep"};
  return std::ranges::find(kOthers, key) == kOthers.end();
}

bool is_about_rows(std::string_view key) {
  return key == "validation" || key == "test" || key == "target" || key == "task" ||
         key == "seed" || key == "output" || key == "columns";
}

}  // namespace ganglion::studio
