# shellcheck shell=bash
# Programs too big for the checkout, one folder per tool and version in the cache ($TOOLS). A folder is
# made under another name and renamed when complete, so an interrupted install is simply done again.

NODE_VERSION=24.21.0
NPM_VERSION=11.19.1
CODE_SERVER_VERSION=4.139.1
CLAUDE_CODE_VERSION=2.1.197

# with_tool NAME WHAT FUNCTION: runs FUNCTION in an empty folder unless $TOOLS/NAME is complete.
with_tool() {
  local name=$1 what=$2 make=$3 final=$TOOLS/$1 temp
  [ -e "$final/.complete" ] && return 0
  mkdir -p "$TOOLS"
  (
    flock 9
    [ -e "$final/.complete" ] && exit 0
    say "Installing $what into $TOOLS (once)"
    rm -rf "$final" "$TOOLS/.new-$name"-*
    temp=$(mktemp -d "$TOOLS/.new-$name-XXXXXX")
    # `set -e` does not reach into a function that is part of a condition, hence a shell of its own.
    export temp
    (cd "$temp" && "$make")
    touch "$temp/.complete"
    mv -T "$temp" "$final"
  ) 9>"$TOOLS/.$name.lock"
  [ -e "$final/.complete" ] || die "could not install $what"
}

node_arch() {
  case $(uname -m) in
    x86_64) echo x64 ;;
    aarch64) echo arm64 ;;
    *) die "no Node package for $(uname -m)" ;;
  esac
}

# Node's own package installs through a script that newer npm holds back; the one per platform has the program.
make_node() {
  local log=$TOOLS/node-install.log
  quiet "$log" npm install --no-audit --no-fund --ignore-scripts "node-linux-$(node_arch)@$NODE_VERSION" "npm@$NPM_VERSION" || return 1
  mkdir bin
  ln -s "../node_modules/node-linux-$(node_arch)/bin/node" bin/node
  ln -s ../node_modules/npm/bin/npm-cli.js bin/npm
  ln -s ../node_modules/npm/bin/npx-cli.js bin/npx
  ln -s "node_modules/node-linux-$(node_arch)/include" include
  PATH=$PWD/bin:$PATH node --version >/dev/null
}
install_node() { with_tool "node-$NODE_VERSION" "Node $NODE_VERSION" make_node; }
node_home() { echo "$TOOLS/node-$NODE_VERSION"; }

make_code_server() {
  local log=$TOOLS/code-server-install.log
  PATH=$(node_home)/bin:$PATH
  # node-gyp takes Node's headers from here instead of downloading them.
  export PATH npm_config_nodedir npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
  npm_config_nodedir=$(node_home)
  quiet "$log" npm install --ignore-scripts "code-server@$CODE_SERVER_VERSION" || return 1
  cd node_modules/code-server/lib/vscode || return 1
  quiet "$log" npm install --omit=dev || return 1
  (cd extensions && quiet "$log" npm install --omit=dev) || return 1
  # The install reports success without these, and the workbench then has no terminals.
  local module
  for module in node-pty @vscode/spdlog @parcel/watcher; do
    node -e "require(process.argv[1])" "./node_modules/$module" >>"$log" 2>&1 ||
      { warn "code-server: the native module $module was not built ($log)"; return 1; }
  done
}
install_code_server() {
  install_node
  with_tool "code-server-$CODE_SERVER_VERSION" "code-server $CODE_SERVER_VERSION (2 to 3 minutes)" make_code_server
}
code_server_home() { echo "$TOOLS/code-server-$CODE_SERVER_VERSION/node_modules/code-server"; }

make_claude_code() {
  quiet "$TOOLS/claude-code-install.log" npm install --no-audit --no-fund --ignore-scripts \
    "@anthropic-ai/claude-code@$CLAUDE_CODE_VERSION" || return 1
  # Its install script, which newer npm holds back: puts the platform's program in place.
  (cd node_modules/@anthropic-ai/claude-code && node install.cjs) || return 1
  ./node_modules/.bin/claude --version | grep -q "$CLAUDE_CODE_VERSION"
}
install_claude_code() {
  with_tool "claude-code-$CLAUDE_CODE_VERSION" "Claude Code $CLAUDE_CODE_VERSION, for the tests" make_claude_code
}
claude_program() { echo "$TOOLS/claude-code-$CLAUDE_CODE_VERSION/node_modules/.bin/claude"; }

# What the tests need to find these programs.
export_tools() {
  OPERATOR_TEST_NODE=$(node_home)/bin/node
  OPERATOR_TEST_CODE_SERVER=$(code_server_home)
  OPERATOR_TEST_CLAUDE=$(claude_program)
  export OPERATOR_TEST_NODE OPERATOR_TEST_CODE_SERVER OPERATOR_TEST_CLAUDE
}
