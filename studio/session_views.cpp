#include "studio/session.h"

namespace ganglion::studio {

using io::Json;

/// What `look` makes of the network with the newest weights. It has no part of the session, so that
/// commands and the state needn't wait for it.
template <class Look>
auto Session::seen(Run::Eye eye, Look look) {
  std::unique_lock lock(mutex_);
  const auto [view, weights] = active().view(eye);
  const Plane plane = plane_;
  lock.unlock();
  const std::lock_guard turn(view->turn());
  view->show(*weights);
  return look(*view, plane);
}

Json Session::predict(const Json& values) {
  return seen(Run::Eye::answers, [&](View& view, const Plane& plane) {
    return predict_json(view, values, plane.row);
  });
}
Json Session::explain(std::int64_t row) {
  return seen(Run::Eye::answers, [&](View& view, const Plane&) { return explain_json(view, row); });
}
Json Session::layers() {
  return seen(Run::Eye::answers, [](View& view, const Plane&) { return layers_json(view); });
}
std::string Session::weights() {
  return seen(Run::Eye::pictures, [](View& view, const Plane&) { return weight_matrices(view); });
}
Json Session::mistakes() {
  return seen(Run::Eye::answers, [](View& view, const Plane&) { return mistakes_json(view); });
}
Json Session::maps(std::int64_t row) {
  return seen(Run::Eye::answers, [&](View& view, const Plane&) { return maps_json(view, row); });
}

Json Session::learning_curve() {
  std::unique_lock lock(mutex_);
  const Run::Saving run = active().saving();
  lock.unlock();
  return learning_curve_json(run, given_up_);
}

std::string Session::frame(const std::string& what, std::int64_t& epochs) {
  const auto revision = static_cast<std::uint32_t>(revision_.load());
  return seen(Run::Eye::pictures, [&](View& view, const Plane& plane) {
    epochs = view.shown().epochs;
    if (what == "units") return unit_pictures(view, plane, revision);
    if (what == "surface") return surface_pictures(view, plane, revision);
    throw ApiError(400, "frame: what is \"units\" or \"surface\"");
  });
}

Json Session::row(std::int64_t index) {
  const std::lock_guard lock(mutex_);
  return row_json(active().material(), index);
}
Json Session::points() {
  const std::lock_guard lock(mutex_);
  return points_json(active().material(), plane_);
}

}  // namespace ganglion::studio
