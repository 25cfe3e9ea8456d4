#pragma once
#include <memory>
#include <string>

#include "http/message.h"
#include "studio/session.h"

namespace ganglion::studio {

/// Answers a request of the page: the page itself, or what lies below api/ (see docs/studio.md).
http::Response answer(Session& session, const std::shared_ptr<http::EventLog>& events,
                      const http::Request& request);

/// What the page may load and do: its own script and style, and requests to where it came from.
std::string content_security_policy();

}  // namespace ganglion::studio
