#include "ganglion/dist/communicator.h"

#include <fmt/format.h>

#include <algorithm>

namespace ganglion::dist {

void Communicator::broadcast(void* data, std::size_t bytes, int root) {
  const Message whole = {.rank = root, .data = data, .bytes = bytes};
  if (rank() != root) return exchange({}, {&whole, 1});
  std::vector<Message> sends;
  for (int to = 0; to < size(); ++to) {
    if (to != root) sends.push_back({.rank = to, .data = data, .bytes = bytes});
  }
  exchange(sends, {});
}

std::string Communicator::name(int rank) const {
  if (hosts_.empty()) return fmt::format("rank {}", rank);
  return fmt::format("rank {} ({})", rank, hosts_.at(static_cast<std::size_t>(rank)));
}

int Communicator::ranks_here() const {
  if (hosts_.empty()) return size();
  return static_cast<int>(std::ranges::count(hosts_, hosts_.at(static_cast<std::size_t>(rank()))));
}

std::string Communicator::broadcast(std::string text, int root) {
  std::uint64_t length = text.size();
  broadcast(&length, sizeof length, root);
  text.resize(length);
  broadcast(text.data(), text.size(), root);
  return text;
}

void Communicator::all_gather(void* buffer, std::span<const std::size_t> offsets) {
  const Gathered one = {.buffer = buffer, .offsets = offsets};
  all_gather({&one, 1});
}

void Communicator::all_gather(std::span<const Gathered> all) {
  const auto part = [](const Gathered& one, int owner, int other) {
    const std::size_t begin = one.offsets[static_cast<std::size_t>(owner)];
    const std::size_t end = one.offsets[static_cast<std::size_t>(owner) + 1];
    return Message{
        .rank = other, .data = static_cast<std::byte*>(one.buffer) + begin, .bytes = end - begin};
  };
  std::vector<Message> sends;
  std::vector<Message> receives;
  // Each begins with its neighbour, so that not all send to the same one first.
  for (int step = 1; step < size(); ++step) {
    const int to = (rank() + step) % size();
    const int from = (rank() + size() - step) % size();
    for (const Gathered& one : all) {
      sends.push_back(part(one, rank(), to));
      receives.push_back(part(one, from, from));
    }
  }
  exchange(sends, receives);
}

std::vector<std::string> Communicator::all_gather(const std::string& text) {
  const auto count = static_cast<std::size_t>(size());
  std::vector<std::uint64_t> lengths(count);
  lengths[static_cast<std::size_t>(rank())] = text.size();
  std::vector<std::size_t> offsets = {0};
  for (std::size_t i = 0; i < count; ++i) offsets.push_back(offsets.back() + sizeof(lengths[0]));
  all_gather(lengths.data(), offsets);
  for (std::size_t i = 0; i < count; ++i) offsets[i + 1] = offsets[i] + lengths[i];
  std::string all(offsets.back(), '\0');
  text.copy(all.data() + offsets[static_cast<std::size_t>(rank())], text.size());
  all_gather(all.data(), offsets);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back(all.substr(offsets[i], lengths[i]));
  return texts;
}

void Communicator::barrier() {
  all_gather(std::string());
}

}  // namespace ganglion::dist
