// rooms: scim
// The input as a filter, as a patch's path and value, and as a resource. What a patch leaves must be a resource that is
// read back as it is.
#include <boost/json/parse.hpp>
#include <cstdlib>

#include "base/json.h"
#include "scim/patch.h"
#include "scim/resource.h"

using namespace wardroom;

namespace {

boost::json::object person() {
  return boost::json::parse(R"({"userName":"anna","active":true,"name":{"givenName":"Anna"},
    "emails":[{"value":"a@example.org","type":"work","primary":true},{"value":"b@example.org","type":"home"}]})")
      .as_object();
}

template <typename Work>
void refused_or(Work work) {
  try {
    work();
  } catch (const base::Problem&) {
  }
}

void must_read_back(const scim::Schema& schema, const boost::json::object& resource) {
  if (scim::read_resource(schema, resource) != resource) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto& schema = scim::user_schema();
  refused_or([&] {
    const auto filter = scim::parse_filter(schema, input);
    scim::matches(filter, person());
    scim::demanded(filter, "userName");
  });
  refused_or([&] { must_read_back(schema, scim::read_resource(schema, base::parse_json(input))); });
  for (const auto* const op : {"add", "replace", "remove"}) {
    const boost::json::object by_path{
        {"op", op}, {"path", std::string(input)}, {"value", boost::json::array{{{"value", "x"}, {"primary", true}}}}};
    refused_or([&] {
      auto resource = person();
      scim::apply_patch(
          schema, resource,
          boost::json::object{{"schemas", boost::json::array{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}},
                              {"Operations", boost::json::array{by_path}}});
      must_read_back(schema, resource);
    });
    refused_or([&] {
      auto resource = person();
      const boost::json::object whole{{"op", op}, {"value", base::parse_json(input)}};
      scim::apply_patch(
          schema, resource,
          boost::json::object{{"schemas", boost::json::array{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}},
                              {"Operations", boost::json::array{whole}}});
      must_read_back(schema, resource);
    });
  }
  return 0;
}
