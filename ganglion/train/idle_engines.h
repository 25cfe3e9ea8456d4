#pragma once
#include <array>
#include <atomic>
#include <memory>

#include "ganglion/train/engine.h"

namespace ganglion::train {

/// Engines that nobody uses just now. Taking one and giving it back is one exchange for each place
/// that is looked at; any thread may do either.
class IdleEngines {
 public:
  static constexpr std::size_t kPlaces = 64;

  IdleEngines() = default;
  ~IdleEngines() {
    for (auto& place : places_) delete place.load();
  }
  IdleEngines(const IdleEngines&) = delete;
  IdleEngines& operator=(const IdleEngines&) = delete;

  /// Null when there is none.
  std::unique_ptr<Engine> take() {
    for (auto& place : places_) {
      if (place.load(std::memory_order_relaxed) == nullptr) continue;
      if (Engine* engine = place.exchange(nullptr, std::memory_order_acquire)) {
        return std::unique_ptr<Engine>(engine);
      }
    }
    return nullptr;
  }

  /// Keeps it for another call, if there is a place left.
  void give(std::unique_ptr<Engine> engine) {
    for (auto& place : places_) {
      Engine* none = nullptr;
      if (place.compare_exchange_strong(none, engine.get(), std::memory_order_release,
                                        std::memory_order_relaxed)) {
        static_cast<void>(engine.release());
        return;
      }
    }
  }

 private:
  std::array<std::atomic<Engine*>, kPlaces> places_ = {};
};

}  // namespace ganglion::train
