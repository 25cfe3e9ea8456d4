#pragma once
#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace ganglion::train {

class Callback;

/// A plain struct of options with `std::shared_ptr<Callback> make() const`: what EarlyStopping,
/// CsvLogger and the others are.
template <class T>
concept CallbackOptions = requires(const T& options) {
  { options.make() } -> std::convertible_to<std::shared_ptr<Callback>>;
};

/// Any callback, so that a list of them can be written
/// `{EarlyStopping{.patience = 5}, CsvLogger{"history.csv"}}`. A handle: copies share one callback
/// and its state.
class AnyCallback {
 public:
  /// Throws Error for options that cannot work.
  template <CallbackOptions T>
  AnyCallback(const T& options)  // NOLINT(google-explicit-constructor): the point of the class
      : callback_(checked(options.make())) {}

  /// A custom callback: a class derived from Callback, by value or as a shared pointer.
  template <class T>
  requires(std::is_base_of_v<Callback, std::remove_cvref_t<T>>)
      // NOLINTNEXTLINE(*-explicit-constructor,*-reference-overload): `requires` leaves out copies
      AnyCallback(T&& callback)
      : callback_(std::make_shared<std::remove_cvref_t<T>>(std::forward<T>(callback))) {}
  template <class T>
  requires(std::is_base_of_v<Callback, T>)
      AnyCallback(std::shared_ptr<T> callback)  // NOLINT(google-explicit-constructor): likewise
      : callback_(checked(std::move(callback))) {}

  Callback& operator*() const { return *callback_; }
  Callback* operator->() const { return callback_.get(); }

 private:
  /// Throws Error for a null pointer.
  static std::shared_ptr<Callback> checked(std::shared_ptr<Callback> callback);

  std::shared_ptr<Callback> callback_;
};

}  // namespace ganglion::train
