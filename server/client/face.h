// What every verb has: the options that all share, the way to the owner, and the two ways to show
// an outcome (for a person, or as --json, which is REST's reply).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/paths.h"
#include "base/result.h"
#include "client/output.h"
#include "wire/client.h"
#include "wire/generated/methods.h"
#include "wire/message.h"

namespace client {

enum Exit { kDone = 0, kFailed = 1, kUsage = 2, kUnreachable = 3 };

struct Common {
  bool json = false;
  bool no_start = false;
  std::string workspace;
};

class Face {
 public:
  explicit Face(Common common) : common_(std::move(common)), style_(Style::of_stdout()) {}

  // Asks the owner once and shows the answer; `tell` prints the result for people.
  template <class M, class Show>
  int ask(const typename M::Params& params, Show tell) {
    return show_answer(get<M>(params), tell);
  }
  // Shows what `get` handed back.
  template <class R, class Show>
  int show_answer(const base::Result<R>& result, Show tell) {
    if (!result) return fail(result.error());
    if (json()) return show_json(encode(*result));
    tell(*result);
    return kDone;
  }
  // Asks and hands back; for verbs that ask more than once.
  template <class M>
  base::Result<typename M::Result> get(const typename M::Params& params) {
    TRY(connect());
    return owner_->call<M>(params);
  }
  // Connects (starting an owner if allowed) unless that is done.
  base::Status connect(bool subscribe = false);
  void disconnect() { owner_.reset(); }
  wire::Client& owner() { return *owner_; }

  // What went wrong and what to do about it, on one line; the exit code.
  int fail(const base::Error& error);
  // The same when the owner could not be started or reached.
  int unreachable(const base::Error& error);
  // A name that the person gave, and its kind (see names.h): when it is the one that an error is
  // about, the one that was meant is suggested.
  void mentions(std::string kind, std::string name) {
    mentioned_.emplace_back(std::move(kind), std::move(name));
  }
  int usage(const std::string& message);
  int show_json(const nlohmann::json& value) const;
  // "?" on a terminal; false without one.
  [[nodiscard]] bool confirm(const std::string& question) const;

  [[nodiscard]] bool json() const { return common_.json; }
  [[nodiscard]] const Style& style() const { return style_; }
  [[nodiscard]] const Common& common() const { return common_; }
  base::Result<base::WorkspacePaths> paths() const;
  void show(const Table& table, const std::string& when_empty) const;

 private:
  std::string next_step(const base::Error& error);

  Common common_;
  Style style_;
  std::optional<wire::Client> owner_;
  bool unreachable_ = false;
  std::vector<std::pair<std::string, std::string>> mentioned_;
};

// A text argument: "-" is standard input.
std::string text_argument(const std::string& argument);
// A text given as an argument, or in a file ("-": standard input), without the line ends at its
// end. One of the two is empty. invalid_argument where it is no UTF-8; the file's own errors.
base::Result<std::string> text_of(const std::string& argument, const std::string& file);
// The whole of standard input.
std::string read_stdin();

}  // namespace client
