#include "http/gate.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "ganglion/core/error.h"

namespace ganglion::http {
namespace {

/// In a time that doesn't depend on where they differ.
bool equal_secrets(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

/// Of "[::1]:8080", "127.0.0.1:8080", "localhost".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_address(std::string_view host) {
  if (host.starts_with('[')) return host.ends_with(']');
  int dots = 0;
  for (const char c : host) {
    if (c == '.')
      ++dots;
    else if (std::isdigit(static_cast<unsigned char>(c)) == 0)
      return false;
  }
  return dots == 3;
}

/// Whether a path leads out of its folder, or could for someone who splits it otherwise.
bool is_plain_path(std::string_view path) {
  if (path.find('\\') != path.npos || path.find('\0') != path.npos) return false;
  return ("/" + std::string(path) + "/").find("/../") == std::string::npos;
}

}  // namespace

std::string random_token() {
  std::array<unsigned char, 16> bytes{};
  if (::getentropy(bytes.data(), bytes.size()) != 0) {
    throw Error("the system gives no random numbers for the token of the page's address");
  }
  std::string token;
  for (const unsigned byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      unsigned value = 0;
      const char* begin = text.data() + i + 1;
      if (text.size() - i < 3) return std::nullopt;
      const auto [end, error] = std::from_chars(begin, begin + 2, value, 16);
      if (error != std::errc() || end != begin + 2) return std::nullopt;
      decoded += static_cast<char>(value);
      i += 2;
    }
  }
  return decoded;
}

bool parse_query(std::string_view text, std::map<std::string, std::string>& query) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto key = percent_decoded(pair.substr(0, equals), true);
    const auto value = percent_decoded(pair.substr(std::min(pair.size(), equals + 1)), true);
    if (!key || !value) return false;
    query[*key] = *value;
  }
  return true;
}

bool Gate::is_own_host(std::string_view host) const {
  const std::string_view name = without_port(host);
  return name == "localhost" || is_address(name) || (!host_.empty() && name == host_);
}

std::optional<Response> Gate::check(Request& request, std::string_view target) const {
  if (!is_own_host(request.header("host"))) {
    return error_response(403,
                          "this server answers to its address, not to other names; open the "
                          "address that it printed");
  }
  const std::string_view origin = request.header("origin");
  const std::string own = fmt::format("http://{}", request.header("host"));
  if (!origin.empty() && origin != own) {
    return error_response(403, "requests of other sites are refused");
  }
  if (!target.starts_with('/')) return error_response(400, "the path must start with /");
  target.remove_prefix(1);
  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  const std::size_t slash = std::min(path.find('/'), path.size());
  if (!equal_secrets(path.substr(0, slash), token_)) {
    return error_response(
        403,
        "the address lacks the token of this server, or has one of an earlier start; open "
        "the address that it printed");
  }
  const auto rest = percent_decoded(path.substr(std::min(path.size(), slash + 1)), false);
  if (!rest || !is_plain_path(*rest)) return error_response(400, "the path is malformed");
  request.path = *rest;
  if (!parse_query(target.substr(std::min(target.size(), question + 1)), request.query)) {
    return error_response(400, "the query is malformed: a % needs two hexadecimal digits");
  }
  if (slash == path.size()) {  // relative addresses of the page need the slash
    return Response{.status = 308, .body = "", .headers = {{"Location", "/" + token_ + "/"}}};
  }
  return std::nullopt;
}

}  // namespace ganglion::http
