// A stand-in server (tests/support/kms/*.mjs) beside the test, and a certificate for it.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "support/child.h"
#include "support/scratch_folder.h"

namespace wardroom::kms {

inline std::string path_of(const std::filesystem::path& path) { return path.string(); }

// A self-signed certificate for 127.0.0.1 in FOLDER/NAME.pem and NAME.key.
inline void make_certificate(const test::ScratchFolder& folder, const std::string& name) {
  const auto base = path_of(folder.path() / name);
  test::run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=wardroom test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", base + ".key", "-out",
             base + ".pem", "-batch"});
}

class StandIn {
 public:
  StandIn(const std::string& script, const boost::json::object& config)
      : child_({"node", std::string(WARDROOM_SOURCE_DIR) + "/tests/support/kms/" + script,
                boost::json::serialize(config)}),
        port_(std::stoi(child_.hear())) {}

  int port() const { return port_; }
  void tell(const boost::json::object& order) { EXPECT_EQ(ask(order), "ok"); }
  std::string ask(const boost::json::object& order) {
    child_.say(boost::json::serialize(order));
    return child_.hear();
  }
  // What it found wrong with the requests' form; for the test's end.
  std::string complaints() { return ask({{"complaints", true}}); }

 private:
  test::Child child_;
  int port_;
};

}  // namespace wardroom::kms
