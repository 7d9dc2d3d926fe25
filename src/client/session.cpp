#include "client/session.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/problem.h"

namespace wardroom::client {
namespace {

namespace json = boost::json;
constexpr std::string_view api = "/api/v1";

std::string text_of(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t number_of(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  return value && value->is_int64() ? value->get_int64() : 0;
}

[[noreturn]] void throw_problem(int status, const json::value& body) {
  if (!body.is_object()) throw base::Problem(status, "unexpected_answer", "The server answered without saying why.");
  const auto& object = body.get_object();
  base::Problem problem(status, text_of(object, "code"), text_of(object, "detail"));
  if (object.contains("field")) problem.at(text_of(object, "field"));
  throw problem;
}

json::value parse(std::string_view text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (error) throw std::runtime_error("the server's answer is not JSON");
  return value;
}

}  // namespace

json::value call(HttpClient& http, std::string_view method, std::string_view path, const json::value& body,
                 const net::Headers& headers) {
  auto all = headers;
  std::string text;
  if (!body.is_null()) {
    all.emplace_back("Content-Type", "application/json");
    text = json::serialize(body);
  }
  const auto answer = http.request(method, path, text, all);
  const bool is_json = answer.header("content-type").find("json") != std::string_view::npos;
  const auto value = is_json ? parse(answer.body) : json::value(nullptr);
  if (answer.status >= 400) throw_problem(answer.status, value);
  return value;
}

Realtime::Realtime(const ServerAddress& server, const std::string& ticket)
    : socket_(server, std::string(api) + "/realtime?ticket=" + ticket) {
  const auto first = receive(std::chrono::seconds(30));
  if (!first || text_of(*first, "event") != "hello") throw std::runtime_error("the server did not say hello");
  hello_ = *first;
}

std::optional<json::object> Realtime::receive(std::chrono::milliseconds limit) {
  const auto text = socket_.receive(limit);
  if (!text) return std::nullopt;
  auto value = parse(*text);
  if (!value.is_object()) throw std::runtime_error("the server sent a frame that is not an object");
  return std::move(value.get_object());
}

void Realtime::note(const json::object& event) {
  const auto channel = text_of(event, "channel");
  const auto seq = number_of(event, "seq");
  if (channel.empty() || seq == 0) return;
  auto& last = last_seqs_[channel];
  last = std::max(last, seq);
}

std::optional<json::object> Realtime::next(std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (events_.empty()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    auto frame = receive(std::max(left, std::chrono::milliseconds(0)));
    if (!frame) return std::nullopt;
    if (frame->contains("event")) events_.push_back(std::move(*frame));
  }
  auto event = std::move(events_.front());
  events_.pop_front();
  note(event);
  return event;
}

json::value Realtime::command(std::string_view op, const json::object& args, std::chrono::milliseconds limit) {
  const auto id = ++last_id_;
  socket_.send(json::serialize(json::object{{"id", id}, {"op", op}, {"args", args}}));
  const auto until = std::chrono::steady_clock::now() + limit;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    auto frame = receive(std::max(left, std::chrono::milliseconds(0)));
    if (!frame) throw TimedOut();
    if (frame->contains("event")) {
      events_.push_back(std::move(*frame));
    } else if (number_of(*frame, "id") == id) {
      if (const auto* const problem = frame->if_contains("problem")) {
        throw_problem(problem->is_object() ? static_cast<int>(number_of(problem->get_object(), "status")) : 500,
                      *problem);
      }
      return frame->at("ok");
    }
  }
}

void Realtime::resume(const std::map<std::string, std::int64_t>& channels) {
  json::object wanted;
  for (const auto& [channel, seq] : channels) wanted[channel] = seq;
  command("resume", {{"channels", wanted}});
}

Session Session::login(const ServerAddress& server, std::string_view workspace, std::string_view username,
                       std::string_view password) {
  Session out(server);
  out.take(call(out.http_, "POST", std::string(api) + "/auth/login",
                json::object{{"workspace", workspace}, {"username", username}, {"password", password}}));
  return out;
}

Session Session::from_tokens(const ServerAddress& server, const json::value& tokens) {
  Session out(server);
  out.take(tokens);
  return out;
}

void Session::take(const json::value& tokens) {
  const auto& object = tokens.as_object();
  access_ = text_of(object, "access_token");
  if (auto refresh = text_of(object, "refresh_token"); !refresh.empty()) refresh_ = std::move(refresh);
  if (const auto* const user = object.if_contains("user"); user && user->is_object()) user_ = user->get_object();
  const auto lifetime = std::chrono::seconds(number_of(object, "expires_in"));
  renew_at_ = std::chrono::steady_clock::now() + lifetime * 3 / 4;
}

void Session::renew() {
  take(call(http_, "POST", std::string(api) + "/auth/refresh", json::object{{"refresh_token", refresh_}}));
}

json::value Session::request(std::string_view method, std::string_view path, const json::value& body) {
  if (!refresh_.empty() && std::chrono::steady_clock::now() >= renew_at_) renew();
  return call(http_, method, std::string(api) + std::string(path), body, {{"Authorization", "Bearer " + access_}});
}

json::value Session::post(std::string_view channel, std::string_view text, std::string_view nonce) {
  json::object body{{"text", text}};
  if (!nonce.empty()) body["nonce"] = nonce;
  return request("POST", "/channels/" + std::string(channel) + "/messages", body);
}

Realtime Session::events() {
  const auto ticket = request("POST", "/realtime/tickets", json::object{});
  return {http_.server(), text_of(ticket.as_object(), "ticket")};
}

}  // namespace wardroom::client
