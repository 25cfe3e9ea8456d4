#include "ganglion/data/text/text_file.h"

#include <algorithm>
#include <array>

namespace ganglion::data {
namespace {

constexpr std::size_t kPackedBytes = std::size_t{256} << 10;

}  // namespace

TextFile::TextFile(const std::string& path) : file_(BulkFile::open(path)), size_(file_.size()) {
  restart();
}

void TextFile::restart() {
  std::array<char, 2> start{};
  offset_ = 0;
  const bool packed = is_gzip({start.data(), read_file(start)});
  offset_ = 0;
  reader_.reset();
  if (!packed) return;
  packed_.resize(kPackedBytes);
  reader_.emplace([this] { return std::string_view(packed_.data(), read_file(packed_)); },
                  file_.path());
}

std::size_t TextFile::read(std::span<char> to) {
  return reader_ ? reader_->read(to) : read_file(to);
}

std::size_t TextFile::read_file(std::span<char> to) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(to.size(), size_ - offset_));
  file_.read_at(offset_, std::as_writable_bytes(to.first(count)));
  offset_ += count;
  return count;
}

std::string beginning_of_text(const std::string& path, std::size_t bytes) {
  TextFile file(path);
  std::string text(bytes, '\0');
  text.resize(file.read(text));
  return text;
}

std::uint64_t text_bytes(const std::string& path, std::uint64_t enough) {
  TextFile file(path);
  if (!file.packed()) return file.file_bytes();
  std::vector<char> piece(std::size_t{1} << 20);
  std::uint64_t bytes = 0;
  while (bytes < enough) {
    const std::size_t count = file.read(piece);
    bytes += count;
    if (count < piece.size()) break;
  }
  return bytes;
}

TextWindow::TextWindow(TextFile& file, std::uint64_t begin, std::uint64_t end)
    : file_(file), left_(end - begin) {
  file_.restart();
  std::vector<char> passed(static_cast<std::size_t>(std::min<std::uint64_t>(begin, kPackedBytes)));
  while (begin > 0) {
    const auto next = std::min<std::uint64_t>(begin, passed.size());
    const std::size_t count = file_.read(std::span(passed).first(static_cast<std::size_t>(next)));
    if (count == 0) break;  // it was changed meanwhile
    begin -= count;
  }
}

std::string_view TextWindow::look(std::size_t bytes) {
  if (size_ < bytes && !ended_) fill(bytes);
  return {bytes_.get(), size_};
}

void TextWindow::fill(std::size_t bytes) {
  if (capacity_ < bytes) {
    const auto larger = std::make_shared_for_overwrite<char[]>(bytes);
    std::copy_n(bytes_.get(), size_, larger.get());
    bytes_ = larger;
    capacity_ = bytes;
  }
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(bytes - size_, left_));
  const std::size_t count = file_.read({bytes_.get() + size_, wanted});
  ended_ = count < bytes - size_ || left_ == count;
  size_ += count;
  left_ -= count;
}

std::shared_ptr<const char[]> TextWindow::take(std::size_t bytes) {
  std::shared_ptr<char[]> taken = std::move(bytes_);
  const std::size_t rest = size_ - bytes;
  bytes_ = std::make_shared_for_overwrite<char[]>(capacity_);
  std::copy_n(taken.get() + bytes, rest, bytes_.get());
  size_ = rest;
  return taken;
}

}  // namespace ganglion::data
