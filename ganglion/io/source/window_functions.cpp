#include "ganglion/io/source/c_function_texts.h"

namespace ganglion::io {
namespace {

constexpr CFunctionText kWindowFunctions[] = {
    {"window",
     R"(/* One axis under windows: output o reads inputs o * stride + k * dilation - before. */
typedef struct {
  long input, output, kernel, stride, dilation, before;
} @axis;
typedef struct {
  long channels, filters, groups;
  @axis rows, columns;
} @window;
)"},
    {"conv", R"(/* Of window places k the outputs [*first, *end) that read inside the input. */
static void @inside(const @axis *axis, long k, long *first, long *end)
{
  const long offset = k * axis->dilation - axis->before;
  *first = 0;
  *end = axis->output;
  while (*first < *end && *first * axis->stride + offset < 0) ++*first;
  while (*end > *first && (*end - 1) * axis->stride + offset >= axis->input) --*end;
}

/* y [filters, …]: x [channels, …], w [filters, channels / groups, …]; bias may be NULL. */
static void @conv(const float *x, const float *w, const float *bias, float *y, const @window *g)
{
  const long plane = g->rows.output * g->columns.output;
  const long channels = g->channels / g->groups, filters = g->filters / g->groups;
  long f, c, i, j, r, s, top, bottom, left, right;
  for (f = 0; f < g->filters; ++f, y += plane) {
    for (i = 0; i < plane; ++i) y[i] = bias ? bias[f] : 0.0f;
    for (c = 0; c < channels; ++c) {
      const float *in = x + (f / filters * channels + c) * g->rows.input * g->columns.input;
      for (i = 0; i < g->rows.kernel; ++i) {
        @inside(&g->rows, i, &top, &bottom);
        for (j = 0; j < g->columns.kernel; ++j, ++w) {
          const long down = i * g->rows.dilation - g->rows.before;
          const long across = j * g->columns.dilation - g->columns.before;
          @inside(&g->columns, j, &left, &right);
          for (r = top; r < bottom; ++r) {
            const float *row = in + (r * g->rows.stride + down) * g->columns.input + across;
            float *to = y + r * g->columns.output;
            for (s = left; s < right; ++s) to[s] += *w * row[s * g->columns.stride];
          }
        }
      }
    }
  }
}
)"},
    {"conv_transpose", R"(/* The transposed convolution: x [filters, …] gives y [channels, …]. */
static void @conv_transpose(const float *x, const float *w, const float *bias, float *y,
    const @window *g)
{
  const long plane = g->rows.input * g->columns.input;
  const long channels = g->channels / g->groups, filters = g->filters / g->groups;
  long f, c, i, j, r, s;
  for (c = 0; c < g->channels; ++c) {
    for (i = 0; i < plane; ++i) y[c * plane + i] = bias ? bias[c] : 0.0f;
  }
  for (f = 0; f < g->filters; ++f, x += g->rows.output * g->columns.output) {
    for (c = 0; c < channels; ++c) {
      float *to = y + (f / filters * channels + c) * plane;
      for (i = 0; i < g->rows.kernel; ++i) {
        for (j = 0; j < g->columns.kernel; ++j, ++w) {
          for (r = 0; r < g->rows.output; ++r) {
            const long row = r * g->rows.stride + i * g->rows.dilation - g->rows.before;
            if (row < 0 || row >= g->rows.input) continue;
            for (s = 0; s < g->columns.output; ++s) {
              const long column = s * g->columns.stride + j * g->columns.dilation
                  - g->columns.before;
              if (column < 0 || column >= g->columns.input) continue;
              to[row * g->columns.input + column] += *w * x[r * g->columns.output + s];
            }
          }
        }
      }
    }
  }
}
)"},
    {"pool", R"(/* The largest or the mean of each window, of what lies in the input. */
static void @pool(const float *x, float *y, const @window *g, int mean)
{
  long c, r, s, i, j;
  for (c = 0; c < g->channels; ++c, x += g->rows.input * g->columns.input) {
    for (r = 0; r < g->rows.output; ++r) {
      for (s = 0; s < g->columns.output; ++s) {
        double sum = 0.0;
        float best = 0.0f;
        long count = 0;
        for (i = 0; i < g->rows.kernel; ++i) {
          const long row = r * g->rows.stride + i - g->rows.before;
          if (row < 0 || row >= g->rows.input) continue;
          for (j = 0; j < g->columns.kernel; ++j) {
            const long column = s * g->columns.stride + j - g->columns.before;
            if (column < 0 || column >= g->columns.input) continue;
            if (count == 0 || x[row * g->columns.input + column] > best) {
              best = x[row * g->columns.input + column];
            }
            sum += (double)x[row * g->columns.input + column];
            ++count;
          }
        }
        *y++ = mean ? (float)(sum / (double)count) : best;
      }
    }
  }
}
)"},
};

}  // namespace

std::span<const CFunctionText> window_functions() {
  return kWindowFunctions;
}

}  // namespace ganglion::io
