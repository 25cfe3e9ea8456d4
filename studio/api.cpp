#include "studio/api.h"

#include <fmt/format.h>

#include <charconv>

#include "ganglion/train/job/job_flags.h"
#include "http/gate.h"
#include "studio/api_error.h"
#include "studio/embedded.h"

namespace ganglion::studio {
namespace {

using http::Request;
using http::Response;
using io::Json;

Response json(const Json& value) {
  return {.body = value.dump()};
}

Response bytes(std::string body) {
  return {.type = "application/octet-stream", .body = std::move(body)};
}

Response refusal(const ApiError& error) {
  const Json fault =
      Json::Object{{"message", train::with_flags(error.what())},
                   {"setting", error.setting().empty() ? Json() : Json(error.setting())},
                   {"position", error.position() ? Json(*error.position()) : Json()}};
  return {.status = error.status(), .body = Json(Json::Object{{"error", fault}}).dump()};
}

std::string text_of(const Request& request, const std::string& key) {
  const auto found = request.query.find(key);
  return found == request.query.end() ? "" : found->second;
}

std::int64_t number_of(const Request& request, const std::string& key) {
  const std::string text = text_of(request, key);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw ApiError(400, fmt::format("{}: expected a whole number", key));
  }
  return number;
}

Json body_of(const Request& request) {
  Json body = io::parse_json(request.body, "the body");
  if (!body.is_object()) throw ApiError(400, "the body must be a JSON object");
  return body;
}

Json load(Session& session, const Request& request) {
  const std::string_view name = request.header("x-file-name");
  if (!name.empty()) {
    const auto decoded = http::percent_decoded(name, false);
    return session.load_upload(decoded.value_or(std::string(name)), request.body);
  }
  const Json body = body_of(request);
  if (const Json* path = body.find("path")) return session.load_path(path->as_string());
  if (const Json* run = body.find("run")) return session.load_run(run->as_string());
  OptionValues options;
  if (const Json* given = body.find("options"); given != nullptr && !given->is_null()) {
    for (const auto& [key, value] : given->as_object()) options[key] = value.as_number();
  }
  return session.load_builtin(body.text("builtin"), options);
}

Response page() {
  return {.type = "text/html; charset=utf-8",
          .body = std::string(embedded::page()),
          .headers = {{"Content-Encoding", "gzip"}}};
}

Response frame(Session& session, const Request& request) {
  std::int64_t epochs = 0;
  Response response = bytes(session.frame(text_of(request, "what"), epochs));
  response.headers = {{"X-Epoch", std::to_string(epochs)}};
  return response;
}

/// A report is a page with a script, and whoever wrote the folder wrote it: it gets an origin of
/// its own, from which it can ask nothing here.
Response report(Session& session, const Request& request) {
  return {.type = "text/html; charset=utf-8",
          .body = session.report(text_of(request, "run")),
          .headers = {{"Content-Security-Policy",
                       "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; "
                       "style-src 'unsafe-inline'; img-src data:"}}};
}

Response read(Session& session, const std::shared_ptr<http::EventLog>& events,
              const Request& request) {
  const std::string& path = request.path;
  if (path.empty() || path == "index.html") return page();
  if (path == "api/state") return json(session.state());
  if (path == "api/events") return {.events = events};
  if (path == "api/row") return json(session.row(number_of(request, "index")));
  if (path == "api/explain") return json(session.explain(number_of(request, "row")));
  if (path == "api/weights") return bytes(session.weights());
  if (path == "api/layers") return json(session.layers());
  if (path == "api/mistakes") return json(session.mistakes());
  if (path == "api/maps") return json(session.maps(number_of(request, "row")));
  if (path == "api/points") return json(session.points());
  if (path == "api/frame") return frame(session, request);
  if (path == "api/runs") return json(session.runs());
  if (path == "api/history") return json(session.history(text_of(request, "run")));
  if (path == "report") return report(session, request);
  throw ApiError(404, "there is nothing at this address");
}

Response write(Session& session, const Request& request) {
  if (request.path == "api/command") return json(session.command(body_of(request)));
  if (request.path == "api/data") return json(load(session, request));
  if (request.path == "api/learning_curve") return json(session.learning_curve());
  if (request.path == "api/predict") return json(session.predict(body_of(request).at("row")));
  throw ApiError(404, "there is nothing at this address");
}

}  // namespace

http::Response answer(Session& session, const std::shared_ptr<http::EventLog>& events,
                      const http::Request& request) {
  try {
    if (request.method == "GET" || request.method == "HEAD") return read(session, events, request);
    if (request.method == "POST") return write(session, request);
    throw ApiError(405, "only GET and POST are answered");
  } catch (const ApiError& error) {
    return refusal(error);
  } catch (const Error& error) {
    return refusal(ApiError(400, error.what(), error.remedy().setting));
  }
}

std::string content_security_policy() {
  return fmt::format(
      "default-src 'none'; script-src{}; style-src 'unsafe-inline'; img-src data: blob:; font-src "
      "data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      embedded::script_hashes());
}

}  // namespace ganglion::studio
