#include "access/grant.h"
#include "base/log.h"
#include "identity/inputs.h"
#include "identity/operations.h"
#include "identity/records.h"
#include "identity/registration.h"

namespace wardroom::identity {
namespace {

using access::Permission;
using operation::AsyncCall;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct RegistrationSettings {
  RegistrationMode mode{};
  access::Tier tier{};
  std::vector<std::string> domains;
  bool mail = false;  // whether this server can send some
};
BOOST_DESCRIBE_STRUCT(RegistrationSettings, (), (mode, tier, domains, mail))

struct OfWorkspace {
  Slug workspace;
};
BOOST_DESCRIBE_STRUCT(OfWorkspace, (), (workspace))

// What the sign-in page shows to anybody. Of a workspace that is not there it says what it says of most.
struct WaysIn {
  bool open = false;     // people may register
  bool by_mail = false;  // … once they showed that an address is theirs
  bool reset = false;    // a forgotten password can be set anew by mail
};
BOOST_DESCRIBE_STRUCT(WaysIn, (), (open, by_mail, reset))

struct AskToJoin {
  Slug workspace;
  MailAddress address;
};
BOOST_DESCRIBE_STRUCT(AskToJoin, (), (workspace, address))

struct Register {
  Slug workspace;
  std::optional<LetterText> token;  // of the letter, where addresses are asked for
  Username username;
  Name display_name;
  Password password;
};
BOOST_DESCRIBE_STRUCT(Register, (), (workspace, token, username, display_name, password))

constexpr Operation<Empty, RegistrationSettings> get{
    .name = "registration.get",
    .method = Method::get,
    .path = "/registration",
    .summary = "Who may join the workspace",
    .policy = Policy<Empty>::needs(Permission::manage_users),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<RegistrationConfig, RegistrationSettings> set{
    .name = "registration.set",
    .method = Method::put,
    .path = "/registration",
    .summary = "Say who may join the workspace",
    .policy = Policy<RegistrationConfig>::needs(Permission::manage_authentication).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("registration.changed"),
};

constexpr Operation<OfWorkspace, WaysIn> ways{
    .name = "auth.ways",
    .method = Method::get,
    .path = "/auth/ways",
    .summary = "What the sign-in page offers besides signing in",
    .policy = Policy<OfWorkspace>::anyone("the links of the sign-in page"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<AskToJoin, Empty> ask{
    .name = "auth.register.begin",
    .method = Method::post,
    .path = "/auth/register/begin",
    .summary = "Send a letter with a link to join; the answer is the same for every address",
    .policy = Policy<AskToJoin>::anyone("tells nothing; the letter goes to the address"),
    .rate = Rate::authentication,
    .audited = Audited::no("nothing is kept"),
};

constexpr Operation<Register, Tokens> enter{
    .name = "auth.register",
    .method = Method::post,
    .path = "/auth/register",
    .summary = "Join an open workspace",
    .policy = Policy<Register>::anyone("the workspace says that whoever comes may join"),
    .rate = Rate::authentication,
    .audited = Audited::as("user.registered"),
};

RegistrationSettings shown(const RegistrationConfig& config, bool mail) {
  RegistrationSettings out{config.mode, config.tier, {}, mail};
  for (const auto& domain : config.domains) out.domains.push_back(domain.value);
  return out;
}

WaysIn ways_of(const Identity& identity, const std::string& slug) {
  const auto& parts = identity.parts();
  const bool mail = identity.letters().possible();
  const auto tenant = parts.workspaces.find_by_slug(slug);
  if (!tenant) return {false, false, mail};
  return parts.store.read_now(*tenant, [&](store::TenantTxn& txn) {
    const bool open = identity.registration().config(txn).mode == RegistrationMode::open;
    return WaysIn{open, open && mail, mail};
  });
}

std::string known_letter(const std::string& workspace, const std::string& url) {
  return "Somebody, probably you, asked to join \"" + workspace +
         "\" with this address. You have an account there already: sign in at\n\n" + url +
         "\n\nIf you forgot your password, ask for a new one there.\n";
}

std::string join_letter(const std::string& workspace, const std::string& link) {
  return "Somebody, probably you, asked to join \"" + workspace +
         "\" with this address. To go on, open within 24 hours:\n\n" + link +
         "\n\nIf it was not you, do nothing: there is no account without this link.\n";
}

// Nothing of what is found may be seen by who asks, in the answer or in the time it takes.
void send_letter(const Identity& identity, const AskToJoin& in) {
  const auto address = mail_address(in.address.value, "body.address");
  const auto& parts = identity.parts();
  const auto tenant = parts.workspaces.find_by_slug(in.workspace.value);
  if (!tenant) return;
  const auto& letters = identity.letters();
  std::string name;
  bool known = false;
  const bool fits = parts.store.read_now(*tenant, [&](store::TenantTxn& txn) {
    const auto config = identity.registration().config(txn);
    name = parts.workspaces.current(txn).name;
    known = Addresses::user_of(txn, address).has_value();
    return config.mode == RegistrationMode::open && lets_in(config, address);
  });
  const auto& url = parts.options.public_url;
  if (known) {
    letters.send(*tenant, address, "Your account in " + name, known_letter(name, url));
  } else if (fits) {
    const auto token = letters.token(*tenant, {LetterPurpose::join, address, "", 0});
    letters.send(*tenant, address, "Join " + name, join_letter(name, url + "/register#token=" + token));
  }
}

// The address that was proven, where one is asked for.
std::optional<std::string> proven_address(const Identity& identity, base::TenantId tenant, const Register& in) {
  if (!identity.letters().possible()) return std::nullopt;
  if (!in.token) {
    throw base::Problem(403, "address_needed", "Ask for a letter first: it has the link by which to join.");
  }
  auto read = identity.letters().read(in.token->value, LetterPurpose::join);
  if (read.tenant != tenant) throw registration_closed();
  return read.token.address;
}

operation::Answer registered(const Identity& identity, const Register& in, const access::Origin& origin) {
  const auto& parts = identity.parts();
  const auto tenant = parts.workspaces.find_by_slug(in.workspace.value);
  if (!tenant) throw registration_closed();
  const auto allowed = [&](store::TenantTxn& txn, const std::optional<std::string>& address) {
    const auto config = identity.registration().config(txn);
    if (config.mode != RegistrationMode::open) throw registration_closed();
    if (address ? !lets_in(config, *address) : !config.domains.empty()) throw registration_closed();
    return config.tier;
  };
  const auto open = [&](store::TenantTxn& txn) { return identity.registration().config(txn).mode; };
  if (parts.store.read_now(*tenant, open) != RegistrationMode::open) throw registration_closed();
  const auto address = proven_address(identity, *tenant, in);
  check_username(in.username.value);
  identity.accounts().check_new_password(in.password.value, in.username.value, "body.password");
  const auto phc = crypto::hash_password(in.password.value, parts.options.password_cost);
  auto signed_in = parts.store.write_now(*tenant, [&](store::TenantTxn& txn) {
    const auto tier = allowed(txn, address);
    const auto user = identity.accounts().create(txn, {in.username.value, in.display_name.value, tier, phc}, false);
    if (address) identity.addresses().put(txn, user.id, *address);
    auto entry = record_of("user.registered", origin, user.id, {});
    entry.session.clear();
    entry.target = user.id.text();
    parts.audit.append(txn, entry);
    return identity.sign_in().open(txn, user, parts.workspaces.current(txn), origin);
  });
  return identity.sign_in().finish(std::move(signed_in), origin);
}

}  // namespace

void declare_registration(operation::Registry& registry, Identity& identity) {
  registry.reads(get, [&identity](Call& call, const Empty&) {
    return shown(identity.registration().config(call.txn), identity.letters().possible());
  });
  registry.writes(set, [&identity](Call& call, const RegistrationConfig& in) {
    access::require_grant(call.caller, in.tier);  // nobody lets people become more than they hold themselves
    identity.registration().set(call.txn, in, identity.letters().possible());
    call.target = call.txn.tenant().text();
    call.detail = std::string(base::enum_name(in.mode)) + ", tier " + std::string(access::name(in.tier));
    return shown(in, identity.letters().possible());
  });
  registry.async(ways, [&identity](AsyncCall<WaysIn> call, OfWorkspace in) {
    const auto workspace = in.workspace.value;
    identity.signing_pool().answer_for(workspace, std::move(call), [&identity, workspace](const AsyncCall<WaysIn>&) {
      return operation::Answer{base::to_json_text(ways_of(identity, workspace)), {}};
    });
  });
  registry.async(ask, [&identity](AsyncCall<Empty> call, AskToJoin in) {
    mail_address(in.address.value, "body.address");
    identity.letters().require_possible();
    const auto workspace = in.workspace.value;
    identity.signing_pool().submit(workspace, [&identity, in = std::move(in)] {
      try {
        send_letter(identity, in);
      } catch (const std::exception& fault) {
        base::log_warning("a letter was not written: {}", fault.what());
      }
    });
    call.reply({});
  });
  registry.async(enter, [&identity](AsyncCall<Tokens> call, Register in) {
    const auto workspace = in.workspace.value;
    identity.pool().answer_for(workspace, std::move(call),
                               [&identity, in = std::move(in)](const AsyncCall<Tokens>& asked) {
                                 return registered(identity, in, asked.origin);
                               });
  });
}

}  // namespace wardroom::identity
