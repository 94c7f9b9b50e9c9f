#include "tmux/typing.h"

#include "base/text.h"

namespace tmux {
namespace {

// What a pane was last given, kept by tmux with the pane: it outlives us.
std::string memory_of(const Typing& typing) {
  return typing.paste ? "@operator-pasted" : "@operator-pressed";
}

std::string buffer_of(const Typing& typing) { return "operator-" + typing.key; }

std::string is_program(int pid) { return "#{==:#{pane_pid}," + std::to_string(pid) + "}"; }

}  // namespace

std::string pasteable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '\r') {
      if (i + 1 == text.size() || text[i + 1] != '\n') out += '\n';
      continue;
    }
    // 0xc2 0x80 to 0xc2 0x9f are the control characters of one byte in a terminal of eight bits.
    const bool wide_control =
        c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (wide_control) {
      ++i;
    } else if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f)) {
      out += static_cast<char>(c);
    }
  }
  return out;
}

std::vector<Command> typing_commands(const Typing& typing) {
  const std::string buffer = buffer_of(typing);
  const std::string memory = memory_of(typing);
  const std::string wanted =
      "#{&&:" + is_program(typing.pid) + ",#{!=:#{" + memory + "}," + typing.key + "}}";
  // One command of the server: nothing comes between the look and the paste.
  const std::string paste = std::string("paste-buffer ") + (typing.paste ? "-p " : "") + "-d -b " +
                            buffer + " -t " + typing.pane + " ; set-option -p -t " + typing.pane +
                            " " + memory + " " + typing.key;
  return {{"load-buffer", "-b", buffer, "-"},
          {"if-shell", "-F", "-t", typing.pane, wanted, paste, "delete-buffer -b " + buffer},
          {"display-message", "-p", "-t", typing.pane, "#{pane_pid} #{" + memory + "}"}};
}

base::Status type(const Server& server, const Typing& typing) {
  const auto done = run(server, typing_commands(typing), typing.bytes);
  if (!done) {
    // Without the pane tmux goes no further than the buffer.
    (void)run(server, {{"delete-buffer", "-b", buffer_of(typing)}}).has_value();
    return base::fail(done.error());
  }
  if (base::trim(*done) == std::to_string(typing.pid) + " " + typing.key) return {};
  return base::fail(base::ErrorCode::conflict, "its program is not in that tmux pane any more");
}

base::Status close(const Server& server, const std::string& pane, int pid) {
  TRY(run(server, {{"if-shell", "-F", "-t", pane, is_program(pid), "kill-pane -t " + pane}}));
  return {};
}

}  // namespace tmux
