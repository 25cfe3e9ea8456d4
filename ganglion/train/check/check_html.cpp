#include "ganglion/train/check/check_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/numbers.h"
#include "ganglion/train/check/check_words.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/report/html.h"

namespace ganglion::train {
namespace {

using report::card;
using report::table;

std::vector<std::string> row_of(const ColumnCheck& column) {
  std::string name = "<b>" + escape(shortened(column.name, 40)) + "</b>";
  for (const std::string& note : column.notes) {
    name += "<span class=\"faint about\">" + escape(shortened(with_flags(note), 300)) + "</span>";
  }
  return {name,
          escape(type_in_words(column)),
          column.missing == 0 ? "" : grouped(column.missing),
          grouped(column.distinct),
          escape(values_in_words(column, 5)),
          escape(examples_in_words(column)),
          escape(column.written)};
}

std::string columns_card(const DataCheck& check) {
  if (check.columns.empty()) return {};
  std::vector<std::vector<std::string>> rows;
  const auto columns = listed_columns(check);
  for (const ColumnCheck* column : columns) rows.push_back(row_of(*column));
  std::string text = table({"column", "type", "#missing", "#distinct",
                            "min … mean … max, or most frequent", "examples", "written as"},
                           rows);
  if (columns.size() < check.columns.size()) {
    text += fmt::format("<p class=\"soft-text\">{} further columns are not shown.</p>",
                        grouped(std::ssize(check.columns) - std::ssize(columns)));
  }
  return card("Columns", text, "wide");
}

std::string choices_card(const DataCheck& check) {
  std::string text;
  const auto add = [&](const std::string& what, const std::string& value, std::string reason) {
    if (!reason.empty()) {
      reason = "<span class=\"faint about\">" + escape(with_flags(reason)) + "</span>";
    }
    text += fmt::format("<dt>{}</dt><dd>{}{}</dd>\n", escape(what), escape(shortened(value, 300)),
                        reason);
  };
  if (!check.format.empty()) add("read as", format_in_words(check.format), "");
  for (const Choice& choice : check.choices) add(choice.what, choice.value, choice.reason);
  return text.empty() ? text : card("What training would choose", "<dl>" + text + "</dl>");
}

std::string classes_card(const DataCheck& check) {
  constexpr std::size_t kListed = 30;
  if (check.classes.empty()) return {};
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < std::min(kListed, check.classes.size()); ++i) {
    const TextCount& of_class = check.classes[i];
    rows.push_back({escape(shortened(of_class.text, 40)), grouped(of_class.rows),
                    report::percent(static_cast<double>(of_class.rows) /
                                    static_cast<double>(labelled_rows(check)))});
  }
  const bool labels = check.task == Task::multilabel;
  std::string text = table({labels ? "label" : "class", "#rows", "#share"}, rows);
  if (check.classes.size() > kListed) {
    text += fmt::format("<p class=\"soft-text\">{} more are not shown.</p>",
                        check.classes.size() - kListed);
  }
  return card(labels ? "Labels" : "Classes", text);
}

std::string messages_card(const DataCheck& check) {
  std::string text;
  const auto add = [&](const std::string& message, const char* style) {
    text += fmt::format("<p class=\"{}\">{}</p>\n", style, escape(with_flags(message)));
  };
  if (check.error) add(check.error->what(), "verdict worse");
  for (const std::string& warning : check.warnings) add(warning, "warn");
  for (const std::string& note : check.notes) add(note, "soft-text");
  if (text.empty()) return {};
  return card(check.error ? "Training can't begin" : "Notes", text, "wide");
}

}  // namespace

std::string check_html(const DataCheck& check) {
  return report::page("Check of " + data_name(check.data), size_in_words(check),
                      messages_card(check) + columns_card(check) + "<div class=\"cards\">\n" +
                          choices_card(check) + classes_card(check) + "</div>\n");
}

}  // namespace ganglion::train
