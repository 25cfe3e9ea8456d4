# The extension module ganglion._core. Its Python modules are beside its sources, in python/ganglion.
find_package(Python 3.10 REQUIRED COMPONENTS Interpreter Development.Module
  OPTIONAL_COMPONENTS Development.SABIModule)
# CMake before 3.26 has no such target; on Linux the stable ABI is a matter of headers alone.
if(NOT TARGET Python::SABIModule AND CMAKE_VERSION VERSION_LESS 3.26)
  add_library(Python::SABIModule INTERFACE IMPORTED)
  target_link_libraries(Python::SABIModule INTERFACE Python::Module)
endif()
execute_process(COMMAND "${Python_EXECUTABLE}" -m nanobind --cmake_dir
  OUTPUT_STRIP_TRAILING_WHITESPACE OUTPUT_VARIABLE nanobind_ROOT COMMAND_ERROR_IS_FATAL ANY)
find_package(nanobind CONFIG REQUIRED)

file(GLOB python_sources CONFIGURE_DEPENDS python/src/*.cpp)
nanobind_add_module(ganglion_python STABLE_ABI NB_STATIC ${python_sources})
set_target_properties(ganglion_python PROPERTIES
  OUTPUT_NAME _core
  LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/python/ganglion")
# Either the library is compiled with it, or it was compiled by another build.
set(front ganglion_front)
set(rest "")
if(GANGLION_PARTS)
  set(front "${PROJECT_SOURCE_DIR}/${GANGLION_TEST_ARCHIVES}/libganglion_front.a" ZLIB::ZLIB)
  set(rest "${PROJECT_SOURCE_DIR}/${GANGLION_TEST_ARCHIVES}/libganglion.a")
  set_property(TARGET ganglion_python PROPERTY LINK_DEPENDS ${rest}
    "${PROJECT_SOURCE_DIR}/${GANGLION_TEST_ARCHIVES}/libganglion_front.a")
endif()
target_link_libraries(ganglion_python PRIVATE
  ${front} ganglion ${rest} fmt::fmt nlohmann_json::nlohmann_json)
install(TARGETS ganglion_python LIBRARY DESTINATION ganglion COMPONENT python)
