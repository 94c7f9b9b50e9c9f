# shellcheck shell=bash
# The CMake presets. Needs common.sh.

# build_preset PRESET: configures when needed and builds everything of that preset.
build_preset() {
  (
    cd "$ROOT" || exit 1
    mkdir -p build
    quiet "build/configure-$1.log" cmake --preset "$1" || exit 1
    cmake --build --preset "$1" -j "${OPERATOR_JOBS:-$(nproc)}"
  )
}

# unit_tests PRESET
unit_tests() {
  (cd "$ROOT" && ctest --preset "$1" --no-tests=error -j "$(nproc)")
}
