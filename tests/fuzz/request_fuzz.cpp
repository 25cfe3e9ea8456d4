#include <algorithm>
#include <cstdlib>
#include <string>

#include "http/gate.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ganglion::http;

std::string next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string line(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace

/// The first line is the host, the second the origin, the third the target of a request.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    static const Gate gate("secret", "127.0.0.1");
    Request request;
    request.headers["host"] = next_line(bytes);
    request.headers["origin"] = next_line(bytes);
    const std::string target = next_line(bytes);
    const auto refused = gate.check(request, target);
    if (!refused) {
      // What comes in knows the token, comes from here, and names nothing above.
      const std::string origin = request.headers["origin"];
      if (!target.starts_with("/secret/")) std::abort();
      if (!origin.empty() && origin != "http://" + request.headers["host"]) std::abort();
      if (("/" + request.path + "/").find("/../") != std::string::npos) std::abort();
    } else if (refused->status < 300) {
      std::abort();
    }
    json_text(bytes);
  });
}
