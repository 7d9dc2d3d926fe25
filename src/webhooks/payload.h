// What other systems post to an incoming webhook: the payload that Slack's incoming webhooks take, for nearly every
// product can send that. `text`, or without it the texts of `blocks`, then `attachments` (pretext, title, text or
// fallback, fields). What a message here does not have (names, icons, colours, other channels) is passed over. Slack's
// escapes and <address|words> become text and Markdown; anything else in angle brackets stays as it is.
// Pure functions.
#pragma once
#include <string>
#include <string_view>

namespace wardroom::webhooks {

// body: JSON, or a form whose field `payload` holds it, as content_type says. Problem 400 malformed_json; 415;
// 422 for a wrong type, for no text at all, or for more than a message holds.
std::string text_of_payload(std::string_view content_type, std::string_view body);

}  // namespace wardroom::webhooks
