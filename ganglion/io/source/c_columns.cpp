#include "ganglion/io/source/c_columns.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/data/features/category_finder.h"
#include "ganglion/io/source/c_text.h"

namespace ganglion::io {
namespace {

using data::ColumnKind;
using data::FeatureColumn;
using data::TransformKind;

class ColumnWriter {
 public:
  CColumns write(const data::PreprocessingState& state) {
    std::string fields;
    bool dates = false;
    for (const FeatureColumn& column : state.features) {
      ++number_;
      field_ = names_.unique(column.name);
      fields += fmt::format("  {}{};  /* {} */\n", type_of(column), field_, told(column));
      dates |= column.kind == ColumnKind::date;
      line("{{  /* {} */", c_comment(column.name));
      write_column(column);
      line("}}");
      first_ += column.width();
    }
    if (dates) {
      result_.row_type =
          "/* A date; year 0 where it is missing. The hour may have a fraction: 13.5. */\n"
          "typedef struct {\n  int year, month, day;\n  double hour;\n} @date;\n\n";
    }
    result_.row_type += "typedef struct {\n" + fields + "} @row;\n";
    return std::move(result_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    result_.body += "  " + fmt::format(format, std::forward<Args>(args)...) + "\n";
  }
  void call(std::string_view function) { result_.functions.emplace(function); }

  static std::string_view type_of(const FeatureColumn& column) {
    switch (column.kind) {
      case ColumnKind::number:
      case ColumnKind::boolean:
        return "double ";
      case ColumnKind::category:
      case ColumnKind::text:
        return "const char *";
      case ColumnKind::date:
        return "@date ";
    }
    return "";
  }

  static std::string told(const FeatureColumn& column) {
    const std::string name = c_comment(column.name);
    const std::string written = column.format.to_string();
    switch (column.kind) {
      case ColumnKind::number:
        return name + (written.empty() ? "" : ", as a number (" + c_comment(written) + ")") +
               "; NAN: missing";
      case ColumnKind::boolean:
        return name + ": 1 yes, 0 no, NAN missing";
      case ColumnKind::category:
        return name + ", as written in the table; NULL: missing";
      case ColumnKind::text:
        return name + "; NULL: missing";
      case ColumnKind::date:
        return name;
    }
    return name;
  }

  void write_column(const FeatureColumn& column) {
    switch (column.kind) {
      case ColumnKind::number:
      case ColumnKind::boolean:
        return write_number(column);
      case ColumnKind::category:
        return write_category(column);
      case ColumnKind::date:
        return write_date(column);
      case ColumnKind::text:
        call("words");
        return line("  if (row->{0}) @words(row->{0}, f + {1}, {2});", field_, first_,
                    column.buckets);
    }
  }

  /// x, or what a function of C makes of it far outside the range.
  std::string clipped(const FeatureColumn& column, const std::string& function,
                      const std::string& x) {
    call("soft_clip");
    call(function);
    const data::TrainingRange& range = *column.range;
    const double margin = data::TrainingRange::kMargin * range.width();
    return fmt::format("@{}({}, {}, {}, {})", function, x, c_number(range.least - margin),
                       c_number(range.most + margin),
                       c_number(data::TrainingRange::kReach * range.width()));
  }

  std::string transformed(const FeatureColumn& column, const std::string& x) {
    if (column.transform.kind == TransformKind::none) return x;
    const std::string function = column.transform.kind == TransformKind::log ? "log" : "robust";
    call(function);
    return fmt::format("@{}({}, {}, {})", function, x, c_number(column.transform.centre),
                       c_number(column.transform.unit));
  }

  void write_number(const FeatureColumn& column) {
    call("store");
    line("  const int missing = row->{0} != row->{0};", field_);
    if (column.std == 0) {
      line("  if (!missing && @store(row->{}, &f[{}])) return {};", field_, first_, number_);
      line("  f[{}] = 0.0f;", first_);
    } else {
      line("  const double x = missing ? {} : row->{};", c_number(column.fill), field_);
      const std::string x = column.clips() ? clipped(column, "soft_clip", "x") : "x";
      line("  if (@store(({} - {}) / {}, &f[{}])) return {};", transformed(column, x),
           c_number(column.mean), c_number(column.std), first_, number_);
    }
    if (column.kind == ColumnKind::boolean) {
      line("  if (!missing && row->{0} != 0.0 && row->{0} != 1.0) return {1};", field_, number_);
    }
    if (column.bins() > 0) write_bins(column);
    if (column.missing_flag) {
      line("  f[{}] = missing ? 1.0f : 0.0f;", first_ + 1 + column.bins());
    }
  }

  /// Behind write_number: `x` is there, as only a column that isn't constant has bins.
  void write_bins(const FeatureColumn& column) {
    call("bins");
    std::string edges;
    for (const double edge : column.edges) {
      edges += (edges.empty() ? "" : ", ") + c_number(edge);
    }
    line("  static const double edges[] = {{{}}};", edges);
    line("  @bins({}, edges, &f[{}], {});", transformed(column, "x"), first_ + 1, column.bins());
  }

  void write_category(const FeatureColumn& column) {
    const bool numbers = std::ranges::any_of(column.categories, [](const std::string& text) {
      return !data::canonical_number(text).empty();
    });
    const std::string function = numbers ? "find_number" : "find";
    call("find");
    call(function);
    line("  static const char *const names[] = {{");
    for (const std::string& name : column.categories) line("    {},", c_string(name));
    line("  }};");
    line("  const long at = row->{0} && row->{0}[0] ? @{1}(row->{0}, names, {2}) : -1;", field_,
         function, column.categories.size());
    line("  if (at >= 0) f[{} + at] = 1.0f;", first_);
    if (column.other) {
      line("  if (at < 0) f[{}] = 1.0f;",
           first_ + static_cast<std::int64_t>(column.categories.size()));
    }
  }

  void write_date(const FeatureColumn& column) {
    call("is_date");
    line("  const @date *date = &row->{};", field_);
    line("  const int missing = date->year == 0;");
    line("  if (!missing && !@is_date(date)) return {};", number_);
    for (std::size_t k = 0; k < column.dates.size(); ++k) {
      const data::DateFeature& date = column.dates[k];
      const std::int64_t at = first_ + static_cast<std::int64_t>(k);
      std::string part = "date->" + date.part;
      if (date.part == "weekday") {
        call("weekday");
        part = "@weekday(date->year, date->month, date->day)";
      }
      if (date.std == 0) continue;  // stays 0
      if (date.part == "year" && column.clips()) part = clipped(column, "clipped_year", "date");
      line("  f[{}] = (float)(((missing ? {} : (double){}) - {}) / {});", at, c_number(date.fill),
           part, c_number(date.mean), c_number(date.std));
    }
    if (column.missing_flag) {
      line("  f[{}] = missing ? 1.0f : 0.0f;",
           first_ + static_cast<std::int64_t>(column.dates.size()));
    }
  }

  CColumns result_;
  CNames names_;
  std::string field_;
  std::int64_t first_ = 0;
  int number_ = 0;
};

}  // namespace

CColumns c_columns(const data::PreprocessingState& state) {
  return ColumnWriter().write(state);
}

}  // namespace ganglion::io
