#include "webhooks/payload.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "chat/model.h"
#include "net/http.h"

namespace wardroom::webhooks {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t longest_link = 4096;
constexpr std::size_t max_parts = 100;  // attachments, blocks, fields of one: Slack's own bound

// Empty where there is nothing, or null.
std::string_view text_at(const object& from, const char* name) {
  const auto* const found = from.if_contains(name);
  if (found == nullptr || found->is_null()) return {};
  if (const auto* const text = found->if_string()) return *text;
  throw base::invalid_field(std::string("body.") + name, "This must be a string.");
}

const array& list_at(const object& from, const char* name) {
  static const array none;
  const auto* const found = from.if_contains(name);
  if (found == nullptr || found->is_null()) return none;
  const auto* const list = found->if_array();
  if (list == nullptr || list->size() > max_parts) {
    throw base::invalid_field(std::string("body.") + name, "This must be a list, of at most 100.");
  }
  return *list;
}

const object& object_of(const value& each, const char* list) {
  if (const auto* const found = each.if_object()) return *found;
  throw base::invalid_field(std::string("body.") + list, "This must be a list of objects.");
}

bool is_address(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://") || text.starts_with("mailto:");
}

// "<https://a.example|words>" to "[words](https://a.example)", "<https://a.example>" to "https://a.example".
std::string with_links(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto open = std::min(text.find('<'), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    const auto close = text.substr(0, longest_link).find('>');
    const auto inside = close == std::string_view::npos ? std::string_view() : text.substr(1, close - 1);
    if (!is_address(inside)) {
      out += text.substr(0, 1);
      text.remove_prefix(std::min<std::size_t>(1, text.size()));
      continue;
    }
    const auto bar = inside.find('|');
    if (bar == std::string_view::npos) {
      out += inside;
    } else {
      out.append("[").append(inside.substr(bar + 1)).append("](").append(inside.substr(0, bar)).append(")");
    }
    text.remove_prefix(close + 1);
  }
  return out;
}

// Slack's three escapes, and no others.
std::string unescaped(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 3> escapes{{{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}}};
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto* const found =
        std::ranges::find_if(escapes, [&](const auto& escape) { return text.starts_with(escape.first); });
    out += found == escapes.end() ? text.front() : found->second;
    text.remove_prefix(found == escapes.end() ? 1 : found->first.size());
  }
  return out;
}

std::string readable(std::string_view slack) { return unescaped(with_links(slack)); }

void add_line(std::string& to, std::string_view text) {
  if (text.empty()) return;
  if (!to.empty()) to += '\n';
  to += readable(text);
}

// A block's own text, its fields and its elements, where they are texts.
void add_block(std::string& to, const object& block) {
  const auto add = [&](const value* part) {
    const auto* const text = part == nullptr ? nullptr : part->if_object();
    const auto* const words = text == nullptr ? nullptr : text->if_contains("text");
    if (words != nullptr && words->is_string()) add_line(to, words->get_string());
  };
  add(block.if_contains("text"));
  for (const auto* const name : {"fields", "elements"}) {
    for (const auto& each : list_at(block, name)) add(&each);
  }
}

void add_attachment(std::string& to, const object& attachment) {
  add_line(to, text_at(attachment, "pretext"));
  const auto title = text_at(attachment, "title");
  const auto link = text_at(attachment, "title_link");
  const bool linked = !title.empty() && is_address(link);
  add_line(to, linked ? "<" + std::string(link) + "|" + std::string(title) + ">" : std::string(title));
  const auto text = text_at(attachment, "text");
  add_line(to, text.empty() && title.empty() ? text_at(attachment, "fallback") : text);
  for (const auto& each : list_at(attachment, "fields")) {
    const auto& field = object_of(each, "attachments");
    const auto name = text_at(field, "title");
    add_line(to, (name.empty() ? "" : std::string(name) + ": ") + std::string(text_at(field, "value")));
  }
}

std::string text_of(const object& payload) {
  std::string out;
  add_line(out, text_at(payload, "text"));
  if (out.empty()) {
    for (const auto& each : list_at(payload, "blocks")) add_block(out, object_of(each, "blocks"));
  }
  for (const auto& each : list_at(payload, "attachments")) add_attachment(out, object_of(each, "attachments"));
  return out;
}

std::string json_of(std::string_view content_type, std::string_view body) {
  const auto type = content_type.substr(0, std::min(content_type.find(';'), content_type.size()));
  if (net::equal_ignoring_case(type, "application/json")) return std::string(body);
  if (net::equal_ignoring_case(type, "application/x-www-form-urlencoded")) {
    if (auto payload = net::query_value(body, "payload")) return std::move(*payload);
    throw base::invalid_field("body.payload", "Send the message as JSON in the field payload.");
  }
  throw base::Problem(415, "unsupported_media_type", "Send application/json, or a form with the field payload.");
}

}  // namespace

std::string text_of_payload(std::string_view content_type, std::string_view body) {
  const auto payload = base::parse_json(json_of(content_type, body));
  const auto* const message = payload.if_object();
  if (message == nullptr) throw base::invalid_field("body", "Send a JSON object with a text.");
  auto text = text_of(*message);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw base::invalid_field("body.text", "A message needs something besides white space.");
  }
  base::check_length(text, chat::MessageText::min_length, chat::MessageText::max_length, "body.text");
  return text;
}

}  // namespace wardroom::webhooks
