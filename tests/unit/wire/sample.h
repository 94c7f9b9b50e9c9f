// Types as the generator writes them, so that the codec's tests do not hang on the real model.
#pragma once
#include <array>

#include "wire/codec.h"
#include "wire/dispatcher.h"

namespace wire::sample {

struct Step {
  std::string name;
  std::int64_t round = 0;
  bool operator==(const Step&) const = default;
};

struct Session {
  std::string id;
  std::vector<Step> steps;
  std::optional<Step> pr;            // nullable
  std::optional<std::string> agent;  // optional
  std::map<std::string, std::string> env;
  nlohmann::json extra;
  bool operator==(const Session&) const = default;
};

struct Params {
  Session session;
  bool operator==(const Params&) const = default;
};

inline bool read(const nlohmann::json& from, const Path& path, base::Error& error, Step& to) {
  return is_object(from, path, error) && read_field(from, path, error, "name", to.name) &&
         read_field(from, path, error, "round", to.round);
}
inline void write(std::string& to, const Step& value) {
  begin_object(to);
  write_field(to, "name", value.name);
  write_field(to, "round", value.round);
  end_object(to);
}
inline bool read(const nlohmann::json& from, const Path& path, base::Error& error, Session& to) {
  return is_object(from, path, error) && read_field(from, path, error, "id", to.id) &&
         read_field(from, path, error, "steps", to.steps) &&
         read_optional(from, path, error, "pr", to.pr) &&
         read_optional(from, path, error, "agent", to.agent) &&
         read_field(from, path, error, "env", to.env) &&
         read_optional(from, path, error, "extra", to.extra);
}
inline void write(std::string& to, const Session& value) {
  begin_object(to);
  write_field(to, "id", value.id);
  write_field(to, "steps", value.steps);
  write_field(to, "pr", value.pr);
  write_optional(to, "agent", value.agent);
  write_field(to, "env", value.env);
  write_optional(to, "extra", value.extra);
  end_object(to);
}
inline bool read(const nlohmann::json& from, const Path& path, base::Error& error, Params& to) {
  return is_object(from, path, error) && read_field(from, path, error, "session", to.session);
}
inline void write(std::string& to, const Params& value) {
  begin_object(to);
  write_field(to, "session", value.session);
  end_object(to);
}

struct echo {
  using Params = Step;
  using Result = Step;
  static constexpr const char* method = "sample/echo";
  static constexpr Actor actor = Actor::anyone;
};
struct decide {
  using Params = Empty;
  using Result = Empty;
  static constexpr const char* method = "sample/decide";
  static constexpr Actor actor = Actor::person;
};
struct didChange {
  using Params = Step;
  static constexpr const char* method = "sample/didChange";
};

}  // namespace wire::sample
