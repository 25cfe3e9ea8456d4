#include "ganglion/train/report/html.h"

#include <fmt/format.h>

#include <cmath>

namespace ganglion::train::report {
namespace {

/// The length of the UTF-8 character at the begin of a text, 0 when it is none (RFC 3629).
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const bool too_long = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) > 0x9F;
  const bool beyond = first == 0xF4 && byte(1) > 0x8F;
  return too_long || surrogate || beyond ? 0 : length;
}

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

std::string escape(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const std::string_view as_entity = entity(text[0]);
    if (length == 0) {
      result += "\xEF\xBF\xBD";
    } else if (!as_entity.empty()) {
      result += as_entity;
    } else if (static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7F) {
      result += ' ';
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

std::string shortened(std::string_view text, std::size_t most) {
  std::size_t characters = 0;
  std::size_t cut = 0;  // where the last character that stays beside an ellipsis ends
  for (std::size_t at = 0; at < text.size(); ++characters) {
    if (characters == most) return std::string(text.substr(0, cut)) + "…";
    at += std::max<std::size_t>(character_length(text.substr(at)), 1);
    if (characters + 1 < most) cut = at;
  }
  return std::string(text);
}

std::string percent(double share) {
  return std::isfinite(share) ? fmt::format("{:.1f} %", 100.0 * share) : "-";
}

std::string brief(double value) {
  if (!std::isfinite(value)) return "-";
  if (std::abs(value) >= 1000.0 && std::abs(value) < 1e7) return fmt::format("{:.0f}", value);
  return fmt::format("{:.4g}", value == 0.0 ? 0.0 : value);
}

std::string counted(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3) {
    text.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return text;
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
