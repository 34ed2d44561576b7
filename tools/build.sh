# Building the C++ side.

# cpp_build PRESET [TARGET...]
cpp_build() {
  step "build-$1" "Build ($1)" cpp_build_now "$@"
}

cpp_build_now() {
  local preset=$1
  shift
  [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset"
  nice ninja -C "build/$preset" -j "$(nproc)" "$@"
}
