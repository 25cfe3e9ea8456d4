#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace ganglion::http {

/// 128 random bits from the system as 32 hexadecimal digits. Throws Error when it gives none.
std::string random_token();

/// What a server demands of a request before it reads its body. A page of another site that a
/// browser shows may send requests to this machine, too: it doesn't know the token; what it is sent
/// under a name that was made to point here ("DNS rebinding") has that name as its host; and it
/// says where it comes from.
class Gate {
 public:
  /// `host` is where the server listens; its name is taken as a host beside addresses.
  Gate(std::string token, std::string host) : token_(std::move(token)), host_(std::move(host)) {}

  /// Whether the Host header names a machine by its address, or as localhost.
  bool is_own_host(std::string_view host) const;

  /// Fills in path and query from the target of a request line. Gives what to refuse it with, or
  /// nothing when it may come in.
  std::optional<Response> check(Request& request, std::string_view target) const;

 private:
  std::string token_;
  std::string host_;
};

/// "%41" -> "A", and for queries "+" -> " "; nothing for what isn't so written.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank);

/// Fills in the query of a request from "row=3&what=units". False for what isn't so written.
bool parse_query(std::string_view text, std::map<std::string, std::string>& query);

}  // namespace ganglion::http
