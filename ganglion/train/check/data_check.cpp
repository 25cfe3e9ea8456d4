#include "ganglion/train/check/data_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "ganglion/core/setting.h"
#include "ganglion/core/utf8.h"
#include "ganglion/data/features/column_dates.h"
#include "ganglion/train/evaluate/class_balance.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/job/rows/read_job_data.h"

namespace ganglion::train {
namespace {

bool is_date(data::ColumnType type) {
  using enum data::ColumnType;
  return type == date || data::order_of(type).has_value();
}

bool is_excluded(data::ColumnType type) {
  using enum data::ColumnType;
  return type == identifier || type == label || type == ignore;
}

/// Follows a job as far as it comes.
class Checker {
 public:
  explicit Checker(Job job) : job_(std::move(job)) {
    check_.data = printable(job_.data);
    // What is larger than memory goes to a file beside the run folder, and there is none.
    if (job_.out.empty()) job_.out = ".";
  }
  Checker(const Checker&) = delete;  // the listener points to it
  Checker& operator=(const Checker&) = delete;

  DataCheck check() {
    Listener listener = make_listener();
    try {
      check_paths(job_);
      const JobData data = read_job_data(job_, listener);
      add_classes(data);
      add_features(data.preprocessing);
      listener.chosen = {};  // the rest is about the network
      resolve(job_, data, listener);
    } catch (const Error& error) {
      check_.error = error;
    }
    check_.targets = job_.targets;
    check_.task = job_.task;
    for (const std::string& name : job_.targets) mark_target(name);
    explain_settings();
    return std::move(check_);
  }

 private:
  Listener make_listener() {
    return {.chosen = [this](const Choice& choice) { check_.choices.push_back(choice); },
            .note = [this](const std::string& text) { check_.notes.push_back(text); },
            .column_note = [](const std::string&) {},  // they stand at their columns
            .warning = [this](const std::string& text) { check_.warnings.push_back(text); },
            .most_column_notes = std::numeric_limits<std::size_t>::max(),
            .rows_read = [this](data::ColumnSource& rows) { look(rows); },
            .types_found = [this](const data::ColumnTypes& types) { add_types(types); },
            .copies_found = [this](std::int64_t copies) { check_.copies = copies; }};
  }

  void look(data::ColumnSource& rows) {
    const data::Table& header = rows.header();
    check_.format = header.format();
    check_.rows = rows.rows();
    check_.columns.clear();
    dates_.clear();
    if (!header.samples().empty()) {
      check_.samples = name_of(header.samples().kind());
      check_.shape = data::described(header.samples().kind(), header.samples().shape());
    }
    for (const std::string& name : header.names()) {
      const data::Column& column = rows.with(name).column(name);
      check_.columns.push_back(check_column(column));
      if (column.kind != data::ColumnKind::number) dates_[name] = order_in_words(column);
    }
  }

  ColumnCheck* find(const std::string& name) {
    const auto at = std::ranges::find(check_.columns, name, &ColumnCheck::name);
    return at == check_.columns.end() ? nullptr : &*at;
  }

  void add_types(const data::ColumnTypes& types) {
    for (const auto& [name, type] : types) {
      ColumnCheck* column = find(name);
      if (column == nullptr) continue;
      if (type != data::ColumnType::ignore) column->type = name_of(type);
      column->role = is_excluded(type) ? "excluded" : "feature";
      if (!is_date(type)) continue;
      const auto given = data::order_of(type);
      const std::string& found = dates_[name];
      column->written = given && !found.empty() ? std::string(data::name_of(*given)) : found;
    }
  }

  /// What becomes of the columns, once that is learnt.
  void add_features(const data::Preprocessing& preprocessing) {
    for (ColumnCheck& column : check_.columns) column.role = "excluded";
    for (const data::FeatureColumn& feature : preprocessing.state().features) {
      if (ColumnCheck* column = find(feature.name)) column->role = "feature";
    }
    for (const data::Note& note : preprocessing.notes()) {
      if (ColumnCheck* column = find(note.column)) column->notes.push_back(note.text);
    }
  }

  void add_counts(const data::Dataset& rows, std::vector<double>& counts) const {
    const std::vector<double> more =
        job_.task == Task::multilabel ? label_counts(rows) : class_counts(rows);
    counts.resize(std::max(counts.size(), more.size()));
    for (std::size_t i = 0; i < more.size(); ++i) counts[i] += more[i];
  }

  static std::vector<double> label_counts(const data::Dataset& rows) {
    const auto labels = static_cast<std::size_t>(rows.targets.shape()[1]);
    std::vector<double> counts(labels, 0.0);
    std::size_t at = 0;
    for (const float value : rows.targets.values<float>()) counts[at++ % labels] += value;
    return counts;
  }

  /// Of all rows of the data, but not those of files of their own.
  void add_classes(const JobData& data) {
    std::vector<double> counts;
    add_counts(data.train, counts);
    if (data.validation && job_.validation.file.empty()) add_counts(*data.validation, counts);
    if (data.test && job_.test.file.empty()) add_counts(*data.test, counts);
    const std::vector<std::string>& names =
        job_.task == Task::multilabel ? job_.targets : data.preprocessing.state().class_names;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      check_.classes.push_back({names[i], static_cast<std::int64_t>(counts[i])});
    }
  }

  void mark_target(const std::string& name) {
    ColumnCheck* column = find(name);
    if (column == nullptr) return;
    column->role = "target";
    if (!job_.task) return;
    column->type = job_.task == Task::regression   ? "number"
                   : job_.task == Task::multilabel ? "boolean"
                                                   : "category";
  }

  void explain(const std::string& name, std::string why) {
    if (ColumnCheck* column = find(name)) column->notes.push_back(std::move(why));
  }

  /// Columns that the user excluded have no note: that is no news.
  void explain_settings() {
    for (const std::string& name : job_.ignore) {
      explain(name, fmt::format("excluded by {}", setting("ignore")));
    }
    for (const auto& [name, type] : job_.columns) {
      if (type == data::ColumnType::ignore) {
        explain(name, fmt::format("excluded by {}", setting("columns")));
      }
    }
    if (!job_.group.empty()) {
      explain(job_.group, fmt::format("excluded: {} keeps its rows together", setting("group")));
    }
  }

  Job job_;
  DataCheck check_;
  std::map<std::string, std::string> dates_;  // of each column of texts, how dates would be written
};

}  // namespace

DataCheck check_data(Job job) {
  return Checker(std::move(job)).check();
}

}  // namespace ganglion::train
