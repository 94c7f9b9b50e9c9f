#include "tickets/front_matter.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/paths.h"
#include "base/text.h"
#include "tickets/layout.h"
#include "tickets/names.h"

namespace tickets {
namespace {

// A known field is short; a longer one is not handed to the YAML reader, which recurses.
constexpr std::size_t kFieldLimit = 16U << 10;

std::string one_line(std::string text) {
  const auto is_break = [](char c) { return c == '\n' || c == '\r'; };
  std::replace_if(text.begin(), text.end(), is_break, ' ');
  return std::string(base::trim(text));
}

struct Word {
  std::string_view word;
  std::string_view type;
};
// First words of headings that name a type, for tickets without front matter.
constexpr std::array kHeadingWords = {
    Word{"feature", "FEAT"},    Word{"feat", "FEAT"},   Word{"fix", "FIX"},
    Word{"bug", "FIX"},         Word{"bugfix", "FIX"},  Word{"task", "TASK"},
    Word{"chore", "TASK"},      Word{"spike", "SPIKE"}, Word{"investigation", "INV"},
    Word{"investigate", "INV"}, Word{"inv", "INV"}};

YAML::Node load_field(std::string_view text, const Field& field) {
  const YAML::Node map =
      YAML::Load(base::to_valid_utf8(text.substr(field.begin, field.end - field.begin)));
  if (!map.IsMap() || map.size() != 1) throw YAML::ParserException(YAML::Mark(), "no single value");
  return map.begin()->second;
}

// The value when every reader of YAML would take it for the same text: words on the key's line.
// Most fields are that, and the YAML reader takes most of the time of a first scan.
std::optional<std::string> plain_scalar(std::string_view text, const Field& field) {
  const std::string_view value = field.value.of(text);
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const bool words = std::all_of(value.begin(), value.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == ' ' || c == '-' || c == '_' || c == '/';
  });
  if (value.empty() || !letter(value.front()) || !words || field.malformed) return std::nullopt;
  if (field.block.end > field.block.begin || base::to_lower(value) == "null") return std::nullopt;
  return std::string(value);
}

// The title that YAML reads; nothing when it has to be taken verbatim.
std::optional<std::string> title_scalar(std::string_view text, const Field& field) {
  const std::string_view rest = field.rest.of(text);
  const bool tagged = rest.starts_with('&') || (rest.starts_with('!') && !rest.starts_with("!!"));
  if (auto plain = plain_scalar(text, field)) return plain;
  if (field.malformed || tagged || field.end - field.begin > kFieldLimit) return std::nullopt;
  try {
    const YAML::Node node = load_field(text, field);
    if (node.IsScalar()) return node.Scalar();
  } catch (const YAML::Exception&) {
  }
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), layout_(lay_out(text)) {}

  rules::Ticket read();

 private:
  void problem(int line, std::string message) {
    ticket_.problems.push_back({line, std::move(message)});
  }
  std::optional<YAML::Node> load(const Field& field);
  std::optional<std::string> scalar(const YAML::Node& node) const;
  std::string text_field(std::string_view key);
  void read_id();
  void read_type();
  void read_title();
  void read_priority();
  void read_hold();
  void read_blockers();
  void read_board();
  void read_heading();
  void check_bytes();
  void check_duplicates();

  std::string_view text_;
  Layout layout_;
  rules::Ticket ticket_;
};

// The field's value; nothing, with a problem, when YAML refuses it.
std::optional<YAML::Node> Reader::load(const Field& field) {
  if (field.end - field.begin > kFieldLimit) {
    problem(field.line, "`" + field.key + "` is too long");
    return std::nullopt;
  }
  if (field.malformed) {
    problem(field.line,
            "`" + field.key + "`: a quote or bracket is not closed, or text follows it");
    return std::nullopt;
  }
  try {
    return load_field(text_, field);
  } catch (const YAML::Exception& error) {
    const auto bytes = text_.substr(field.begin, field.end - field.begin);
    const auto lines = static_cast<int>(std::count(bytes.begin(), bytes.end(), '\n'));
    problem(field.line + std::clamp(error.mark.line, 0, std::max(0, lines - 1)),
            "`" + field.key + "`: " + error.msg);
  }
  return std::nullopt;
}

