// What a viewer's terminal sends, told apart: a person's keys, and what the terminal says by
// itself. Only the leader's terminal may answer the program's questions, and only keys make a
// viewer the leader. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace host {

enum class InputKind {
  text,       // characters, a paste: may stand unsent in the program's prompt
  enter,      // sends what stands there
  interrupt,  // Ctrl-C: clears it
  key,        // any other key: arrows, Esc, Ctrl-…
  mouse,
  focus,  // the terminal gained or lost the focus
  reply,  // an answer to a query
};

struct InputPiece {
  InputKind kind = InputKind::key;
  std::string bytes;
};

class InputScanner {
 public:
  // The bytes in order, neighbours of one kind joined. ESC alone or with one more byte is a key;
  // longer sequences wait for their end, wherever reading cut them.
  std::vector<InputPiece> feed(std::string_view bytes);

 private:
  void add(std::vector<InputPiece>& out, InputKind kind, std::string_view bytes) const;
  std::size_t sequence(std::string_view rest, std::vector<InputPiece>& out);
  bool in_paste_ = false;
  std::string held_;
};

// Text of a program for a program's prompt: no control characters but tabs, every line end a CR, as
// terminals paste it.
std::string pasteable(std::string_view text);

}  // namespace host
