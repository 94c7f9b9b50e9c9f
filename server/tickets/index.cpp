#include "tickets/index.h"

#include <cstring>
#include <type_traits>

namespace tickets {
namespace {

constexpr std::string_view kFormat = "operator ticket index 3\n";

struct Put {
  std::string& to;
  void operator()(std::int64_t value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    to.append(bytes, sizeof value);
  }
  void operator()(std::string_view value) {
    (*this)(static_cast<std::int64_t>(value.size()));
    to += value;
  }
};

struct Take {
  std::string_view from;
  bool whole = true;  // false once something did not fit

  void operator()(std::int64_t& value) {
    whole = whole && from.size() >= sizeof value;
    if (!whole) return;
    std::memcpy(&value, from.data(), sizeof value);
    from.remove_prefix(sizeof value);
  }
  void operator()(std::string& value) {
    std::int64_t size = 0;
    (*this)(size);
    whole = whole && size >= 0 && static_cast<std::uint64_t>(size) <= from.size();
    if (!whole) return;
    value = from.substr(0, static_cast<std::size_t>(size));
    from.remove_prefix(value.size());
  }
};

// A number, enumeration or bool as a std::int64_t.
template <class Io, class T>
void number(Io& io, T& value) {
  auto wide = static_cast<std::int64_t>(value);
  io(wide);
  value = static_cast<T>(wide);
}
template <class T>
void number(Put& io, const T& value) {
  io(static_cast<std::int64_t>(value));
}

template <class Io, class List, class Each>
void list(Io& io, List& values, Each each) {
  std::int64_t size = static_cast<std::int64_t>(values.size());
  io(size);
  if constexpr (std::is_same_v<Io, Take>) {
    // Each takes bytes, so a wrong count ends where the bytes do.
    for (std::int64_t n = 0; io.whole && n < size; ++n) each(values.emplace_back());
  } else {
    for (auto& value : values) each(value);
  }
}

// Every field, in either direction.
template <class Io, class Stamp, class Ticket>
void pass(Io& io, Stamp& stamp, Ticket& ticket) {
  number(io, stamp.device);
  number(io, stamp.inode);
  number(io, stamp.size);
  number(io, stamp.modified_ns);
  number(io, stamp.changed_ns);
  number(io, stamp.born_ns);
  number(io, stamp.regular);
  for (auto* text : {&ticket.id.value, &ticket.type, &ticket.title, &ticket.project, &ticket.agent,
                     &ticket.branch, &ticket.base, &ticket.step, &ticket.board_key,
                     &ticket.board_ref.value, &ticket.path, &ticket.digest}) {
    io(*text);
  }
  number(io, ticket.priority);
  number(io, ticket.hold);
  number(io, ticket.folder);
  number(io, ticket.created.ms);
  number(io, ticket.modified.ms);
  list(io, ticket.blocked_by, [&](auto& id) { io(id.value); });
  list(io, ticket.problems, [&](auto& problem) {
    number(io, problem.line);
    io(problem.message);
  });
}

}  // namespace

IndexWriter::IndexWriter(std::string_view parser) {
  bytes_ = kFormat;
  Put{bytes_}(parser);
}

void IndexWriter::add(const platform::FileStamp& stamp, const rules::Ticket& ticket) {
  Put put{bytes_};
  pass(put, stamp, ticket);
}

std::vector<Remembered> read_index(std::string_view bytes, std::string_view parser) {
  std::vector<Remembered> all;
  if (!bytes.starts_with(kFormat)) return all;
  Take take{bytes.substr(kFormat.size())};
  std::string by;
  take(by);
  if (!take.whole || by != parser) return all;
  while (!take.from.empty()) {
    Remembered& entry = all.emplace_back();
    pass(take, entry.stamp, entry.ticket);
    if (!take.whole) return {};
  }
  return all;
}

}  // namespace tickets
