// A library to be loaded before a program (LD_PRELOAD) that makes one of its calls to the system
// fail. Calls are counted from the beginning of main to its end.
//
//   FAULT_CALL    write, fsync, rename, link, close, open, read, mmap (of a file), malloc or thread
//   FAULT_NTH     which of them, from 1 on
//   FAULT_ERROR   errno of the failure; 0: a write or read of half of the bytes
//   FAULT_LASTS   1: all later ones fail, too
//   FAULT_FOLDER  only calls with an absolute path in this folder count, or with an open file in
//   it;
//                 memory and threads always do
//   FAULT_MARK    a file that is made when a call fails

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>

// glibc's own, by the names that stay when the usual ones are replaced.
extern "C" {
void* __libc_malloc(std::size_t);                 // NOLINT(bugprone-reserved-identifier)
void* __libc_calloc(std::size_t, std::size_t);    // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void*, std::size_t);         // NOLINT(bugprone-reserved-identifier)
void* __libc_memalign(std::size_t, std::size_t);  // NOLINT(bugprone-reserved-identifier)
}

namespace {

std::atomic<bool> counting{false};
std::atomic<long> calls{0};

// Nothing here may allocate: malloc is one of the calls.
struct FaultPlan {
  std::string_view call;
  std::string_view folder;
  const char* mark = nullptr;
  long nth = 0;
  int error = 0;
  bool lasts = false;
};

FaultPlan plan;

std::string_view setting_of_fault(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::string_view() : text;
}

void read_plan() {
  plan = {.call = setting_of_fault("FAULT_CALL"),
          .folder = setting_of_fault("FAULT_FOLDER"),
          .mark = std::getenv("FAULT_MARK"),
          .nth = std::atol(setting_of_fault("FAULT_NTH").data()),
          .error = std::atoi(setting_of_fault("FAULT_ERROR").data()),
          .lasts = setting_of_fault("FAULT_LASTS") == "1"};
}

void leave_mark() {
  if (plan.mark == nullptr) return;
  const long fd = ::syscall(SYS_openat, AT_FDCWD, plan.mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0) ::syscall(SYS_close, fd);
}

/// Whether this call, one that counts, is to fail.
bool is_due(std::string_view call) {
  if (!counting.load(std::memory_order_relaxed) || call != plan.call) return false;
  const long number = ++calls;
  if (number != plan.nth && !(plan.lasts && number > plan.nth)) return false;
  leave_mark();
  errno = plan.error;
  return true;
}

// What oneDNN does without memory is not ours: its calls don't count.
std::uintptr_t onednn_begin = 0;
std::uintptr_t onednn_end = 0;

int find_onednn(dl_phdr_info* library, std::size_t, void*) {
  if (std::string_view(library->dlpi_name).find("libdnnl") == std::string_view::npos) return 0;
  for (int i = 0; i < library->dlpi_phnum; ++i) {
    const auto& segment = library->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
    onednn_begin = library->dlpi_addr + segment.p_vaddr;
    onednn_end = onednn_begin + segment.p_memsz;
  }
  return 1;
}

bool memory_is_due(const void* caller) {
  const auto address = reinterpret_cast<std::uintptr_t>(caller);
  return (address < onednn_begin || address >= onednn_end) && is_due("malloc");
}

bool is_inside(std::string_view path) {
  return path.starts_with(plan.folder) &&
         (path.size() == plan.folder.size() || path[plan.folder.size()] == '/');
}

bool is_due(std::string_view call, const char* path) {
  if (!counting.load(std::memory_order_relaxed) || call != plan.call) return false;
  return (plan.folder.empty() || is_inside(path)) && is_due(call);
}

bool is_due(std::string_view call, int fd) {
  if (!counting.load(std::memory_order_relaxed) || call != plan.call) return false;
  if (plan.folder.empty()) return is_due(call);
  char link[64];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  char path[PATH_MAX];
  const ssize_t length = ::readlink(link, path, sizeof path);
  return length > 0 && is_inside({path, static_cast<std::size_t>(length)}) && is_due(call);
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

using Main = int(int, char**, char**);
Main* program_main = nullptr;

int counted_main(int count, char** words, char** environment) {
  read_plan();
  ::dl_iterate_phdr(find_onednn, nullptr);
  counting = true;
  const int code = program_main(count, words, environment);
  counting = false;
  return code;
}

mode_t mode_of(int flags, std::va_list more) {
  return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
}

}  // namespace

extern "C" {

// NOLINTNEXTLINE(bugprone-reserved-identifier)
int __libc_start_main(Main* main, int count, char** words, void (*init)(), void (*end)(),
                      void (*loader_end)(), void* stack) {
  program_main = main;
  return real<decltype(__libc_start_main)>("__libc_start_main")(counted_main, count, words, init,
                                                                end, loader_end, stack);
}

ssize_t write(int fd, const void* bytes, std::size_t size) {
  if (is_due("write", fd)) {
    if (plan.error != 0) return -1;
    size = (size + 1) / 2;
  }
  return ::syscall(SYS_write, fd, bytes, size);
}

ssize_t pwrite64(int fd, const void* bytes, std::size_t size, off64_t offset) {
  if (is_due("write", fd)) {
    if (plan.error != 0) return -1;
    size = (size + 1) / 2;
  }
  return ::syscall(SYS_pwrite64, fd, bytes, size, offset);
}
ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t offset) {
  return pwrite64(fd, bytes, size, offset);
}

ssize_t read(int fd, void* bytes, std::size_t size) {
  if (is_due("read", fd)) {
    if (plan.error != 0) return -1;
    size = (size + 1) / 2;
  }
  return ::syscall(SYS_read, fd, bytes, size);
}

ssize_t pread64(int fd, void* bytes, std::size_t size, off64_t offset) {
  if (is_due("read", fd)) {
    if (plan.error != 0) return -1;
    size = (size + 1) / 2;
  }
  return ::syscall(SYS_pread64, fd, bytes, size, offset);
}
ssize_t pread(int fd, void* bytes, std::size_t size, off_t offset) {
  return pread64(fd, bytes, size, offset);
}

int fsync(int fd) {
  return is_due("fsync", fd) ? -1 : static_cast<int>(::syscall(SYS_fsync, fd));
}

// A close that fails has closed nevertheless.
int close(int fd) {
  const bool due = is_due("close", fd);
  const int result = static_cast<int>(::syscall(SYS_close, fd));
  if (!due) return result;
  errno = plan.error;
  return -1;
}

int rename(const char* from, const char* to) noexcept {
  if (is_due("rename", to)) return -1;
  return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  if (is_due("link", to)) return -1;
  return static_cast<int>(::syscall(SYS_linkat, from_folder, from, to_folder, to, flags));
}

int open64(const char* path, int flags, ...) {
  if (is_due("open", path)) return -1;
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
int open(const char* path, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  return open64(path, flags, mode);
}

void* mmap64(void* address, std::size_t size, int protection, int flags, int fd, off64_t offset) {
  if (fd >= 0 && is_due("mmap", fd)) return MAP_FAILED;
  return real<decltype(mmap64)>("mmap64")(address, size, protection, flags, fd, offset);
}
void* mmap(void* address, std::size_t size, int protection, int flags, int fd, off_t offset) {
  return mmap64(address, size, protection, flags, fd, offset);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*begin)(void*),
                   void* context) noexcept {
  if (is_due("thread")) return plan.error;
  return real<decltype(pthread_create)>("pthread_create")(thread, attributes, begin, context);
}

void* malloc(std::size_t size) noexcept {
  return memory_is_due(__builtin_return_address(0)) ? nullptr : __libc_malloc(size);
}
void* calloc(std::size_t items, std::size_t size) noexcept {
  return memory_is_due(__builtin_return_address(0)) ? nullptr : __libc_calloc(items, size);
}
void* realloc(void* old, std::size_t size) noexcept {
  return memory_is_due(__builtin_return_address(0)) ? nullptr : __libc_realloc(old, size);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
  return memory_is_due(__builtin_return_address(0)) ? nullptr : __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return memory_is_due(__builtin_return_address(0)) ? nullptr : __libc_memalign(alignment, size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  const bool due = memory_is_due(__builtin_return_address(0));
  void* memory = due ? nullptr : __libc_memalign(alignment, size);
  if (memory == nullptr) return ENOMEM;
  *result = memory;
  return 0;
}

}  // extern "C"

// As libstdc++'s, which would be the caller of malloc.
void* operator new(std::size_t size) {
  void* memory = memory_is_due(__builtin_return_address(0)) ? nullptr : __libc_malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
