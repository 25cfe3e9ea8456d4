#include "tests/support/thread_ranks.h"

#include <condition_variable>
#include <cstring>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace ganglion::support {
namespace {

/// What is on its way, from rank to rank.
struct Post {
  std::mutex guard;
  std::condition_variable arrived;
  std::map<std::pair<int, int>, std::deque<std::vector<std::byte>>> messages;
  std::optional<int> failed;
};

class ThreadRanks final : public dist::Communicator {
 public:
  ThreadRanks(Post& post, int rank, int size) : post_(post), rank_(rank), size_(size) {}
  int rank() const override { return rank_; }
  int size() const override { return size_; }
  bool works_aside() const override { return true; }

  void exchange(std::span<const dist::Message> sends,
                std::span<const dist::Message> receives) override {
    std::unique_lock lock(post_.guard);
    for (const dist::Message& message : sends) {
      if (message.bytes == 0) continue;
      const auto* bytes = static_cast<const std::byte*>(message.data);
      post_.messages[{rank_, message.rank}].emplace_back(bytes, bytes + message.bytes);
    }
    post_.arrived.notify_all();
    for (const dist::Message& message : receives) {
      if (message.bytes == 0) continue;
      auto& box = post_.messages[{message.rank, rank_}];
      post_.arrived.wait(lock, [&] { return post_.failed || !box.empty(); });
      if (box.empty()) throw dist::RankFailed("another rank has failed", 1);
      if (box.front().size() != message.bytes) throw Error("a message of another size");
      std::memcpy(message.data, box.front().data(), message.bytes);
      box.pop_front();
    }
  }

 private:
  Post& post_;
  int rank_;
  int size_;
};

}  // namespace

void run_as_ranks(int size, const std::function<void(dist::Communicator&)>& work) {
  Post post;
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(size));
  std::vector<std::thread> threads;
  for (int rank = 0; rank < size; ++rank) {
    threads.emplace_back([&, rank] {
      try {
        ThreadRanks ranks(post, rank, size);
        work(ranks);
      } catch (...) {
        const std::lock_guard lock(post.guard);
        if (!post.failed) failures[static_cast<std::size_t>(rank)] = std::current_exception();
        post.failed = rank;
        post.arrived.notify_all();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace ganglion::support
