#include <memory>

#include "chat/operations.h"
#include "chat/search.h"
#include "chat/search_index.h"
#include "store/store.h"

namespace wardroom::chat {
namespace {

using operation::AsyncCall;
using operation::Audited;
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

constexpr std::int64_t folded_at_once = 50;  // so that no post waits long for its turn
constexpr std::int64_t folded_at_most = 500;

// What was acknowledged before the search is found by it: what is pending goes into the index first, in steps, as long
// as that does not take too long.
class Searching : public std::enable_shared_from_this<Searching> {
 public:
  Searching(const Parts& parts, store::Store& store, AsyncCall<SearchPage> call, SearchMessages in)
      : parts_(parts), store_(store), call_(std::move(call)), in_(std::move(in)) {}

  void look() {
    store_.read(
        tenant(),
        [self = shared_from_this()](store::TenantTxn& txn) {
          self->page_.reset();
          if (self->folded_ < folded_at_most && has_pending(txn)) return;
          self->page_ = self->search(txn);
        },
        [self = shared_from_this()](std::exception_ptr error) {
          if (error) return self->call_.fail(std::move(error));
          if (!self->page_) return self->fold();
          self->call_.reply(*self->page_);
        });
  }

 private:
  base::TenantId tenant() const { return call_.caller->tenant; }

  SearchPage search(store::TenantTxn& txn) const {
    const auto after = in_.after ? std::optional(in_.after->value) : std::nullopt;
    return search_messages(parts_, txn, *call_.caller, in_.q.value, after, in_.limit ? in_.limit->value : 20);
  }

  void fold() {
    store_.write(
        tenant(),
        [self = shared_from_this()](store::TenantTxn& txn) {
          fold_pending(self->parts_, txn, folded_at_once);
          self->folded_ += folded_at_once;
        },
        [self = shared_from_this()](std::exception_ptr error) {
          if (error) return self->call_.fail(std::move(error));
          self->look();
        });
  }

  const Parts& parts_;
  store::Store& store_;
  AsyncCall<SearchPage> call_;
  SearchMessages in_;
  std::optional<SearchPage> page_;
  std::int64_t folded_ = 0;
};

}  // namespace

void declare_search(operation::Registry& registry, const Parts& parts, store::Store& store) {
  registry.async(search, [&parts, &store](AsyncCall<SearchPage> call, SearchMessages in) {
    std::make_shared<Searching>(parts, store, std::move(call), std::move(in))->look();
  });
}

}  // namespace wardroom::chat
