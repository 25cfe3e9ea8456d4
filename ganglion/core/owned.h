#pragma once
#include <memory>
#include <string_view>
#include <utility>

namespace ganglion {

/// Throws Error: a "model" was moved from, and holds nothing any more.
[[noreturn]] void refuse_moved_from(std::string_view what);

/// What a class keeps out of its header: a unique_ptr that throws Error, naming the class, where
/// the object was moved from and is used all the same.
template <class T>
class Owned {
 public:
  Owned(std::string_view what, std::unique_ptr<T> object)
      : what_(what), object_(std::move(object)) {}

  T& operator*() const {
    if (!object_) refuse_moved_from(what_);
    return *object_;
  }
  T* operator->() const { return &**this; }

 private:
  std::string_view what_;  // a literal: "model"
  std::unique_ptr<T> object_;
};

}  // namespace ganglion
