#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ganglion/io/json.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/network/resolved_job.h"

namespace ganglion::studio {

/// The job that a session begins with: what is shown is what is trained, so one network, without
/// calibration of its outputs and with the weights of the last epoch unless training ends early.
/// Its data are `path`.
train::Job first_job(const train::Job& asked, const std::string& path);

/// The settings of the page: those that the job states, else what was chosen for it. The network is
/// text as it was typed.
io::Json settings_json(const train::Job& job, const train::ResolvedJob* resolved,
                       const std::string& network);

/// What lists of choices offer: {"optimizer": […], "loss": […], …}.
io::Json choices_json();

/// Sets a key of the page's settings. Throws ApiError naming the key, with the place of the fault
/// in a network's text.
void change(train::Job& job, const std::string& key, const io::Json& value);

/// Whether rows have to be read and divided anew for it.
bool is_about_rows(std::string_view key);

/// Whether a page may begin with this setting of a job; the others it can't show, or decides
/// itself.
bool is_for_page(std::string_view key);

/// Where in `text` the mark of an error message stands ("…\n  dens 4\n  ^"); nothing when it has
/// none.
std::optional<std::int64_t> marked_position(std::string_view message, std::string_view text);

}  // namespace ganglion::studio
