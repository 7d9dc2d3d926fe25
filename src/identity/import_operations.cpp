// People who come from another product, many at once, with the password hashes that it kept: theirs work on, and are
// replaced by Argon2id ones as each of them signs in.
#include <fmt/format.h>

#include "access/grant.h"
#include "identity/inputs.h"
#include "identity/operations.h"

namespace wardroom::identity {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

constexpr std::size_t most_at_once = 500;
constexpr std::size_t import_size = std::size_t{256} * 1024;

struct ImportedPerson {
  Username username;
  Name display_name;
  access::Tier tier = access::Tier::member;
  std::optional<base::SecretText<1, 256>> password_hash;  // none: an administrator gives them a link
};
BOOST_DESCRIBE_STRUCT(ImportedPerson, (), (username, display_name, tier, password_hash))

struct ImportPeople {
  std::vector<ImportedPerson> people;
};
BOOST_DESCRIBE_STRUCT(ImportPeople, (), (people))

struct ImportResult {
  std::vector<User> users;
};
BOOST_DESCRIBE_STRUCT(ImportResult, (), (users))

constexpr Operation<ImportPeople, ImportResult> import_people{
    .name = "user.import",
    .method = Method::post,
    .path = "/user-imports",
    .summary =
        "Make up to 500 accounts, all or none; password_hash: bcrypt ($2a$, $2b$, $2y$) or Argon2id of another "
        "product, which is replaced when its owner signs in",
    .policy = Policy<ImportPeople>::needs(Permission::manage_users).fresh(),
    .rate = Rate::costly,
    .audited = Audited::as("user.imported"),
    .body_limit = import_size,
};

// Of one person, with the place of what is wrong.
NewUser checked(const ImportedPerson& person, const std::string& place, const access::Caller& caller) {
  try {
    check_username(person.username.value);
  } catch (base::Problem& problem) {
    throw problem.at(place + ".username");
  }
  access::require_grant(caller, person.tier);
  const auto hash = person.password_hash ? person.password_hash->value : std::string();
  if (!hash.empty() && !crypto::may_be_taken_over(hash)) {
    throw base::invalid_field(place + ".password_hash",
                              "Use a bcrypt hash of cost 4 to 14, or Argon2id with one lane and at most 512 MiB times "
                              "passes, or leave it out.");
  }
  return {person.username.value, person.display_name.value, person.tier, hash};
}

ImportResult imported(const Identity& identity, Call& call, const ImportPeople& in) {
  if (in.people.empty() || in.people.size() > most_at_once) {
    throw base::invalid_field("body.people", "Name 1 to 500 people.");
  }
  ImportResult out;
  for (std::size_t i = 0; i < in.people.size(); ++i) {
    const auto place = fmt::format("body.people[{}]", i);
    const auto person = checked(in.people[i], place, call.caller);
    try {
      out.users.push_back(identity.accounts().create(call.txn, person, false));
    } catch (base::Problem& problem) {
      throw problem.at(place + ".username");
    }
  }
  for (const auto& user : out.users) {
    call.target += (call.target.empty() ? "" : " ") + user.id.text();
    call.detail +=
        (call.detail.empty() ? "" : ", ") + user.username + " (" + std::string(access::name(user.tier)) + ")";
  }
  return out;
}

}  // namespace

void declare_import(operation::Registry& registry, Identity& identity) {
  registry.writes(import_people,
                  [&identity](Call& call, const ImportPeople& in) { return imported(identity, call, in); });
}

}  // namespace wardroom::identity
