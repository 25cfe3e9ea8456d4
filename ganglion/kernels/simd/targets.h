#pragma once

// The instruction sets the kernels are not compiled for: each costs build time and size, and these
// bring little to f32 over the ones below them. To be included before any header of Highway.
#define GANGLION_SPARED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)

// The sanitizers look at the sources, which are the same for every instruction set: the widest of
// them, which takes longest to compile, shows nothing that the others don't.
#ifdef GANGLION_SANITIZED
#define HWY_DISABLED_TARGETS (GANGLION_SPARED_TARGETS | HWY_AVX3)
#else
#define HWY_DISABLED_TARGETS GANGLION_SPARED_TARGETS
#endif
