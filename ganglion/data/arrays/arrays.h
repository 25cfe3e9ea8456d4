#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/data/dataset.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text/memory.h"

namespace ganglion::data {

/// An array of an .npz file.
struct NamedArray {
  std::string name;
  Tensor tensor;
};

/// Whether bytes begin as .npy and as IDX files do.
bool is_npy(std::string_view bytes);
bool is_idx(std::string_view bytes);

/// Reads an array as NumPy writes it (.npy, versions 1 to 3;
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): f2, f4, f8, i1 to i8,
/// u1 to u8 and b1, of either byte order, in C or Fortran order. Types that Tensor lacks get wider:
/// f2 becomes f32; i1, i2, u2 become i32; u4, u8 become i64; b1 becomes u8. Throws Error starting
/// with `source` for damage, other types, and numbers that are too large.
Tensor parse_npy(std::string_view bytes, const std::string& source);

/// The arrays of an .npz file, stored or deflated. Throws Error as parse_npy does, for an archive
/// that holds something else, and when they take more than `limit` bytes.
std::vector<NamedArray> parse_npz(std::string_view bytes, const std::string& source,
                                  std::int64_t limit = default_memory());

/// A tensor as NumPy's .npy file (version 1.0: f4, f8, i4, i8 or u1, little-endian, C order), and
/// named ones as an .npz file, stored without compression as numpy.savez does, with zip64 fields
/// where a size needs them. The same content always gives the same bytes. Throws Error for a name
/// given twice and one of more than 65,000 bytes.
std::string to_npy(const Tensor& tensor);
/// The same of several arrays with names.
std::string to_npz(const std::vector<NamedArray>& arrays);

/// Reads an IDX file, the format of MNIST: bytes (u8), and i1, i2, i4, f4 and f8, big-endian. Types
/// as in parse_npy. Throws Error starting with `source` for damage.
Tensor parse_idx(std::string_view bytes, const std::string& source);

/// The same from files, packed with gzip or not. Unpacked they take at most `limit` bytes.
Tensor read_npy(const std::string& path, std::int64_t limit = default_memory());
std::vector<NamedArray> read_npz(const std::string& path, std::int64_t limit = default_memory());
Tensor read_idx(const std::string& path, std::int64_t limit = default_memory());

/// Images and their labels, from two IDX files: features [rows, …] f32, targets [rows] i32.
/// Throws Error when they differ in rows.
Dataset read_idx_dataset(const std::string& images, const std::string& labels);

/// Arrays side by side as one table: an array of rank 1 is a column of its name, one of higher rank
/// gives the columns "name_1", "name_2", … (without a name "c1", "c2", …). An array of labels (see
/// names_labels) comes last; if it is one-hot, with one 1 in each row of zeros, it is one column of
/// classes "0", "1", … Throws Error when they differ in rows, and for a scalar.
Table table_of(const std::vector<NamedArray>& arrays, const std::string& source);

/// The rows of a file that holds several parts, as Keras' mnist.npz does: "x_train", "y_train" and
/// "x_test", "y_test", and perhaps "x_val", "y_val" (or "_valid", "_validation", "_dev").
enum class ArrayPart : std::uint8_t { train, test, validation };
/// Whether arrays are named as parts, of which one is for the test.
bool has_test_part(const std::vector<NamedArray>& arrays);
/// Whether a file holds arrays of a part besides those of training.
bool holds_part(const std::string& path, ArrayPart part);
/// The arrays of a part, named without "_train", "_test" and the like; all of them where there are
/// no parts. The rows for a test stand for those of validation where those lack, and the other way
/// round.
std::vector<NamedArray> part_of(std::vector<NamedArray> arrays, ArrayPart part);

}  // namespace ganglion::data
