# What the library needs. Debian 12's versions are the oldest supported.
# tools/install_packages.sh installs them all; cmake/ganglionConfig.cmake.in finds them again.

# kernels/onednn/choose.h holds what differs between 2 and 3.
find_package(DNNL 2.6...<4 MODULE REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(hwy REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(fmt REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(jpeg REQUIRED IMPORTED_TARGET libjpeg)
