#include "ganglion/io/source/c_function_texts.h"

namespace ganglion::io {
namespace {

constexpr CFunctionText kArrayFunctions[] = {
    {"dense", R"(/* y = x w + bias: x [rows, in], w [in, out]; bias may be NULL. */
static void @dense(const float *x, const float *w, const float *bias, float *y, long rows, long in,
    long out)
{
  long r, i, j;
  for (r = 0; r < rows; ++r, x += in, y += out) {
    for (j = 0; j < out; ++j) y[j] = bias ? bias[j] : 0.0f;
    for (i = 0; i < in; ++i) {
      const float value = x[i];
      const float *row = w + i * out;
      for (j = 0; j < out; ++j) y[j] += value * row[j];
    }
  }
}
)"},
    {"sum", R"(/* Sums over the middle axis of x [outer, count, inner]. */
static void @sum(const float *x, float *y, long outer, long count, long inner)
{
  long o, i, k;
  for (o = 0; o < outer; ++o) {
    for (i = 0; i < inner; ++i) {
      double sum = 0.0;
      for (k = 0; k < count; ++k) sum += (double)x[(o * count + k) * inner + i];
      y[o * inner + i] = (float)sum;
    }
  }
}
)"},
    {"largest", R"(/* The largest of the middle axis of x [outer, count, inner]. */
static void @largest(const float *x, float *y, long outer, long count, long inner)
{
  long o, i, k;
  for (o = 0; o < outer; ++o) {
    for (i = 0; i < inner; ++i) {
      float best = x[o * count * inner + i];
      for (k = 1; k < count; ++k) {
        const float value = x[(o * count + k) * inner + i];
        if (value > best) best = value;
      }
      y[o * inner + i] = best;
    }
  }
}
)"},
    {"softmax", R"(static void @softmax(const float *x, float *y, long rows, long n)
{
  long r, i;
  for (r = 0; r < rows; ++r, x += n, y += n) {
    float largest = x[0];
    double sum = 0.0;
    for (i = 1; i < n; ++i) if (x[i] > largest) largest = x[i];
    for (i = 0; i < n; ++i) {
      y[i] = expf(x[i] - largest);
      sum += (double)y[i];
    }
    for (i = 0; i < n; ++i) y[i] = (float)((double)y[i] / sum);
  }
}
)"},
    {"log_softmax", R"(static void @log_softmax(const float *x, float *y, long rows, long n)
{
  long r, i;
  for (r = 0; r < rows; ++r, x += n, y += n) {
    float largest = x[0];
    double sum = 0.0;
    for (i = 1; i < n; ++i) if (x[i] > largest) largest = x[i];
    for (i = 0; i < n; ++i) sum += exp((double)(x[i] - largest));
    for (i = 0; i < n; ++i) y[i] = (float)((double)x[i] - (double)largest - log(sum));
  }
}
)"},
    {"copy", R"(/* Copies a block of at most 8 axes; `from` and `to` are the steps along each. */
static void @copy(const float *x, float *y, const long *extents, const long *from, const long *to,
    int axes)
{
  long at[8] = {0, 0, 0, 0, 0, 0, 0, 0};
  long source = 0, target = 0;
  int axis = 0;
  while (axis >= 0) {
    y[target] = x[source];
    for (axis = axes - 1; axis >= 0; axis -= 1) {
      source += from[axis];
      target += to[axis];
      if (++at[axis] < extents[axis]) break;
      source -= from[axis] * extents[axis];
      target -= to[axis] * extents[axis];
      at[axis] = 0;
    }
  }
}
)"},
    {"gather",
     R"(/* Rows of a table [rows, width] by whole numbers; zeros for those that it lacks. */
static void @gather(const float *table, const float *indices, float *y, long count, long rows,
    long width)
{
  long i, j;
  for (i = 0; i < count; ++i, y += width) {
    const int known = indices[i] >= 0.0f && indices[i] < (float)rows;
    const float *row = table + (known ? (long)indices[i] * width : 0);
    for (j = 0; j < width; ++j) y[j] = known ? row[j] : 0.0f;
  }
}
)"},
    {"one_hot", R"(static void @one_hot(const float *indices, float *y, long count, long depth)
{
  long i, j;
  for (i = 0; i < count; ++i, y += depth) {
    for (j = 0; j < depth; ++j) y[j] = indices[i] == (float)j ? 1.0f : 0.0f;
  }
}
)"},
};

}  // namespace

std::span<const CFunctionText> array_functions() {
  return kArrayFunctions;
}

}  // namespace ganglion::io