std::optional<std::string> Reader::scalar(const YAML::Node& node) const {
  if (node.IsNull()) return std::string();
  if (!node.IsScalar()) return std::nullopt;
  return one_line(node.Scalar());
}

// A field that is one text; empty when it is absent, null or wrong.
std::string Reader::text_field(std::string_view key) {
  const Field* field = layout_.find(key);
  if (field == nullptr) return {};
  if (const auto plain = plain_scalar(text_, *field)) return *plain;
  const auto node = load(*field);
  if (!node) return {};
  const auto value = scalar(*node);
  if (!value) problem(field->line, "`" + field->key + "` must be one text");
  return value.value_or("");
}

void Reader::read_id() {
  ticket_.id.value = text_field("id");
  if (ticket_.id.empty()) return;
  if (const auto ok = check_id(ticket_.id.value); !ok) {
    problem(layout_.find("id")->line, ok.error().message);
  }
}

void Reader::read_type() {
  std::string type = text_field("type");
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (type.empty()) return;
  if (const auto ok = check_type(type); !ok) {
    problem(layout_.find("type")->line, ok.error().message);
    return;
  }
  ticket_.type = std::move(type);
}

void Reader::read_title() {
  const Field* field = layout_.find("title");
  if (field == nullptr) return;
  const auto scalar_text = title_scalar(text_, *field);
  if (!scalar_text && field->block.end > field->block.begin) {
    problem(field->line + 1, "unexpected indentation below the title");
  }
  std::string value = scalar_text.value_or(std::string(field->rest.of(text_)));
  if (value.find_first_of("\r\n") != std::string::npos) value = one_line(std::move(value));
  if (base::trim(value).empty()) return;
  if (const auto ok = check_title(value); !ok) problem(field->line, ok.error().message);
  ticket_.title = std::move(value);
}

void Reader::read_priority() {
  const std::string text = text_field("priority");
  if (text.empty()) return;
  const int priority = parse_priority(text);
  if (priority < 0) {
    problem(layout_.find("priority")->line,
            "`priority` must be P0, P1, P2 or P3, not '" + base::printable(text, 40) + "'");
    return;
  }
  ticket_.priority = priority;
}

void Reader::read_hold() {
  const std::string text = base::to_lower(text_field("hold"));
  if (text.empty() || text == "false" || text == "no" || text == "off") return;
  if (text != "true" && text != "yes" && text != "on") {
    problem(layout_.find("hold")->line, "`hold` must be true or false");
  }
  ticket_.hold = true;  // a doubtful hold holds
}

void Reader::read_blockers() {
  const Field* field = layout_.find("blocked_by");
  if (field == nullptr) return;
  const auto node = load(*field);
  if (!node) return;
  const auto add = [&](const YAML::Node& item, int line) {
    const auto text = scalar(item);
    if (!text) return problem(line, "`blocked_by` must list ticket ids");
    std::string words = *text;
    std::replace(words.begin(), words.end(), ',', ' ');
    for (const auto& word : base::split(words, ' ')) {
      if (word.empty()) continue;
      if (const auto ok = check_id(word); !ok) {
        problem(line, "`blocked_by`: " + ok.error().message);
      } else {
        ticket_.blocked_by.push_back({word});
      }
    }
  };
  if (!node->IsSequence()) return add(*node, field->line);
  for (const auto& item : *node) add(item, field->line + std::max(0, item.Mark().line));
}

void Reader::read_board() {
  const Field* field = layout_.find("board");
  if (field == nullptr) return;
  const auto node = load(*field);
  if (!node || node->IsNull()) return;
  if (!node->IsMap()) return problem(field->line, "`board` must be a map");
  std::string provider, instance, id;
  for (const auto& entry : *node) {
    const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "";
    std::string* to = name == "key"        ? &ticket_.board_key
                      : name == "provider" ? &provider
                      : name == "instance" ? &instance
                      : name == "id"       ? &id
                                           : nullptr;
    if (to == nullptr) continue;
    const auto text = scalar(entry.second);
    if (!text) return problem(field->line, "`board." + name + "` must be one text");
    *to = *text;
  }
  const bool whole = !provider.empty() && !instance.empty() && !id.empty();
  if (whole) ticket_.board_ref = rules::issue_ref(provider, instance, id);
}

