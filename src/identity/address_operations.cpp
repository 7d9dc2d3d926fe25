#include "identity/inputs.h"
#include "identity/operations.h"

namespace wardroom::identity {
namespace {

using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct OwnAddress {
  std::optional<std::string> address;
  bool mail = false;  // whether this server can send some
};
BOOST_DESCRIBE_STRUCT(OwnAddress, (), (address, mail))

struct GiveAddress {
  MailAddress address;
};
BOOST_DESCRIBE_STRUCT(GiveAddress, (), (address))

struct ConfirmAddress {
  LetterText token;
};
BOOST_DESCRIBE_STRUCT(ConfirmAddress, (), (token))

constexpr Operation<Empty, OwnAddress> get{
    .name = "me.address.get",
    .method = Method::get,
    .path = "/me/address",
    .summary = "One's own e-mail address",
    .policy = Policy<Empty>::self(),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<GiveAddress, Empty> begin{
    .name = "me.address.begin",
    .method = Method::post,
    .path = "/me/address",
    .summary = "Send a letter with a link that shows an address to be one's own",
    .policy = Policy<GiveAddress>::self().fresh(),
    .rate = Rate::authentication,
    .audited = Audited::no("nothing is kept"),
};

constexpr Operation<ConfirmAddress, OwnAddress> confirm{
    .name = "me.address.confirm",
    .method = Method::post,
    .path = "/me/address/confirm",
    .summary = "Take the address to which the letter was sent for one's own",
    .policy = Policy<ConfirmAddress>::self(),
    .rate = Rate::authentication,
    .audited = Audited::as("user.address_changed"),
};

constexpr Operation<Empty, Empty> remove{
    .name = "me.address.remove",
    .method = Method::delete_,
    .path = "/me/address",
    .summary = "Forget one's own e-mail address",
    .policy = Policy<Empty>::self().fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("user.address_changed"),
};

void send_letter(const Identity& identity, Call& call, const std::string& given) {
  identity.letters().require_possible();
  const auto address = mail_address(given, "body.address");
  const auto& parts = identity.parts();
  const auto workspace = parts.workspaces.current(call.txn).name;
  const auto token =
      identity.letters().token(call.txn.tenant(), {LetterPurpose::address, address, call.caller.user.text(), 0});
  const auto text = "To use this address for your account in \"" + workspace + "\", open within 24 hours:\n\n" +
                    parts.options.public_url + "/confirm-address#token=" + token +
                    "\n\nIf you did not ask for it, do nothing.\n";
  // Whether the address is another account's is not told here: its owner would learn of a second one, nobody else.
  identity.letters().send(call.txn.tenant(), address, "Your address for " + workspace, text);
}

}  // namespace

void declare_addresses(operation::Registry& registry, Identity& identity) {
  registry.reads(get, [&identity](Call& call, const Empty&) {
    return OwnAddress{identity.addresses().of(call.txn, call.caller.user), identity.letters().possible()};
  });
  registry.reads(begin, [&identity](Call& call, const GiveAddress& in) {
    send_letter(identity, call, in.address.value);
    return Empty{};
  });
  registry.writes(confirm, [&identity](Call& call, const ConfirmAddress& in) {
    const auto read = identity.letters().read(in.token.value, LetterPurpose::address);
    if (read.tenant != call.txn.tenant() || read.token.about != call.caller.user.text()) {
      throw base::Problem(403, "another_account", "This link is another account's: sign in as who asked for it.");
    }
    identity.addresses().put(call.txn, call.caller.user, read.token.address);
    call.target = call.caller.user.text();
    return OwnAddress{read.token.address, true};
  });
  registry.writes(remove, [](Call& call, const Empty&) {
    call.target = call.caller.user.text();
    if (!Addresses::remove(call.txn, call.caller.user)) {
      throw base::Problem(404, "address_not_found", "Your account has no e-mail address.");
    }
    return Empty{};
  });
}

}  // namespace wardroom::identity
