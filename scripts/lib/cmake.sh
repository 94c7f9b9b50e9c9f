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

# unit_tests PRESET: a program whose tests fail runs once more, because some of them drive real
# processes against deadlines and the machine may be busy; what fails twice has failed.
unit_tests() {
  (cd "$ROOT" && ctest --preset "$1" --no-tests=error --repeat until-pass:2 -j "$(nproc)")
}
