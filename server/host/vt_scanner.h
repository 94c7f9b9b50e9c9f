// Cuts a program's output into text and escape sequences (ECMA-48, as xterm reads it), wherever the
// chunks end. It interprets nothing. What is not complete yet is kept as `pending`: a viewer that
// attaches at that moment gets those bytes last, so that the rest of the sequence finds its
// beginning.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace host {

struct Csi {
  struct Parameter {
    int value = -1;    // -1: absent
    bool sub = false;  // written after a colon: belongs to the one before
  };
  static constexpr std::size_t kMax = 32;

  char leader = 0;  // '?', '>', '<', '=', or 0
  std::array<Parameter, kMax> parameters{};
  std::size_t count = 0;
  std::string_view intermediates;
  char final = 0;
  std::string_view raw;  // the whole sequence, from ESC

  // The n-th parameter; `absent` when it is missing.
  [[nodiscard]] int at(std::size_t n, int absent) const {
    return n < count && parameters[n].value >= 0 ? parameters[n].value : absent;
  }
  [[nodiscard]] bool is(char wanted_leader, std::string_view between, char wanted_final) const {
    return leader == wanted_leader && intermediates == between && final == wanted_final;
  }
};

class VtSink {
 public:
  virtual ~VtSink() = default;
  // Whole UTF-8 characters (or invalid bytes) and controls other than ESC, SO, SI, CAN and SUB.
  virtual void text(std::string_view bytes) = 0;
  virtual void shift(char control) = 0;           // SO or SI
  virtual void escape(std::string_view raw) = 0;  // ESC, intermediates, final
  virtual void csi(const Csi& sequence) = 0;
  // ']' OSC, 'P' DCS, '_' APC, '^' PM, 'X' SOS; without introducer and terminator.
  virtual void string(char kind, std::string_view body) = 0;
};

class VtScanner {
 public:
  static constexpr std::size_t kMaxString = 64 * 1024;  // longer ones are passed over

  void feed(std::string_view bytes, VtSink& sink);
  // The beginning of an unfinished sequence or character; empty when there is none. Of a string
  // that is too long to keep only the introducer.
  [[nodiscard]] std::string_view pending() const { return pending_; }

 private:
  enum class State : std::uint8_t { ground, escape, csi, string, string_escape };

  std::size_t feed_ground(std::string_view bytes, VtSink& sink);
  void feed_sequence(char byte, VtSink& sink);
  void feed_escape(char byte, VtSink& sink);
  void feed_csi(char byte, VtSink& sink);
  void feed_string(char byte, VtSink& sink);
  void end_string(VtSink& sink);
  void to_ground() {
    pending_.clear();
    state_ = State::ground;
  }

  State state_ = State::ground;
  std::string pending_;
  bool overlong_ = false;
};

}  // namespace host
