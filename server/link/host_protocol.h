// What a host and its clients say to each other over the session's socket. Terminal data travels as
// raw bytes, everything else as a small JSON object. The protocol only grows: unknown frame types
// and unknown keys are skipped, absent keys have the defaults below, so that hosts of an older
// version go on working under a newer owner.
//
// A client says hello first; the host answers with its own. A viewer then gets a repaint and the
// output that follows it. A control client gets the notices marked (control).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "link/host_frames.h"

namespace ipc {

// 2: Freeze.
inline constexpr int kHostProtocol = 2;
inline constexpr int kFreezeSince = 2;

enum class ClientRole { viewer, control };
enum class SignalKind { interrupt, terminate, kill };

// ---- client → host ----

struct ClientHello {
  ClientRole role = ClientRole::viewer;
  int protocol = kHostProtocol;
  std::string version;  // product version
  int cols = 0;         // a viewer's terminal; 0: unknown
  int rows = 0;
  std::string label;  // who it is, for people: "vscode", "terminal", "owner"
  bool pane = false;  // a viewer that is there whether or not somebody looks: a window of tmux
};

// From a viewer: what its terminal sent. From control: bytes for the agent's terminal as they are
// (Esc, Ctrl-C); they count neither as typed by a person nor as a leader's.
struct Input {
  std::string bytes;
};
struct Resize {
  int cols = 0;
  int rows = 0;
};
struct Detach {};

// (control) Text for the agent. The host checks at the write, after everything the agent has
// printed: nobody typed since the last Enter, and none of `screen_without` is on the screen.
// Control characters in the text are dropped; line feeds stay within one paste. Answered by
// TypeResult.
struct TypeText {
  std::uint64_t id = 0;
  std::string text;
  bool submit = true;  // Enter afterwards
  std::vector<std::string> screen_without;
  // The caller has proof (a UserPromptSubmit, a dialog answered) that what was typed is used up.
  bool ignore_typed = false;
  // When not empty: a text of this key that was typed in this run is not typed again but answered
  // as typed, so that an owner that died in between may ask again.
  std::string key;
};

// interrupt: SIGINT to the terminal's foreground group. terminate: SIGTERM to the agent's group and
// everything it started. kill: SIGKILL to the same until nothing is left; Exit follows when proved.
struct SignalAgent {
  SignalKind kind = SignalKind::interrupt;
};
// (control) Stops every process of the agent (SIGSTOP), or lets all go on (SIGCONT). Answered by
// Frozen when it is so; a host before kFreezeSince skips it. `SignalAgent` ends a frozen agent too.
struct Freeze {
  bool on = true;
};
// Answered by Screen. The last `lines` rows of the screen with scrollback before it; 0: the screen.
struct GetScreen {
  std::uint64_t id = 0;
  int lines = 0;
};
// (control) Asks for ScreenChanged, at most 4 a second, or ends that.
struct WatchScreen {
  bool on = true;
};

using ClientMessage = std::variant<ClientHello, Input, Resize, Detach, TypeText, SignalAgent,
                                   GetScreen, WatchScreen, Freeze>;

// ---- host → client ----

struct HostHello {
  std::string session;
  int run = 0;
  int protocol = kHostProtocol;
  std::string version;
  int pid = 0;
  int agent_pid = 0;
  std::string started_at;  // RFC 3339
  int cols = 0;
  int rows = 0;
  int viewers = 0;  // those that a person looks at: without panes
  int panes = 0;
  // When a person last typed, and whether since the last Enter; "" and false: never.
  std::string last_key_at;
  bool typed_unsent = false;
  bool frozen = false;  // its processes are stopped, by Freeze
  std::string error;    // why the agent could not be started: its Exit follows; empty otherwise
};

// Terminal bytes. `repaint` starts anew: the viewer's terminal is cleared by the bytes themselves.
struct Output {
  std::string bytes;
  bool repaint = false;
};
struct Exit {
  int code = 0;
  int signal = 0;
  std::string error;  // why it could not be started; empty otherwise
};
// (control) A person typed in some viewer. `text`: some of it was text (and so may stand unsent in
// the prompt); `submitted`: an Enter was among it. Several keys within 50 ms come as one notice.
struct Keys {
  int count = 0;
  bool text = false;
  bool submitted = false;
  std::string at;  // RFC 3339, of the last of them
};
struct TypeResult {
  std::uint64_t id = 0;
  bool ok = false;
  std::string reason;  // for a person, when not ok
  std::string code;    // "typed" | "screen" | "closed" | "empty" when not ok
};
struct Screen {
  std::uint64_t id = 0;
  std::vector<std::string> rows;  // UTF-8, trailing blanks cut
  int cursor_row = 0;             // within the visible screen
  int cursor_col = 0;
  int cols = 0;
  int height = 0;  // of the visible screen: the last `height` of `rows` are it
  std::string title;
  bool alt_screen = false;
};
struct Viewers {  // (control) at every change
  int count = 0;  // without panes
};
struct ScreenChanged {};  // (control)
struct Frozen {           // (control) after Freeze
  bool on = false;
};
// The host does not go on with this client: `message` for a person. The connection closes.
struct Refused {
  std::string message;
};

using HostMessage = std::variant<HostHello, Output, Exit, Keys, TypeResult, Screen, Viewers,
                                 ScreenChanged, Refused, Frozen>;

// Whole frames, ready to send. An Output or Input longer than kMaxFrame becomes several frames.
std::string encode(const ClientMessage& message);
std::string encode(const HostMessage& message);
// The 5 bytes before `length` bytes of output, for senders that keep the bytes elsewhere.
std::string output_header(std::size_t length, bool repaint);

// Nothing for a type this version does not know. invalid_argument when the payload is not what the
// type says. Never throws, whatever the bytes.
base::Result<std::optional<ClientMessage>> parse_client(const Frame& frame);
base::Result<std::optional<HostMessage>> parse_host(const Frame& frame);

}  // namespace ipc
