#include "link/host_protocol.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ipc {
namespace {

using Json = nlohmann::json;

enum Type : std::uint8_t {
  kClientHello = 1,
  kInput = 2,
  kResize = 3,
  kDetach = 4,
  kTypeText = 5,
  kSignal = 6,
  kGetScreen = 7,
  kWatchScreen = 8,
  kFreeze = 9,
  kHostHello = 64,
  kOutput = 65,
  kRepaint = 66,
  kExit = 67,
  kKeys = 68,
  kTypeResult = 69,
  kScreen = 70,
  kViewers = 71,
  kScreenChanged = 72,
  kRefused = 73,
  kFrozen = 74,
};

std::string json_frame(Type type, const Json& body) {
  return encode_frame(type, body.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string raw_frames(Type first, Type rest, std::string_view bytes) {
  std::string frames = encode_frame(first, bytes.substr(0, kMaxFrame));
  for (std::size_t at = kMaxFrame; at < bytes.size(); at += kMaxFrame)
    frames += encode_frame(rest, bytes.substr(at, kMaxFrame));
  return frames;
}

// Reads single keys of one object, leniently: what is absent or of another type is the default.
class Reader {
 public:
  explicit Reader(std::string_view payload)
      : body_(payload.empty() ? Json::object() : Json::parse(payload, nullptr, false)) {}
  [[nodiscard]] bool ok() const { return body_.is_object(); }

  [[nodiscard]] std::string text(const char* key) const {
    const Json* value = find(key);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
  }
  [[nodiscard]] int number(const char* key) const {
    const Json* value = find(key);
    if (value == nullptr || !value->is_number()) return 0;
    if (value->is_number_float()) return 0;
    return static_cast<int>(
        std::clamp<std::int64_t>(value->get<std::int64_t>(), -2147483647, 2147483647));
  }
  [[nodiscard]] std::uint64_t id() const {
    const Json* value = find("id");
    return value != nullptr && value->is_number_unsigned() ? value->get<std::uint64_t>() : 0;
  }
  [[nodiscard]] bool flag(const char* key, bool absent = false) const {
    const Json* value = find(key);
    return value != nullptr && value->is_boolean() ? value->get<bool>() : absent;
  }
  [[nodiscard]] std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> all;
    const Json* value = find(key);
    if (value == nullptr || !value->is_array()) return all;
    for (const Json& item : *value)
      if (item.is_string()) all.push_back(item.get<std::string>());
    return all;
  }

 private:
  [[nodiscard]] const Json* find(const char* key) const {
    const auto it = body_.find(key);
    return it == body_.end() ? nullptr : &*it;
  }
  Json body_;
};

const char* name_of(SignalKind kind) {
  switch (kind) {
    case SignalKind::interrupt: return "interrupt";
    case SignalKind::terminate: return "terminate";
    case SignalKind::kill: return "kill";
  }
  return "interrupt";
}

struct ClientEncoder {
  std::string operator()(const ClientHello& m) const {
    return json_frame(kClientHello, {{"role", m.role == ClientRole::control ? "control" : "viewer"},
                                     {"protocol", m.protocol},
                                     {"version", m.version},
                                     {"cols", m.cols},
                                     {"rows", m.rows},
                                     {"label", m.label},
                                     {"pane", m.pane}});
  }
  std::string operator()(const Input& m) const { return raw_frames(kInput, kInput, m.bytes); }
  std::string operator()(const Resize& m) const {
    return json_frame(kResize, {{"cols", m.cols}, {"rows", m.rows}});
  }
  std::string operator()(const Detach&) const { return encode_frame(kDetach, {}); }
  std::string operator()(const TypeText& m) const {
    return json_frame(kTypeText, {{"id", m.id},
                                  {"text", m.text},
                                  {"submit", m.submit},
                                  {"screenWithout", m.screen_without},
                                  {"ignoreTyped", m.ignore_typed},
                                  {"key", m.key}});
  }
  std::string operator()(const SignalAgent& m) const {
    return json_frame(kSignal, {{"kind", name_of(m.kind)}});
  }
  std::string operator()(const GetScreen& m) const {
    return json_frame(kGetScreen, {{"id", m.id}, {"lines", m.lines}});
  }
  std::string operator()(const WatchScreen& m) const {
    return json_frame(kWatchScreen, {{"on", m.on}});
  }
  std::string operator()(const Freeze& m) const { return json_frame(kFreeze, {{"on", m.on}}); }
};

struct HostEncoder {
  std::string operator()(const HostHello& m) const {
    return json_frame(kHostHello, {{"session", m.session},
                                   {"run", m.run},
                                   {"protocol", m.protocol},
                                   {"version", m.version},
                                   {"pid", m.pid},
                                   {"agentPid", m.agent_pid},
                                   {"startedAt", m.started_at},
                                   {"cols", m.cols},
                                   {"rows", m.rows},
                                   {"viewers", m.viewers},
                                   {"panes", m.panes},
                                   {"lastKeyAt", m.last_key_at},
                                   {"typedUnsent", m.typed_unsent},
                                   {"frozen", m.frozen},
                                   {"error", m.error}});
  }
  std::string operator()(const Output& m) const {
    return raw_frames(m.repaint ? kRepaint : kOutput, kOutput, m.bytes);
  }
  std::string operator()(const Exit& m) const {
    return json_frame(kExit, {{"code", m.code}, {"signal", m.signal}, {"error", m.error}});
  }
  std::string operator()(const Keys& m) const {
    return json_frame(
        kKeys, {{"count", m.count}, {"text", m.text}, {"submitted", m.submitted}, {"at", m.at}});
  }
  std::string operator()(const TypeResult& m) const {
    return json_frame(kTypeResult,
                      {{"id", m.id}, {"ok", m.ok}, {"reason", m.reason}, {"code", m.code}});
  }
  std::string operator()(const Screen& m) const {
    return json_frame(kScreen, {{"id", m.id},
                                {"rows", m.rows},
                                {"cursorRow", m.cursor_row},
                                {"cursorCol", m.cursor_col},
                                {"cols", m.cols},
                                {"height", m.height},
                                {"title", m.title},
                                {"altScreen", m.alt_screen}});
  }
  std::string operator()(const Viewers& m) const {
    return json_frame(kViewers, {{"count", m.count}});
  }
  std::string operator()(const ScreenChanged&) const { return encode_frame(kScreenChanged, {}); }
  std::string operator()(const Refused& m) const {
    return json_frame(kRefused, {{"message", m.message}});
  }
  std::string operator()(const Frozen& m) const { return json_frame(kFrozen, {{"on", m.on}}); }
};

tl::unexpected<base::Error> not_an_object(const Frame& frame) {
  return base::fail(base::ErrorCode::invalid_argument,
                    "a frame of type " + std::to_string(frame.type) + " is no JSON object");
}

ClientHello read_client_hello(const Reader& in) {
  ClientHello m;
  m.role = in.text("role") == "control" ? ClientRole::control : ClientRole::viewer;
  m.protocol = in.number("protocol");
  m.version = in.text("version");
  m.cols = in.number("cols");
  m.rows = in.number("rows");
  m.label = in.text("label");
  m.pane = in.flag("pane");
  return m;
}

HostHello read_host_hello(const Reader& in) {
  HostHello m;
  m.session = in.text("session");
  m.run = in.number("run");
  m.protocol = in.number("protocol");
  m.version = in.text("version");
  m.pid = in.number("pid");
  m.agent_pid = in.number("agentPid");
  m.started_at = in.text("startedAt");
  m.cols = in.number("cols");
  m.rows = in.number("rows");
  m.viewers = in.number("viewers");
  m.panes = in.number("panes");
  m.last_key_at = in.text("lastKeyAt");
  m.typed_unsent = in.flag("typedUnsent");
  m.frozen = in.flag("frozen");
  m.error = in.text("error");
  return m;
}

Screen read_screen(const Reader& in) {
  Screen m;
  m.id = in.id();
  m.rows = in.texts("rows");
  m.cursor_row = in.number("cursorRow");
  m.cursor_col = in.number("cursorCol");
  m.cols = in.number("cols");
  m.height = in.number("height");
  m.title = in.text("title");
  m.alt_screen = in.flag("altScreen");
  return m;
}

SignalKind read_signal(const Reader& in) {
  const std::string kind = in.text("kind");
  if (kind == "kill") return SignalKind::kill;
  return kind == "terminate" ? SignalKind::terminate : SignalKind::interrupt;
}

}  // namespace

std::string encode(const ClientMessage& message) { return std::visit(ClientEncoder{}, message); }
std::string encode(const HostMessage& message) { return std::visit(HostEncoder{}, message); }

std::string output_header(std::size_t length, bool repaint) {
  std::string header = encode_frame(repaint ? kRepaint : kOutput, {});
  for (std::size_t i = 0; i < 4; ++i) header[i] = static_cast<char>((length >> (8 * i)) & 0xFFU);
  return header;
}

base::Result<std::optional<ClientMessage>> parse_client(const Frame& frame) {
  if (frame.type == kInput) return std::optional<ClientMessage>(Input{std::string(frame.payload)});
  if (frame.type == kDetach) return std::optional<ClientMessage>(Detach{});
  if (frame.type < kClientHello || frame.type > kFreeze) return std::optional<ClientMessage>();
  const Reader in(frame.payload);
  if (!in.ok()) return not_an_object(frame);
  std::optional<ClientMessage> out;
  switch (frame.type) {
    case kClientHello: out = read_client_hello(in); break;
    case kResize: out = Resize{in.number("cols"), in.number("rows")}; break;
    case kTypeText:
      out = TypeText{in.id(),
                     in.text("text"),
                     in.flag("submit", true),
                     in.texts("screenWithout"),
                     in.flag("ignoreTyped"),
                     in.text("key")};
      break;
    case kSignal: out = SignalAgent{read_signal(in)}; break;
    case kGetScreen: out = GetScreen{in.id(), in.number("lines")}; break;
    case kWatchScreen: out = WatchScreen{in.flag("on", true)}; break;
    case kFreeze: out = Freeze{in.flag("on", true)}; break;
    default: break;
  }
  return out;
}

base::Result<std::optional<HostMessage>> parse_host(const Frame& frame) {
  if (frame.type == kOutput || frame.type == kRepaint)
    return std::optional<HostMessage>(Output{std::string(frame.payload), frame.type == kRepaint});
  if (frame.type == kScreenChanged) return std::optional<HostMessage>(ScreenChanged{});
  if (frame.type < kHostHello || frame.type > kFrozen) return std::optional<HostMessage>();
  const Reader in(frame.payload);
  if (!in.ok()) return not_an_object(frame);
  std::optional<HostMessage> out;
  switch (frame.type) {
    case kHostHello: out = read_host_hello(in); break;
    case kExit: out = Exit{in.number("code"), in.number("signal"), in.text("error")}; break;
    case kKeys:
      out = Keys{in.number("count"), in.flag("text"), in.flag("submitted"), in.text("at")};
      break;
    case kTypeResult:
      out = TypeResult{in.id(), in.flag("ok"), in.text("reason"), in.text("code")};
      break;
    case kScreen: out = read_screen(in); break;
    case kViewers: out = Viewers{in.number("count")}; break;
    case kRefused: out = Refused{in.text("message")}; break;
    case kFrozen: out = Frozen{in.flag("on")}; break;
    default: break;
  }
  return out;
}

}  // namespace ipc
