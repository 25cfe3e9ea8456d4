#pragma once
#include <thread>

namespace ganglion::kernels {

/// oneDNN compiles its code for products when the first of a process is computed: 23 ms. One of
/// these does so on another thread, beside what comes before a first plan, such as reading data;
/// a plan that needs the code meanwhile waits for it. Nothing is done where there is one processor,
/// or a limit of memory (`ulimit -v`).
class CodeAhead {
 public:
  CodeAhead();

 private:
  std::jthread thread_;
};

}  // namespace ganglion::kernels
