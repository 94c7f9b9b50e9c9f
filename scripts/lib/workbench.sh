# shellcheck shell=bash
# Opening VS Code for a person. Needs common.sh, tools.sh, node.sh and extension.sh.

# The desktop's VS Code can be used: there is one, it can open a window, and it does not refuse this user.
desktop_code() {
  command -v code >/dev/null || return 1
  [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}${VSCODE_IPC_HOOK_CLI:-}" ] || {
    say 'There is a desktop VS Code, but no display to open it on: using the browser.'
    return 1
  }
  [ "$(id -u)" -ne 0 ] || {
    say 'The desktop VS Code does not run as root: using the browser.'
    return 1
  }
}

open_desktop() {
  say 'Installing the extension into VS Code.'
  code --install-extension "$VSIX" --force
  code "$1"
  say "VS Code opens on $1. To remove the extension: code --uninstall-extension operator.operator"
}

# free_port WANTED: the wanted port of the loopback when it is free, else any.
free_port() {
  node -e '
    const net = require("net");
    const attempt = (port) => {
      const server = net.createServer();
      server.once("error", () => attempt(0));
      server.listen(port, "127.0.0.1", () => { const p = server.address().port; server.close(() => console.log(p)); });
    };
    attempt(Number(process.argv[1]));
  ' "$1"
}

# The password is kept in the 0600 configuration file: in no argument, environment or log.
workbench_password() {
  local config=$1 password=
  [ ! -f "$config" ] || password=$(sed -n 's/^password: //p' "$config")
  [ -n "$password" ] || password=$(head -c 18 /dev/urandom | base64 | tr '+/' '-_')
  printf '%s' "$password"
}

# The first time only: afterwards the settings are the person's. VS Code asks whether the folder is trusted instead
# of opening it restricted, and shows it instead of welcome pages.
first_settings() {
  local file=$1/User/settings.json
  [ ! -e "$file" ] || return 0
  mkdir -p "${file%/*}"
  cat >"$file" <<'JSON'
{
  "security.workspace.trust.startupPrompt": "always",
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "git.openRepositoryInParentFolders": "never",
  "telemetry.telemetryLevel": "off"
}
JSON
}

# open_browser_workbench FOLDER PORT: code-server on the loopback, in the foreground until Ctrl-C.
open_browser_workbench() {
  local folder=$1 port config password server=() pid home
  install_packages "$WORKBENCH_PACKAGES"
  install_code_server
  home=${XDG_DATA_HOME:-$HOME/.local/share}/operator/workbench
  mkdir -p "$home"
  chmod 700 "$home"
  config=$home/config.yaml
  port=$(free_port "$2")
  password=$(workbench_password "$config")
  (
    umask 077
    printf 'bind-addr: 127.0.0.1:%s\nauth: password\npassword: %s\ncert: false\n' "$port" "$password" >"$config.new"
    mv "$config.new" "$config"
  )
  server=("$(node_home)/bin/node" "$(code_server_home)/out/node/entry.js" --config "$config"
    --user-data-dir "$home/user-data" --extensions-dir "$home/extensions"
    --disable-telemetry --disable-update-check --disable-getting-started-override)
  first_settings "$home/user-data"
  quiet "$home/install-extension.log" "${server[@]}" --install-extension "$VSIX" --force
  # A session of its own, so that Ctrl-C ends it as a whole, and by us alone.
  setsid "${server[@]}" --ignore-last-opened >"$home/code-server.log" 2>&1 &
  pid=$!
  # shellcheck disable=SC2064
  trap "kill -TERM -$pid 2>/dev/null || true" EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  wait_for_workbench "$port" "$pid" || {
    tail -n 20 "$home/code-server.log" >&2
    die 'the workbench did not start'
  }
  say ''
  say "VS Code is at   http://127.0.0.1:$port/?folder=$(url_encoded "$folder")"
  say "The password is $password"
  say "(kept in $config; only programs on this machine can reach the address)"
  say 'Ctrl-C ends VS Code. Agents that run go on; they are there when you start it again.'
  wait "$pid"
}

url_encoded() { node -e 'console.log(encodeURIComponent(process.argv[1]).replaceAll("%2F", "/"))' "$1"; }

# wait_for_workbench PORT PID
wait_for_workbench() {
  local try
  for try in $(seq 300); do
    kill -0 "$2" 2>/dev/null || return 1
    if node -e 'fetch("http://127.0.0.1:" + process.argv[1] + "/healthz").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "$1"; then
      return 0
    fi
    sleep 0.2
  done
  return 1
}
