#include <fmt/format.h>

#include "ganglion/io/hdf5/hdf5_messages.h"

namespace ganglion::io {
namespace {

/// A piece of a header that is still to be read.
struct Piece {
  std::uint64_t at;
  std::uint64_t size;
};

class HeaderReader {
 public:
  explicit HeaderReader(Hdf5Bytes& file) : file_(file) {}

  std::vector<Hdf5Message> read(std::uint64_t address) {
    file_.visit(address);
    Hdf5Cursor cursor(file_, address);
    const bool second = file_.part(address, 4) == "OHDR";
    if (second) {
      begin_second(cursor);
    } else {
      begin_first(cursor);
    }
    while (!pieces_.empty()) {
      const Piece piece = pieces_.back();
      pieces_.pop_back();
      read_piece(piece, second);
    }
    return std::move(messages_);
  }

 private:
  void begin_first(Hdf5Cursor& cursor) {
    if (cursor.u8() != 1) cursor.refuse("there is no object header of version 1 or 2");
    cursor.skip(1 + 2 + 4);  // the count of messages follows from the size
    const std::uint64_t size = cursor.u32();
    cursor.skip(4);
    pieces_.push_back({cursor.at(), size});
  }

  void begin_second(Hdf5Cursor& cursor) {
    cursor.skip(4);
    if (cursor.u8() != 2) cursor.refuse("an object header of unknown version");
    const int flags = cursor.u8();
    if ((flags & 0x20) != 0) cursor.skip(16);  // times
    if ((flags & 0x10) != 0) cursor.skip(4);   // limits of attributes
    ordered_ = (flags & 0x04) != 0;
    const std::uint64_t size = cursor.number(1 << (flags & 3));
    pieces_.push_back({cursor.at(), size});
  }

  void read_piece(const Piece& piece, bool second) {
    Hdf5Cursor cursor(file_, piece.at, piece.size);
    const std::uint64_t prefix = second ? (ordered_ ? 6 : 4) : 8;
    while (cursor.left() >= prefix) {
      Hdf5Message message;
      message.type = second ? cursor.u8() : cursor.u16();
      message.size = cursor.u16();
      const int flags = cursor.u8();
      cursor.skip(second ? (ordered_ ? 2 : 0) : 3);
      message.at = cursor.at();
      cursor.skip(message.size);
      if (message.type == hdf5::kContinuation) {
        follow(message, second);
      } else {
        const bool known = message.type == hdf5::kDataspace || message.type == hdf5::kDatatype ||
                           message.type == hdf5::kFilters || message.type == hdf5::kAttribute;
        if (known && (flags & 2) != 0) {
          file_.refuse(message.at, "a message shared between objects, which Keras never writes");
        }
        messages_.push_back(message);
      }
    }
  }

  void follow(const Hdf5Message& message, bool second) {
    Hdf5Cursor cursor(file_, message.at, message.size);
    Piece piece{cursor.address(), 0};
    piece.size = cursor.length();
    file_.visit(piece.at);
    if (second) {
      Hdf5Cursor block(file_, piece.at, piece.size);
      block.expect("OCHK");
      if (piece.size < 8) block.refuse("a header's continuation is too short");
      piece = {piece.at + 4, piece.size - 8};  // without signature and checksum
    }
    pieces_.push_back(piece);
  }

  Hdf5Bytes& file_;
  std::vector<Piece> pieces_;
  std::vector<Hdf5Message> messages_;
  bool ordered_ = false;
};

}  // namespace

std::vector<Hdf5Message> read_hdf5_header(Hdf5Bytes& file, std::uint64_t address) {
  return HeaderReader(file).read(address);
}

}  // namespace ganglion::io
