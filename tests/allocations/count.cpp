#include "tests/allocations/count.h"

#include <dlfcn.h>
#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <dnnl.hpp>

// glibc's own, by the names that stay when the usual ones are replaced.
extern "C" {
void* __libc_malloc(std::size_t);                 // NOLINT(bugprone-reserved-identifier)
void* __libc_calloc(std::size_t, std::size_t);    // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void*, std::size_t);         // NOLINT(bugprone-reserved-identifier)
void* __libc_memalign(std::size_t, std::size_t);  // NOLINT(bugprone-reserved-identifier)
}

namespace {

std::atomic<bool> counting{false};
std::atomic<std::int64_t> ours{0};
std::atomic<std::int64_t> inside_onednn{0};
std::atomic<std::int64_t> onednn_calls{0};
thread_local bool in_onednn = false;

void count() {
  if (counting.load(std::memory_order_relaxed)) ++(in_onednn ? inside_onednn : ours);
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) noexcept {
  count();
  return __libc_malloc(size);
}
void* calloc(std::size_t items, std::size_t size) noexcept {
  count();
  return __libc_calloc(items, size);
}
void* realloc(void* old, std::size_t size) noexcept {
  count();
  return __libc_realloc(old, size);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
  count();
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return memalign(alignment, size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  void* memory = memalign(alignment, size);
  if (memory == nullptr) return ENOMEM;
  *result = memory;
  return 0;
}

dnnl_status_t dnnl_sgemm(char transpose_a, char transpose_b, dnnl_dim_t m, dnnl_dim_t n,
                         dnnl_dim_t k, float alpha, const float* a, dnnl_dim_t lda, const float* b,
                         dnnl_dim_t ldb, float beta, float* c, dnnl_dim_t ldc) {
  static const auto original =
      reinterpret_cast<decltype(&dnnl_sgemm)>(dlsym(RTLD_NEXT, "dnnl_sgemm"));
  if (counting.load(std::memory_order_relaxed)) ++onednn_calls;
  in_onednn = true;
  const dnnl_status_t status =
      original(transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  in_onednn = false;
  return status;
}
}

namespace ganglion::support {

void start_counting() {
  ours = inside_onednn = onednn_calls = 0;
  counting = true;
}

Allocations stop_counting() {
  counting = false;
  return {ours, inside_onednn, onednn_calls};
}

}  // namespace ganglion::support
