#pragma once

// The instruction sets the kernels are not compiled for: each costs build time and size, and these
// bring little to f32 over the ones below them. To be included before any header of Highway.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
