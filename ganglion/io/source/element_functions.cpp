#include "ganglion/io/source/c_function_texts.h"

namespace ganglion::io {
namespace {

constexpr CFunctionText kElementFunctions[] = {
    {"max", R"(static float @max(float a, float b)
{
  return b > a ? b : a;
}
)"},
    {"min", R"(static float @min(float a, float b)
{
  return b < a ? b : a;
}
)"},
    {"sign", R"(static float @sign(float x)
{
  return (float)((x > 0.0f) - (x < 0.0f));
}
)"},
    {"round", R"(static float @round(float x)
{
  const float whole = floorf(x);
  const float rest = x - whole;
  if (rest != 0.5f) return rest < 0.5f ? whole : whole + 1.0f;
  return 2.0f * floorf(0.5f * (whole + 1.0f));
}
)"},
    {"relu", R"(static float @relu(float x)
{
  return x < 0.0f ? 0.0f : x;
}
)"},
    {"leaky_relu", R"(static float @leaky_relu(float x, float slope)
{
  return x > 0.0f ? x : slope * x;
}
)"},
    {"elu", R"(static float @elu(float x, float alpha)
{
  return x > 0.0f ? x : alpha * expm1f(x);
}
)"},
    {"sigmoid", R"(static float @sigmoid(float x)
{
  const float e = expf(-fabsf(x));
  return x < 0.0f ? e / (1.0f + e) : 1.0f / (1.0f + e);
}
)"},
    {"softplus", R"(static float @softplus(float x)
{
  return (x > 0.0f ? x : 0.0f) + log1pf(expf(-fabsf(x)));
}
)"},
};

}  // namespace

std::span<const CFunctionText> element_functions() {
  return kElementFunctions;
}

}  // namespace ganglion::io
