// Where other systems post to incoming webhooks: POST /hooks/TOKEN. The token in the address is all they show; what is
// refused is in the workspace's audit log. Any thread.
#pragma once
#include <memory>

#include "net/http.h"
#include "operation/limits.h"
#include "operation/sparing_records.h"
#include "webhooks/incoming.h"

namespace wardroom::webhooks {

class Entrance {
 public:
  // limits: null for none.
  Entrance(const Parts& parts, const Incoming& incoming, operation::Limits* limits)
      : parts_(parts), incoming_(incoming), limits_(limits) {}

  static constexpr std::string_view root = "/hooks/";
  static bool serves(std::string_view path) { return path.starts_with(root); }

  std::size_t body_limit(const net::Request& head) const;
  void serve(const net::Request& request, net::Respond respond) const;  // answers exactly once

 private:
  struct Run;
  void begin(const std::shared_ptr<Run>& run, const net::Request& request) const;
  void note_refusal(const Run& run, const base::Problem& problem) const;
  void fail(const std::shared_ptr<Run>& run, const std::exception_ptr& error) const;

  const Parts& parts_;
  const Incoming& incoming_;
  operation::Limits* limits_;
  mutable operation::SparingRecords records_;
};

}  // namespace wardroom::webhooks
