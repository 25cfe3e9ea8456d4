# What predictions from arrays need of the library, compiled anew to be small: what reads a model and
# makes plans runs once, and is most of the code. What each prediction waits for is as fast as elsewhere,
# and the vector kernels are those of the library.

set(small_sources "")
foreach(module IN ITEMS autodiff core dist graph nn ops optim runtime kernels/onednn kernels/reference)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/ganglion/${module}/*.cpp")
  list(APPEND small_sources ${found})
endforeach()
list(FILTER small_sources EXCLUDE REGEX "_test\\.cpp$|/dist/mpi/|/core/version")
foreach(name IN ITEMS kernels/activation kernels/scope kernels/signal_shield kernels/table
    data/batches data/channel_scaling data/dataset data/row_source
    io/attributes_json io/check_model io/checkpoint_marks io/json io/json_parse io/model_file io/model_json
    io/quantized_weights io/row_layers io/safetensors io/safetensors_checksum io/table_json io/weights
    train/check_data train/engine train/frozen train/named_outputs train/predictor train/prefetch
    train/run_rows train/saved_options train/step_graph)
  list(APPEND small_sources "${PROJECT_SOURCE_DIR}/ganglion/${name}.cpp")
endforeach()
set(prompt_sources ${small_sources})
list(FILTER prompt_sources INCLUDE REGEX
  "/runtime/(executor|plan)[.]|/core/workers[.]|/data/batches[.]|/train/(engine|predictor|run_rows)[.]")
set_source_files_properties(${prompt_sources} PROPERTIES COMPILE_OPTIONS -O2)

add_library(ganglion_small OBJECT ${small_sources} "${PROJECT_SOURCE_DIR}/ganglion/core/version.cpp")
set_source_files_properties("${PROJECT_SOURCE_DIR}/ganglion/core/version.cpp" PROPERTIES
  COMPILE_DEFINITIONS "GANGLION_VERSION=\"${PROJECT_VERSION}\"")
set_target_properties(ganglion_small PROPERTIES POSITION_INDEPENDENT_CODE ON
  CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
target_compile_definitions(ganglion_small PRIVATE GANGLION_PREDICTS_ONLY)
target_compile_options(ganglion_small PRIVATE -Os -ffunction-sections -fdata-sections)
target_include_directories(ganglion_small PRIVATE "${PROJECT_SOURCE_DIR}")
target_link_libraries(ganglion_small PRIVATE DNNL::dnnl OpenMP::OpenMP_CXX hwy::hwy
  nlohmann_json::nlohmann_json fmt::fmt PkgConfig::xxhash ZLIB::ZLIB ganglion_flags)
ganglion_unity(ganglion_small ALONE "/kernels/onednn/" "/core/version")
target_link_libraries(ganglion_predict PRIVATE ganglion_small ganglion_vectors)
