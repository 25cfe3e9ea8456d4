#pragma once
#include <cstddef>
#include <cstdint>

namespace ganglion::kernels::onednn {

/// c = a · b, or c += a · b, on oneDNN's sgemm, on one thread. All are row-major: a is m × k (or
/// k × m, read transposed), b is k × n (or n × k), c is m × n, without gaps between rows.
///
/// Rows whose length is a multiple of 256 numbers put a whole column of a matrix into a few sets of
/// the first-level cache, and sgemm, which walks down columns, falls to half its speed. Where that
/// is so, blocks of the operands are first copied to rows with a gap between them: that costs a
/// tenth of what it gains (ganglion_bench, "product"). The division depends on the shape alone.
/// With AVX-512 oneDNN packs operands itself, and a copy more would cost a third.
class Product {
 public:
  /// `copies`: whether operands may be copied at all.
  Product(std::int64_t m, std::int64_t n, std::int64_t k, bool transpose_a, bool transpose_b,
          bool copies = copies_help());

  /// Makes the machine code of all products, once a process; the first of each kind would do so.
  static void compile_code();
  /// Does copying gain anything on this processor?
  static bool copies_help();

  /// Bytes that run() may write to while it works.
  std::size_t scratch_bytes() const;
  /// Rows and columns of c: [first, last) of each.
  struct Part {
    std::int64_t first_row, last_row;
    std::int64_t first_column, last_column;
    std::int64_t rows() const { return last_row - first_row; }
    std::int64_t columns() const { return last_column - first_column; }
  };
  /// Computes a part of c. `add` keeps what it holds and adds to it; else it may hold anything.
  void run(const Part& part, const float* a, const float* b, float* c, bool add,
           void* scratch) const;

 private:
  /// Of a block of rows: a, b and c are where it and the part's columns begin.
  void run_copied(const Part& part, const float* a, const float* b, float* c, bool add,
                  void* scratch) const;

  std::int64_t m_, n_, k_;
  bool transpose_a_, transpose_b_;
  std::int64_t lda_, ldb_;
  bool copy_a_ = false;
  bool copy_b_ = false;
  std::int64_t rows_;     ///< of c in a block
  std::int64_t columns_;  ///< likewise
  std::int64_t depth_;    ///< of k in a block
};

}  // namespace ganglion::kernels::onednn
