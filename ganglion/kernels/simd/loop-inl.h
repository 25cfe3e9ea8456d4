// Loads and stores of whole and cut vectors, once for each instruction set.
#if defined(GANGLION_KERNELS_SIMD_LOOP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef GANGLION_KERNELS_SIMD_LOOP_INL_H_
#undef GANGLION_KERNELS_SIMD_LOOP_INL_H_
#else
#define GANGLION_KERNELS_SIMD_LOOP_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {

/// The first n elements (0 < n < lanes), nothing beyond is touched; the other lanes are 0.
HWY_INLINE V load_first(const float* src, std::size_t n) {
  const D d;
#if HWY_TARGET <= HWY_AVX2 && HWY_ARCH_X86
  return hn::MaskedLoad(hn::FirstN(d, n), d, src);
#else
  HWY_ALIGN float buffer[HWY_MAX_BYTES / sizeof(float)] = {};
  for (std::size_t i = 0; i < n; ++i) buffer[i] = src[i];
  return hn::Load(d, buffer);
#endif
}

HWY_INLINE void store_first(V v, float* dst, std::size_t n) {
  const D d;
#if HWY_TARGET <= HWY_AVX2 && HWY_ARCH_X86
  hn::BlendedStore(v, hn::FirstN(d, n), d, dst);
#else
  HWY_ALIGN float buffer[HWY_MAX_BYTES / sizeof(float)];
  hn::Store(v, d, buffer);
  for (std::size_t i = 0; i < n; ++i) dst[i] = buffer[i];
#endif
}

}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
