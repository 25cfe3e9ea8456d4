# The front door. `make help` lists what there is to do.

.DEFAULT_GOAL := build
.PHONY: build build-mpi run test test-mpi mpi-packages test-faults test-interop test-interop-short check alone headers unit onednn3 asan tsan fuzz bench bench-growth peers bench-peers bench-peers-avx2 bench-scaling python test-python asan-python page docs format tidy clean help packages test-packages fuzz-packages test-archives

program := $(if $(wildcard cli/*.cpp),ganglion_cli)

build: packages  ## build the program build/ganglion (installs missing Debian packages)
	cmake --preset release
	cmake --build build --target ganglion $(program) example_two_neurons

build-mpi: mpi-packages  ## the same, with Open MPI and the plug-in for `mpirun -n N build/ganglion train …`
	cmake --preset release -DGANGLION_MPI=ON
	cmake --build build --target ganglion $(program) ganglion_mpi

run: build  ## build, then train a network on handwritten digits
	build/ganglion train data/digits.csv --target digit \
	  --network "dense 25 relu; dense 15 relu" --test 0.2 --seed 1 --out runs/digits

test: test-packages  ## everything that continuous integration checks, cheapest first
	$(MAKE) check
	$(MAKE) docs
	$(MAKE) unit
	$(MAKE) test-python
	$(MAKE) test-interop-short
	$(MAKE) alone ALONE="--since HEAD~50"
	$(MAKE) onednn3
	$(MAKE) asan
	$(MAKE) tsan
	@echo "make test: all passed"

check:  ## format, includes, names of helpers, texts of messages, subjects of commits, clang-tidy of what changed
	tools/check_format.sh
	tools/check_unity.py --self-test
	tools/check_unity.py
	tools/check_includes.py --self-test
	tools/check_includes.py
	tools/check_messages.py --self-test
	tools/check_messages.py
	tools/check_tests.sh
	tools/check_commits.sh
	tools/tidy.sh

unit:  ## all tests of the release build, the examples and an installed consumer
	cmake --preset release
	cmake --build build
	ctest --preset release

test-archives:
	cmake --preset release
	cmake --build build --target ganglion ganglion_threaded_tests ganglion_other_tests

onednn3: test-archives  ## the kernels, and tests of what they compute, on oneDNN 3 (from PyPI)
	tools/install_onednn3.sh
	cmake --preset onednn3
	cmake --build build-onednn3 --target ganglion_tests
	RC_PARAMS=seed=1 build-onednn3/ganglion_tests --gtest_brief=1 \
	  --gtest_filter='*Kernel*:*Conv*:Product.*:*Plan*:*Gradient*:*Golden*:*Step*:Model.*:Predictor.*:-*Slow*'

asan: test-archives  ## the tests, and files changed at random, under the address and undefined-behaviour sanitizers
	cmake --preset asan-ubsan
	cmake --build build-asan-ubsan --target ganglion_tests ganglion_replays
	ctest --preset asan-ubsan

tsan: test-archives  ## the tests under the thread sanitizer
	cmake --preset tsan
	cmake --build build-tsan --target ganglion_tests
	ctest --preset tsan

test-mpi: build-mpi  ## training under mpirun: up to 8 ranks, on machines of their own, killed, stopped and cut off (half an hour)
	tests/dist/check_ranks.py build --long

# How many changed files of each format, and runs of each kind to be killed.
FAULT_MUTANTS ?= 5000
FAULT_KILLS ?= 20

test-faults: test-packages  ## each call of the program that can fail, failing; full disks; kills; files with one thing changed
	cmake --preset release
	cmake --build build --target ganglion_tests ganglion_cli
	FAULTS=all FAULT_MUTANTS=$(FAULT_MUTANTS) FAULT_KILLS=$(FAULT_KILLS) RC_PARAMS=seed=1 GANGLION_PROGRAM=build/ganglion \
	  build/ganglion_tests --gtest_filter='*Faults*:FullDisk*:*RandomKills*:*Mutants*' --gtest_brief=1

# Where the virtual environments of make test-interop are kept.
INTEROP ?= build-interop

test-interop: build  ## files for other systems, by those systems: ONNX Runtime, Keras 3, TensorFlow 2, h5py, safetensors, TensorBoard, Netron
	tests/interop/run.sh build/ganglion $(INTEROP)

test-interop-short: build  ## a minute of it: ONNX's own cases, and exported files by its checker and ONNX Runtime
	tests/interop/short.sh build/ganglion $(INTEROP)

# How long each target runs, and what it draws inputs by: 0 is something new each time.
FUZZ_SECONDS ?= 60
FUZZ_SEED ?= 0

fuzz: fuzz-packages  ## the readers of files against random ones, the library against random calls, FUZZ_SECONDS (60) each
	cmake --preset fuzz
	cmake --build build-fuzz
	FUZZ_SEED=$(FUZZ_SEED) tests/fuzz/run.sh build-fuzz $(FUZZ_SECONDS)

bench: packages  ## measure speed
	cmake --preset release
	cmake --build build --target ganglion_bench
	build/ganglion_bench

# Which curves, how often and so on: GROWTH="--only depth --rounds 5".
GROWTH ?=

bench-growth: build  ## measure how time and memory grow with width, depth, batch, rows, columns, classes, categories
	benchmarks/growth/run.py build/ganglion --out build/growth $(GROWTH)

# Which works, how often and so on: PEERS="--only tiny mlp --rounds 9".
PEERS ?=

peers: packages
	cmake --preset release
	cmake --build build --target ganglion_peers_worker $(program)
	benchmarks/peers/install.sh

bench-peers: peers  ## measure speed beside PyTorch, TensorFlow, JAX, scikit-learn and ONNX Runtime
	build/peers/bin/python benchmarks/peers/run.py $(PEERS)

bench-peers-avx2: peers  ## the same as on a processor without AVX-512, which is hidden from all
	build/peers/bin/python benchmarks/peers/without_avx512.py
	ONEDNN_MAX_CPU_ISA=AVX2 build/peers-avx2/bin/python benchmarks/peers/run.py $(PEERS)

# Which works, how often and so on: SCALING="--works mlp --rounds 9".
SCALING ?=

bench-scaling: build-mpi  ## speed on many ranks: beside threads and PyTorch's DDP, behind lines of 1 and 10 Gbit/s, and predicted for 1024
	cmake --build build --target ganglion_scaling_worker
	benchmarks/peers/install.sh
	build/peers/bin/python benchmarks/scaling/compare.py --python build/peers/bin/python $(SCALING)
	build/peers/bin/python benchmarks/scaling/validate.py $(SCALING)
	build/peers/bin/python benchmarks/scaling/predict.py --works mlp wide resnet20 --svg build/scaling/scaling

python: build  ## the Python package build/python/wheels/*.whl for each Python that is found, and its tests in environments of their own
	tools/python_package.sh build
	tools/python_package.sh test

test-python: test-packages  ## the extension module in the build folder, and the Python package's quick tests
	tools/python_package.sh quick

asan-python: test-packages  ## the Python package's tests with its module under the sanitizers (minutes)
	tools/python_package.sh asan

page:  ## the page of Studio from its TypeScript (npm); the program embeds studio/page/dist/index.html
	tools/check_page.sh --build

docs: test-packages  ## the documentation as a site, build/site
	mkdocs build --strict --quiet

format: test-packages  ## format all sources with clang-format
	tools/check_format.sh --fix

tidy: test-packages  ## clang-tidy over all of the library and the program (slow)
	tools/tidy.sh --all

# Which sources: ALONE="--since HEAD~50" leaves out those that are as they were.
ALONE ?=

alone:  ## each source, and each public header, compiled by itself: no part of the unity build lends it includes
	cmake --preset debug
	tools/compile_alone.py build-debug '^(?!.*/kernels/simd/)' $(ALONE)
	tools/check_headers.py

headers:  ## each public header by itself, and a short program, by every g++ and clang that is installed, in C++20 and C++23
	tools/check_headers.py --all

packages:
	@tools/install_packages.sh build

mpi-packages:
	@tools/install_packages.sh mpi

test-packages:
	@tools/install_packages.sh test

fuzz-packages:
	@tools/install_packages.sh fuzz

clean:  ## remove all that was built
	rm -rf build build-debug build-asan-ubsan build-tsan build-onednn3 build-fuzz build-asan-python

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
	  printf '  make %-12s %s\n' "$$name" "$$text"; done
