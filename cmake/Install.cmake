# cmake --install: the library with its headers, find_package(ganglion), pkg-config, the program.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/ganglion")

install(TARGETS ganglion EXPORT ganglionTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(CODE "set(SOURCE_DIR \"${PROJECT_SOURCE_DIR}\")
set(INCLUDE_DIR \"${CMAKE_INSTALL_INCLUDEDIR}\")")
install(SCRIPT cmake/InstallHeaders.cmake)
install(EXPORT ganglionTargets NAMESPACE ganglion:: DESTINATION "${config_dir}")
install(TARGETS ganglion_c ganglion_predict LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(FILES c_api/ganglion_c.h DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
if(TARGET ganglion_cli)
  install(TARGETS ganglion_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

if(TARGET ganglion_mpi)
  install(TARGETS ganglion_mpi LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
endif()

# Whoever links the library needs a oneDNN of the same major version, and no older one.
string(REGEX MATCH "^[0-9]+" dnnl_major "${DNNL_VERSION}")
math(EXPR dnnl_next_major "${dnnl_major} + 1")
configure_package_config_file(cmake/ganglionConfig.cmake.in ganglionConfig.cmake
  INSTALL_DESTINATION "${config_dir}")
write_basic_package_version_file(ganglionConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/ganglionConfig.cmake"
  "${PROJECT_BINARY_DIR}/ganglionConfigVersion.cmake"
  cmake/FindDNNL.cmake
  DESTINATION "${config_dir}")

file(RELATIVE_PATH prefix_from_pc
  "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
cmake_path(GET DNNL_LIBRARY PARENT_PATH dnnl_folder)
set(dnnl_flags "-ldnnl")
if(NOT dnnl_folder IN_LIST CMAKE_CXX_IMPLICIT_LINK_DIRECTORIES)
  string(PREPEND dnnl_flags "-L${dnnl_folder} ")
endif()
configure_file(cmake/ganglion.pc.in ganglion.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/ganglion.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
