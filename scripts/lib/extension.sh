# shellcheck shell=bash
# The VS Code extension. Needs common.sh and node.sh.

VSIX=$ROOT/extension/operator.vsix

build_extension() {
  ensure_node
  npm_packages "$ROOT/extension"
  (cd "$ROOT/extension" && npm run --silent build)
}

# Packages extension/operator.vsix with the release programs of build/ in it.
package_extension() {
  local program
  ensure_node
  npm_packages "$ROOT/extension"
  mkdir -p "$ROOT/extension/bin"
  for program in operator operatord operator-demo; do
    # By rename: a running program's file cannot be written.
    install -m 755 "$ROOT/build/$program" "$ROOT/extension/bin/.$program"
    mv "$ROOT/extension/bin/.$program" "$ROOT/extension/bin/$program"
  done
  cp "$ROOT/LICENSE" "$ROOT/CHANGELOG.md" "$ROOT/extension/"
  (cd "$ROOT/extension" && quiet "$ROOT/build/package-extension.log" npm run package)
  [ -s "$VSIX" ] || die "no $VSIX was made"
}
