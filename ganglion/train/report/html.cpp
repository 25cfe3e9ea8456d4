#include "ganglion/train/report/html.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/core/numbers.h"
#include "ganglion/train/report/style.h"

namespace ganglion::train::report {
std::string percent(double share) {
  return std::isfinite(share) ? fmt::format("{:.1f} %", 100.0 * share) : "-";
}

std::string brief(double value) {
  if (!std::isfinite(value)) return "-";
  if (std::abs(value) >= 1000.0 && std::abs(value) < 1e7) return fmt::format("{:.0f}", value);
  return significant(value, 4);
}

std::string page(std::string_view title, std::string_view under, std::string_view content) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>{0}</title>\n<style>{1}</style></head>\n"
      "<body><header><h1>{0}</h1><p class=\"soft-text\">{2}</p></header>\n<main>{3}</main></body>"
      "</html>\n",
      escape(title), style(), escape(under), content);
}

std::string card(std::string_view title, std::string_view content, std::string_view classes) {
  return fmt::format("<section class=\"card {}\"><h2>{}</h2>\n{}</section>\n", classes,
                     escape(title), content);
}

std::string table(const std::vector<std::string>& headings,
                  const std::vector<std::vector<std::string>>& rows) {
  std::string text = "<div class=\"scroll\"><table><thead><tr>";
  std::vector<bool> number;
  for (const std::string& heading : headings) {
    number.push_back(heading.starts_with('#'));
    text += fmt::format("<th{}>{}</th>", number.back() ? " class=\"n\"" : "",
                        number.back() ? heading.substr(1) : heading);
  }
  text += "</tr></thead><tbody>\n";
  for (const auto& row : rows) {
    text += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += fmt::format("<td{}>{}</td>", i < number.size() && number[i] ? " class=\"n\"" : "",
                          row[i]);
    }
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

}  // namespace ganglion::train::report
