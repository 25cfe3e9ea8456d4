#include <ganglion/core/error.h>
#include <ganglion/core/tensor.h>
#include <ganglion/core/version.h>

#include <iostream>

int main() {
  const auto t = ganglion::Tensor::of<float>({2, 2}, {1, 2, 3, 4});
  try {
    (void)t.reshaped({3});
  } catch (const ganglion::Error&) {
    std::cout << "ganglion " << ganglion::version() << ": " << t.shape().to_string() << "\n";
    return 0;
  }
  return 1;
}
