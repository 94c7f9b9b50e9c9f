#include "client/output.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/clock.h"
#include "base/text.h"
#include "platform/terminal.h"

namespace client {
namespace {

constexpr std::size_t kGap = 2;

std::string cut_to_width(const std::string& text, std::size_t width) {
  if (display_width(text) <= width || width == 0) return text;
  std::string cut;
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && ++used >= width) break;
    cut += text[i];
  }
  return cut + "…";
}

}  // namespace

Style Style::of_stdout() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool refused = (no_color != nullptr && no_color[0] != '\0') ||
                       (term != nullptr && std::string_view(term) == "dumb");
  return Style(!refused && platform::is_terminal(1));
}

std::string Style::paint(const std::string& text, const char* code) const {
  if (!colours_ || text.empty()) return text;
  return std::string("\x1b[") + code + "m" + text + "\x1b[0m";
}

std::string Style::status(wire::Status status) const {
  const std::string text(name_of(status));
  switch (status) {
    case wire::Status::needs_input:
    case wire::Status::changes_requested:
    case wire::Status::review_pending: return yellow(text);
    case wire::Status::stuck:
    case wire::Status::ci_failed:
    case wire::Status::errored: return red(text);
    case wire::Status::working:
    case wire::Status::spawning: return cyan(text);
    case wire::Status::done:
    case wire::Status::merged:
    case wire::Status::approved:
    case wire::Status::mergeable: return green(text);
    case wire::Status::pr_open: return text;
    case wire::Status::killed:
    case wire::Status::terminated:
    case wire::Status::cleanup:
    case wire::Status::parked: return dim(text);
  }
  return text;
}

Table::Table(std::vector<std::string> heading) : heading_(std::move(heading)) {}

void Table::add(std::vector<std::string> cells) {
  cells.resize(heading_.size());
  for (std::string& cell : cells) cell = base::printable(cell);
  rows_.push_back(std::move(cells));
  painted_.emplace_back();
}

std::string Table::line(const std::vector<std::string>& cells, const Painted* painted,
                        const std::vector<std::size_t>& widths, std::optional<int> width) const {
  std::string text;
  std::size_t used = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool last = i + 1 == cells.size();
    const bool is_painted = painted != nullptr && painted->column == i;
    std::string cell = is_painted ? painted->text : cells[i];
    if (last && width && static_cast<std::size_t>(*width) > used && !is_painted) {
      cell = cut_to_width(cell, static_cast<std::size_t>(*width) - used);
    }
    text += cell;
    if (last) break;
    text += std::string(widths[i] - display_width(cells[i]) + kGap, ' ');
    used += widths[i] + kGap;
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string Table::text(const Style& style, std::optional<int> width) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < heading_.size(); ++i) {
    std::size_t widest = display_width(heading_[i]);
    for (const auto& row : rows_) widest = std::max(widest, display_width(row[i]));
    widths.push_back(widest);
  }
  const std::string heading = line(heading_, nullptr, widths, width);
  std::string text = style.dim(heading.substr(0, heading.size() - 1)) + "\n";
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    text += line(rows_[i], painted_[i] ? &*painted_[i] : nullptr, widths, width);
  }
  return text;
}

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string printable_lines(std::string_view text, std::string_view indent) {
  std::string safe;
  for (const std::string_view line : base::split_lines(text)) {
    const std::string shown = base::printable(line, 1U << 20);
    if (!shown.empty()) safe += indent;
    safe += shown + '\n';
  }
  return safe;
}

std::string age(const std::string& time) {
  const auto at = base::from_rfc3339(time);
  if (!at) return base::printable(time);
  return base::ago(base::Millis{std::max<std::int64_t>(0, base::now().wall.ms - at->ms)});
}

std::optional<int> output_columns() {
  const auto size = platform::terminal_size(1);
  return size ? std::optional<int>(size->cols) : std::nullopt;
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void complain(std::string_view text) {
  const std::string line = "operator: " + base::printable(text) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace client
