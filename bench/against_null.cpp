// sealing: what it costs to seal and open every value, against a server that does not (wardroomd-null-sealer).
// recording: what an audit entry adds to the operation that it records, against a server that writes none
// (wardroomd-null-audit). Both servers run at once and are loaded in turns, so that whatever else the machine does
// meets both.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <deque>

#include "benches.h"
#include "figures.h"
#include "http_peer.h"

namespace wardroom::bench {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr int page = 50;

struct Load {
  std::string method;
  std::string path;
  std::string body;  // "#" stands for a number that is new each time
};

std::string numbered(const std::string& body, std::uint64_t number) {
  const auto at = body.find('#');
  return at == std::string::npos ? body : std::string(body).replace(at, 1, std::to_string(number));
}

struct Sum {
  double answers = 0;
  double seconds = 0;
  double cpu = 0;
  double rate() const { return answers / seconds; }
};

class Contender {
 public:
  explicit Contender(const TargetOptions& options)
      : target_(options), people_(target_.people(8)), path_(path_of(target_.new_channel(people_))) {
    for (auto& person : people_) {
      const auto said = person.request("POST", path_.substr(prefix.size()), boost::json::object{{"text", "first"}});
      own_messages_.push_back(fmt::format("{}/messages/{}", prefix, std::string(said.at("id").as_string())));
    }
  }

  void rename(const NullOptions& options, Sum& sum) {
    run({{"PATCH", "/api/v1/me", R"({"display_name":"Somebody #"})"}}, options, sum);
  }
  void rename_alone(const NullOptions& options, Sum& sum) { rename(alone(options), sum); }
  void make_channel(const NullOptions& options, Sum& sum) {
    run({{"POST", "/api/v1/channels", R"({"name":"made-#","kind":"public"})"}}, alone(options), sum);
  }
  void sign_in(const NullOptions& options, Sum& sum) {
    run({{"POST", "/api/v1/auth/login", boost::json::serialize(target_.owner_login())}}, alone(options), sum);
  }
  // Each person a message of their own.
  void edit(const NullOptions& options, Sum& sum) {
    std::vector<Load> loads;
    for (const auto& message : own_messages_) {
      loads.push_back({"PATCH", message, fmt::format(R"({{"text":"# {}"}})", std::string(120, 's'))});
    }
    run(loads, options, sum);
  }
  void post(const NullOptions& options, Sum& sum) {
    run({{"POST", path_, fmt::format(R"({{"text":"{}"}})", std::string(120, 's'))}}, options, sum);
  }
  void read(const NullOptions& options, Sum& sum) {
    run({{"GET", fmt::format("{}?limit={}", path_, page), ""}}, options, sum);
  }

 private:
  static constexpr std::string_view prefix = "/api/v1";
  static std::string path_of(const std::string& channel) {
    return fmt::format("{}/channels/{}/messages", prefix, channel);
  }

  static NullOptions alone(NullOptions options) {
    options.connections = 1;
    return options;
  }

  // One load for all, or one for each person.
  void run(const std::vector<Load>& loads, const NullOptions& options, Sum& sum) {
    Engine engine(target_.address());
    std::uint64_t answers = 0;
    std::deque<HttpPeer> peers;
    for (int i = 0; i < options.connections; ++i) {
      const auto person = static_cast<std::size_t>(i) % people_.size();
      const auto& token = people_[person].access_token();
      const auto& load = loads[person % loads.size()];
      const auto ask = [this, &load](HttpPeer& peer) {
        peer.request(load.method, load.path, numbered(load.body, ++asked_));
      };
      engine.connect(peers.emplace_back(target_.address().authority(), token, ask,
                                        [&answers, ask](HttpPeer& peer, int status, std::int64_t, std::int64_t) {
                                          if (status >= 300) throw std::runtime_error("the server refused a request");
                                          ++answers;
                                          ask(peer);
                                        }));
    }
    engine.run_until([] { return false; }, second / 2);
    answers = 0;
    const auto cpu = cpu_seconds(target_.pid());
    const auto began = now_ns();
    engine.run_until([] { return false; }, options.seconds * second);
    sum.seconds += static_cast<double>(now_ns() - began) / static_cast<double>(second);
    sum.cpu += cpu_seconds(target_.pid()) - cpu;
    sum.answers += static_cast<double>(answers);
  }

  Target target_;
  std::vector<client::Session> people_;
  std::string path_;
  std::vector<std::string> own_messages_;
  std::uint64_t asked_ = 0;
};

using Turn = void (Contender::*)(const NullOptions&, Sum&);

struct Compared {
  std::string bench, what, null;  // null: what the other server is
};

void compare(Contender& whole, Contender& null, Turn turn, const Compared& names, const NullOptions& options) {
  const Figures figures(names.bench, options.target.json);
  const auto& what = names.what;
  Sum with;
  Sum without;
  for (int round = 0; round < options.rounds; ++round) {
    (whole.*turn)(options, with);
    (null.*turn)(options, without);
  }
  figures.add(what + "_per_second", with.rate(), "1/s");
  figures.add(what + "_per_second_null", without.rate(), "1/s");
  figures.add(what + "_rate", 100 * with.rate() / without.rate(), "% of the " + names.null + "'s");
  figures.add(what + "_cpu", 100 * (with.cpu / with.answers) / (without.cpu / without.answers),
              "% of the " + names.null + "'s");
}

}  // namespace

void sealing(const NullOptions& options) {
  auto without = options.target;
  without.server = options.null_server;
  Contender sealing(options.target);
  Contender null(without);
  compare(sealing, null, &Contender::post, {"sealing", "posts", "null sealer"}, options);
  compare(sealing, null, &Contender::read, {"sealing", "pages", "null sealer"}, options);
}

void recording(const NullOptions& options) {
  auto without = options.target;
  without.server = options.null_server;
  Contender recording(options.target);
  Contender null(without);
  const std::string other = "server without an audit log";
  compare(recording, null, &Contender::sign_in, {"recording", "sign_ins_one_at_a_time", other}, options);
  compare(recording, null, &Contender::make_channel, {"recording", "channels_one_at_a_time", other}, options);
  compare(recording, null, &Contender::rename_alone, {"recording", "renames_one_at_a_time", other}, options);
  compare(recording, null, &Contender::rename, {"recording", "renames", other}, options);
  compare(recording, null, &Contender::edit, {"recording", "edits", other}, options);
}

}  // namespace wardroom::bench
