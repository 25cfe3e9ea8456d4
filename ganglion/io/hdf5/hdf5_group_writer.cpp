#include "ganglion/io/hdf5/hdf5_group_writer.h"

#include <algorithm>

#include "ganglion/io/hdf5/hdf5_bytes.h"

namespace ganglion::io {
namespace {

using Links = std::vector<std::pair<std::string, std::uint64_t>>;

constexpr std::size_t kLeafLinks = 2 * kHdf5LeafK;
constexpr std::size_t kTreeChildren = 2 * kHdf5TreeK;
constexpr std::size_t kLeafSize = 8 + kLeafLinks * 40;
constexpr std::size_t kTreeSize = 24 + kTreeChildren * 16 + 8;

/// A leaf or a node of the tree: where it is, and the place of its last name in the heap.
struct Child {
  std::uint64_t at = 0;
  std::uint64_t last_name = 0;
};

/// Names that end with a zero, each at a multiple of 8; the empty one is first.
struct NameHeap {
  data::ByteOutput names = data::ByteOutput().fill(8);
  std::vector<std::uint64_t> places = {};
};

NameHeap heap_of(const Links& links) {
  NameHeap heap;
  for (const auto& [name, target] : links) {
    heap.places.push_back(heap.names.size());
    heap.names.put_text(name).fill(1).align();
  }
  return heap;
}

std::uint64_t write_heap(data::ByteOutput& out, const data::ByteOutput& names) {
  const std::uint64_t at = out.align().size();
  constexpr std::uint64_t kNothingFree = 1;
  out.put_text("HEAP").put(std::uint32_t{0}).put(std::uint64_t{names.size()}).put(kNothingFree);
  out.put(at + 32).put_text(names.text());
  return at;
}

std::vector<Child> write_leaves(data::ByteOutput& out, const Links& links, const NameHeap& heap) {
  std::vector<Child> leaves;
  for (std::size_t from = 0; from < links.size(); from += kLeafLinks) {
    const std::size_t to = std::min(from + kLeafLinks, links.size());
    leaves.push_back({out.align().size(), heap.places[to - 1]});
    out.put_text("SNOD").put(std::uint16_t{1}).put(static_cast<std::uint16_t>(to - from));
    for (std::size_t i = from; i < to; ++i) {
      out.put(heap.places[i]).put(links[i].second).fill(24);
    }
    out.fill(leaves.back().at + kLeafSize - out.size());
  }
  return leaves;
}

/// One level of the tree over what lies below.
std::vector<Child> write_level(data::ByteOutput& out, const std::vector<Child>& below, int level) {
  std::vector<Child> nodes;
  std::uint64_t first_name = 0;  // a name that comes before all in the node
  for (std::size_t from = 0; from == 0 || from < below.size(); from += kTreeChildren) {
    const std::size_t to = std::min(from + kTreeChildren, below.size());
    const std::uint64_t at = out.align().size();
    out.put_text("TREE").put(std::uint8_t{0}).put(static_cast<std::uint8_t>(level));
    out.put(static_cast<std::uint16_t>(to - from));
    out.put(from == 0 ? kNoAddress : at - kTreeSize);
    out.put(to == below.size() ? kNoAddress : at + kTreeSize).put(first_name);
    for (std::size_t i = from; i < to; ++i) {
      first_name = below[i].last_name;
      out.put(below[i].at).put(first_name);
    }
    out.fill(at + kTreeSize - out.size());
    nodes.push_back({at, first_name});
  }
  return nodes;
}

}  // namespace

std::string write_hdf5_group(data::ByteOutput& out, const Links& links) {
  const NameHeap heap = heap_of(links);
  const std::uint64_t names = write_heap(out, heap.names);
  std::vector<Child> nodes = write_level(out, write_leaves(out, links, heap), 0);
  for (int level = 1; nodes.size() > 1; ++level) nodes = write_level(out, nodes, level);
  return data::ByteOutput().put(nodes.front().at).put(names).text();
}

}  // namespace ganglion::io
