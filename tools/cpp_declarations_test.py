"""Checks cpp_declarations.py; make_api_reference.py does so each time that it runs."""

from cpp_declarations import Parser

SAMPLE = """
/// About the header.

namespace sample {
/// A box.
template <class T>
class Box final : public Base<T> {
 public:
  /// Fills it.
  explicit Box(T what, int count = f({1, 2})) : what_{what}, count_(count) { fill("}"); }
  bool operator==(const Box&) const = default;
  int size() const { return count_; }  ///< above 0
  struct Part { int id{0}; };

 private:
  T what_;
};
namespace { int hidden(); }
/// Called later.
using Late = void (*)(int);
}  // namespace sample
"""


def self_test():
    """Reads a small header that has what is hard to read."""
    parser = Parser(SAMPLE, "sample.h")
    box, late = parser.declarations()
    assert parser.notes == ["About the header."] and (late.name, late.doc) == ("Late", ["Called later."])
    assert box.text == "template <class T>\nclass Box final : public Base<T>" and box.namespace == "sample"
    made, equal, size, part = box.members
    assert made.text == "explicit Box(T what, int count = f({1, 2}));" and equal.name == "operator==", (made.text, equal.name)
    assert size.text == "int size() const;" and size.doc == ["above 0"] and part.members[0].text == "int id{0};"
