# shellcheck shell=bash
# Node, npm and the packages of our own folders. Needs common.sh, packages.sh and tools.sh.

NODE_MINIMUM=20

node_new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    node -e "process.exit(parseInt(process.versions.node) >= $NODE_MINIMUM ? 0 : 1)"
}

# Puts a Node >= 20 with npm on PATH: the system's, else one from npm in the cache.
ensure_node() {
  node_new_enough && return 0
  if [ ! -e "$(node_home)/.complete" ]; then
    command -v npm >/dev/null ||
      install_packages 'nodejs|builds the extension' 'npm|fetches what the extension is built with'
    node_new_enough && return 0
    say "This Node is older than $NODE_MINIMUM; taking $NODE_VERSION from npm."
    install_node
  fi
  PATH=$(node_home)/bin:$PATH
  export PATH
}

# npm_packages FOLDER: `npm ci`, skipped while the lock file is the one last installed.
npm_packages() {
  local folder=$1 stamp sum
  stamp=$folder/node_modules/.operator-lock
  sum=$(sha256sum "$folder/package-lock.json" | cut -d' ' -f1)
  [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return 0
  say "Installing npm packages of ${folder#"$ROOT"/}"
  mkdir -p "$ROOT/build"
  (cd "$folder" && quiet "$ROOT/build/npm-${folder##*/}.log" npm ci --no-audit --no-fund) || return 1
  echo "$sum" >"$stamp"
}