// The first heading outside code, for what the front matter leaves open.
void Reader::read_heading() {
  if (!ticket_.title.empty() && !ticket_.type.empty()) return;
  bool code = false;
  const std::string body = base::to_valid_utf8(text_.substr(layout_.body));
  for (std::string_view line : base::split_lines(body)) {
    if (line.starts_with("```") || line.starts_with("~~~")) code = !code;
    if (code || !(line.starts_with("# ") || line.starts_with("#\t"))) continue;
    std::string_view heading = base::trim(line.substr(1));
    const std::size_t end = heading.find_last_not_of('#');
    if (end != std::string_view::npos && heading[end] == ' ') {
      heading = base::trim(heading.substr(0, end));  // "# title #"
    }
    const std::size_t colon = heading.find(':');
    const std::string word = base::to_lower(base::trim(heading.substr(0, colon)));
    const auto known = std::find_if(kHeadingWords.begin(), kHeadingWords.end(),
                                    [&](const Word& entry) { return entry.word == word; });
    const bool own = !ticket_.type.empty() && word == base::to_lower(ticket_.type);
    std::string_view title = heading;
    if (colon != std::string_view::npos && (known != kHeadingWords.end() || own)) {
      title = base::trim(heading.substr(colon + 1));
      if (ticket_.type.empty()) ticket_.type = known->type;
    }
    if (ticket_.title.empty() && check_title(title)) ticket_.title = title;
    return;
  }
}

void Reader::check_bytes() {
  int line = 0;
  for (const auto content : base::split_lines(text_)) {
    ++line;
    const bool zero = content.find('\0') != std::string_view::npos;
    if (zero || !base::is_valid_utf8(content)) {
      return problem(line, zero ? "the text holds a zero byte" : "the text is not UTF-8");
    }
  }
}

void Reader::check_duplicates() {
  static constexpr std::array kKeys = {"id",       "type",       "title", "project",
                                       "priority", "blocked_by", "hold",  "agent",
                                       "branch",   "base",       "step",  "board"};
  for (const auto& field : layout_.fields) {
    const bool known = std::find(kKeys.begin(), kKeys.end(), field.key) != kKeys.end();
    if (known && layout_.find(field.key) != &field) {
      problem(field.line, "`" + field.key + "` is there twice");
    }
  }
}

rules::Ticket Reader::read() {
  ticket_.problems = layout_.problems;
  ticket_.digest = base::sha256_hex(text_);
  check_bytes();
  check_duplicates();
  read_id();
  read_type();
  read_title();
  ticket_.project = text_field("project");
  read_priority();
  read_hold();
  read_blockers();
  ticket_.agent = text_field("agent");
  ticket_.branch = text_field("branch");
  ticket_.base = text_field("base");
  ticket_.step = text_field("step");
  read_board();
  read_heading();
  ticket_.title = base::to_valid_utf8(ticket_.title);
  const Field* type = layout_.find("type");
  const bool told = std::any_of(
      ticket_.problems.begin(), ticket_.problems.end(),
      [&](const rules::Problem& known) { return type != nullptr && known.line == type->line; });
  if (ticket_.type.empty() && !told) problem(1, "a `type` is needed, for example type: TASK");
  if (ticket_.title.empty()) problem(1, "a `title` or a heading is needed");
  return std::move(ticket_);
}

}  // namespace

rules::Ticket parse_ticket(std::string_view text) { return Reader(text).read(); }

std::string body_of(std::string_view text) {
  return base::to_valid_utf8(text.substr(lay_out(text).body));
}

bool is_verbatim_title(std::string_view text, const Field& title) {
  return !title_scalar(text, title).has_value();
}

}  // namespace tickets
