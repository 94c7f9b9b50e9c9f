#include "tickets/edit.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "tickets/front_matter.h"
#include "tickets/layout.h"
#include "tickets/names.h"

namespace tickets {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

// Words that YAML readers of one version or another take for something else than text.
bool is_reserved(std::string_view text) {
  static constexpr std::array kWords = {"true", "false", "yes", "no", "on",
                                        "off",  "null",  "y",   "n",  "nan"};
  const std::string lower = base::to_lower(text);
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

bool is_plain(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto inner = [&](char c) {
    const bool high = (static_cast<unsigned char>(c) & 0x80U) != 0;
    return high || letter(c) || (c >= '0' && c <= '9') ||
           std::string_view(" ./+-(),'!?=&@%*~^;$").find(c) != std::string_view::npos;
  };
  // NEL, line separators and the byte order mark are line breaks or nothing to some readers.
  for (const std::string_view odd : {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xBB\xBF"}) {
    if (text.find(odd) != std::string_view::npos) return false;
  }
  return !text.empty() && letter(text.front()) && text.back() != ' ' && !is_reserved(text) &&
         std::all_of(text.begin(), text.end(), inner);
}

std::string quoted(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::string_view rest = text.substr(i);
    if (text[i] == '"' || text[i] == '\\') {
      out += '\\';
      out += text[i];
    } else if (byte < 0x20 || byte == 0x7F) {
      out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    } else if (byte == 0xC2 && rest.size() > 1 && (static_cast<unsigned char>(rest[1]) < 0xA0)) {
      const auto code = static_cast<unsigned char>(rest[1]);
      out += {'\\', 'x', kHex[code >> 4], kHex[code & 15]};
      ++i;
    } else if (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9")) {
      out += rest[2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (rest.starts_with("\xEF\xBB\xBF")) {
      out += "\\ufeff";
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out + '"';
}

std::string render(const FieldValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* text = std::get_if<std::string>(&value)) {
    return is_plain(*text) ? *text : quoted(*text);
  }
  std::vector<std::string> items;
  const auto in_line = [](const std::string& item) {
    const bool bare = is_plain(item) && item.find_first_of(" ,?&*") == std::string::npos;
    return bare ? item : quoted(item);
  };
  if (const auto* map = std::get_if<FieldMap>(&value)) {
    for (const auto& [key, item] : *map) items.push_back(key + ": " + in_line(item));
    return "{" + base::join(items, ", ") + "}";
  }
  for (const auto& item : std::get<std::vector<std::string>>(value)) {
    items.push_back(in_line(item));
  }
  return "[" + base::join(items, ", ") + "]";
}

Status check_value(std::string_view key, const FieldValue& value) {
  if (const auto* items = std::get_if<std::vector<std::string>>(&value)) {
    for (const auto& item : *items) {
      if (key == "blocked_by") TRY(check_id(item));
      if (!base::is_valid_utf8(item)) return fail(ErrorCode::invalid_argument, "text is not UTF-8");
    }
    return {};
  }
  if (const auto* map = std::get_if<FieldMap>(&value)) {
    for (const auto& [name, item] : *map) {
      if (!base::is_valid_utf8(item)) return fail(ErrorCode::invalid_argument, "text is not UTF-8");
    }
    return {};
  }
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return {};
  if (!base::is_valid_utf8(*text)) return fail(ErrorCode::invalid_argument, "text is not UTF-8");
  if (key == "title") return check_title(*text);
  if (key == "id") return check_id(*text);
  if (key == "type") return check_type(*text);
  if (key == "priority" && parse_priority(*text) < 0) {
    return fail(ErrorCode::invalid_argument, "a priority is P0, P1, P2 or P3");
  }
  return {};
}

Status check_key(std::string_view key) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (!key.empty() && std::all_of(key.begin(), key.end(), allowed)) return {};
  return fail(ErrorCode::invalid_argument, "no field has the name '" + base::printable(key) + "'");
}

Status check_structure(const Layout& layout) {
  if (layout.problems.empty()) return {};
  const auto& first = layout.problems.front();
  return fail(ErrorCode::invalid_argument,
              "line " + std::to_string(first.line) + ": " + first.message,
              {{"line", std::to_string(first.line)}});
}

std::string set_value(std::string_view text, const Field& field, const std::string& value) {
  const bool empty = field.value.begin == field.after_colon;  // not even a blank yet
  const std::size_t after = std::max(field.value.end, std::min(field.block.begin, text.size()));
  std::string out(text.substr(0, field.value.begin));
  out += empty ? " " + value : value;
  out += text.substr(field.value.end, after - field.value.end);
  out += text.substr(std::max(after, field.block.end));
  return out;
}

}  // namespace

Result<std::string> edit_field(std::string_view text, std::string_view key,
                               const FieldValue& value) {
  TRY(check_key(key));
  TRY(check_value(key, value));
  Layout layout = lay_out(text);
  TRY(check_structure(layout));
  const std::string line = std::string(key) + ": " + render(value) + layout.eol;
  std::string out(text);
  if (!layout.present) {
    return out.insert(layout.start, "---" + layout.eol + line + "---" + layout.eol);
  }
  const Field* field = layout.find(key);
  if (field == nullptr) return out.insert(layout.close_begin, line);
  Field place = *field;
  if (key == "title" && is_verbatim_title(text, place)) place.value = place.rest;
  return set_value(text, place, render(value));
}

Result<std::string> remove_field(std::string_view text, std::string_view key) {
  const Layout layout = lay_out(text);
  TRY(check_structure(layout));
  std::string out(text);
  const Field* field = layout.find(key);
  if (field != nullptr) out.erase(field->begin, field->end - field->begin);
  return out;
}

std::string with_body(std::string_view text, std::string_view body) {
  const Layout layout = lay_out(text);
  std::string out(text.substr(0, layout.body));
  if (!out.empty() && out.back() != '\n') out += layout.eol;
  if (body.empty()) return out;
  out += layout.eol;
  for (const std::string_view line : base::split_lines(body)) {
    out += line;
    out += layout.eol;
  }
  return out;
}

Result<std::string> new_ticket_text(const NewTicket& ticket) {
  std::vector<std::pair<std::string, FieldValue>> fields;
  if (!ticket.id.empty()) fields.emplace_back("id", ticket.id.value);
  fields.emplace_back("type", ticket.type);
  fields.emplace_back("title", ticket.title);
  if (!ticket.project.empty()) fields.emplace_back("project", ticket.project);
  fields.emplace_back("priority", "P" + std::to_string(std::clamp(ticket.priority, 0, 3)));
  if (!ticket.blocked_by.empty()) {
    std::vector<std::string> ids;
    for (const auto& id : ticket.blocked_by) ids.push_back(id.value);
    fields.emplace_back("blocked_by", std::move(ids));
  }
  if (ticket.hold) fields.emplace_back("hold", true);
  if (!ticket.agent.empty()) fields.emplace_back("agent", ticket.agent);
  if (!ticket.board.empty()) fields.emplace_back("board", ticket.board);
  if (!ticket.board_links.empty()) fields.emplace_back("board_links", ticket.board_links);
  if (!ticket.branch.empty()) fields.emplace_back("branch", ticket.branch);
  if (!ticket.base.empty()) fields.emplace_back("base", ticket.base);
  std::string text = "---\n";
  for (const auto& [key, value] : fields) {
    TRY(check_value(key, value));
    text += key + ": " + render(value) + "\n";
  }
  text += "---\n";
  if (!base::is_valid_utf8(ticket.body)) {
    return fail(ErrorCode::invalid_argument, "the text is not UTF-8");
  }
  if (!ticket.body.empty()) text += "\n" + ticket.body;
  if (text.back() != '\n') text += '\n';
  return text;
}

}  // namespace tickets
