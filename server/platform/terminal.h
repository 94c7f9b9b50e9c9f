// The terminal that a person sits at: raw mode while attached, and back to what it was, whatever
// happens in between.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "platform/descriptor.h"
#include "platform/pty.h"

namespace platform {

bool is_terminal(int fd);
std::optional<TerminalSize> terminal_size(int fd);

// Standard input's terminal, opened anew and non-blocking, for waiting until it can be read;
// nothing held when that cannot be.
Descriptor reopen_terminal();
// From now on a crash of this program (SIGSEGV, SIGABRT, …) leaves standard input's settings as
// they are now, and writes `bytes`, which must live for ever, to standard output. Once.
void restore_terminal_on_crash(const char* bytes);

// One line that the person types and nobody sees, asked for on the terminal itself. Fails with
// invalid_argument when standard input is no terminal.
base::Result<std::string> read_hidden(const std::string& prompt);

// Standard input in raw mode, and descriptors of our own for reading and writing it. They are
// opened anew where possible: making the inherited ones non-blocking would make them so for the
// shell too.
class RawTerminal {
 public:
  // Fails with invalid_argument when standard input is no terminal.
  static base::Result<RawTerminal> enter();
  RawTerminal(RawTerminal&&) noexcept;
  RawTerminal& operator=(RawTerminal&&) = delete;
  ~RawTerminal();  // restores
  void restore();

  [[nodiscard]] int input() const { return input_.get(); }    // non-blocking
  [[nodiscard]] int output() const { return output_.get(); }  // non-blocking

 private:
  RawTerminal();
  struct Saved;
  std::unique_ptr<Saved> saved_;
  Descriptor input_, output_;
};

}  // namespace platform
