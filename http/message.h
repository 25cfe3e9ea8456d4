#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "http/event_log.h"

namespace ganglion::http {

/// What a client asked for, after all checks of the server.
struct Request {
  std::string method = "GET";
  std::string path = {};  ///< behind the token, decoded: "" is the page, "api/state"
  std::map<std::string, std::string> query = {};    ///< decoded
  std::map<std::string, std::string> headers = {};  ///< names in small letters
  std::string body = {};

  /// A header by its name in small letters; empty when there is none.
  std::string_view header(const std::string& name) const;
};

/// What it gets.
struct Response {
  int status = 200;
  std::string type = "application/json";
  std::string body = {};
  std::map<std::string, std::string> headers = {};
  /// Server-sent events instead of a body: those after `last_id`, and all that come.
  std::shared_ptr<EventLog> events = nullptr;
};

/// {"error": {"message": …}} as a response.
Response error_response(int status, std::string_view message);

/// A text as a JSON string, in quotes; bytes that are no UTF-8 as U+FFFD.
std::string json_text(std::string_view text);

}  // namespace ganglion::http
