#include "chat/operations.h"
#include "chat/search.h"

namespace wardroom::chat {
namespace {

using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct SearchMessages {
  base::Text<1, max_query_length> q;
  std::optional<base::Text<3, 40>> after;
  std::optional<base::Bounded<1, 50>> limit;
};
BOOST_DESCRIBE_STRUCT(SearchMessages, (), (q, after, limit))

constexpr Operation<SearchMessages, SearchPage> search{
    .name = "message.search",
    .method = Method::get,
    .path = "/search",
    .summary =
        "Messages that hold all words of q; also \"phrases\", beginnings*, -exclusions, from:@name, in:#channel, "
        "before:, after: and on: a day, has:link",
    .policy = Policy<SearchMessages>::member("what they may read: their channels, and public ones with "
                                             "channel_directory"),
    .rate = Rate::searching,
    .audited = Audited::no("reading"),
};

}  // namespace

void declare_search(operation::Registry& registry, const Parts& parts) {
  registry.reads(search, [&parts](Call& call, const SearchMessages& in) {
    const auto after = in.after ? std::optional(in.after->value) : std::nullopt;
    return search_messages(parts, call.txn, call.caller, in.q.value, after, in.limit ? in.limit->value : 20);
  });
}

}  // namespace wardroom::chat
