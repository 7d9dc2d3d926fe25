// What is left of a tenant's keys in the memory of the process that served it, after it went dark. The process is a
// child; the keys to look for are computed outside it, from the same files.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit/schema.h"
#include "bus/in_process.h"
#include "chat/queries.h"
#include "chat/schema.h"
#include "kms/local.h"
#include "server/darkness.h"
#include "support/memory_image.h"
#include "support/scratch_folder.h"

namespace wardroom::server {
namespace {

using base::TenantId;
using test::ScratchFolder;

// The customer's key service: a real one, until the customer withdraws the key.
class Revocable final : public kms::Kms {
 public:
  explicit Revocable(std::unique_ptr<kms::Kms> inner) : inner_(std::move(inner)) {}
  base::Bytes wrap(const kms::Key& key, base::ByteView context) override { return inner_->wrap(key, context); }
  std::expected<kms::Key, kms::KmsError> unwrap(base::ByteView wrapped, base::ByteView context) override {
    if (revoked) return std::unexpected(kms::KmsError(kms::KmsError::refused));
    return inner_->unwrap(wrapped, context);
  }
  std::string describe() const override { return "the customer's"; }
  std::atomic<bool> revoked = false;

 private:
  std::unique_ptr<kms::Kms> inner_;
};

struct Files {
  ScratchFolder folder;
  Files() {
    for (const std::string name : {"platform", "customer"}) {
      EXPECT_TRUE(kms::create_key_file(unlock(name).path));
      EXPECT_TRUE(kms::create_local_kms(folder.path() / (name + ".kms"), unlock(name)));
    }
  }
  kms::KeyFile unlock(const std::string& name) const { return {folder.path() / (name + ".key")}; }
  std::unique_ptr<kms::Kms> open(const std::string& name) const {
    return std::move(*kms::open_local_kms(folder.path() / (name + ".kms"), unlock(name)));
  }
};

// Keys and databases as the server has them.
struct House {
  explicit House(const Files& files)
      : platform(files.open("platform")),
        customer(std::make_shared<Revocable>(files.open("customer"))),
        keys(files.folder.path(), *platform, [this](std::string_view) { return customer; }),
        store(options(files)),
        supervision(keys),
        audit(keys),
        hub(bus),
        shred_keys(keys) {
    supervision.listen(darkness_listener({store, audit, hub, shred_keys}));
  }
  ~House() { supervision.stop(); }

  store::Options options(const Files& files) {
    store::Options out;
    out.directory = files.folder / "databases";
    out.database_key = [this](TenantId tenant) { return keys.database_key(tenant); };
    out.schema = {audit::schema(), chat::schema()};
    out.ready = [this](TenantId tenant) { return keys.held(tenant); };
    out.prepare = [this](TenantId tenant, keys::Supervision::Ready then) {
      supervision.prepare(tenant, std::move(then));
    };
    return out;
  }

  std::unique_ptr<kms::Kms> platform;
  std::shared_ptr<Revocable> customer;
  keys::KeyStore keys;
  store::Store store;
  keys::Supervision supervision;
  audit::AuditLog audit;
  bus::InProcessBus bus;
  chat::Hub hub;
  chat::ShredKeys shred_keys;
};

void make_tenant(House& house, TenantId tenant) {
  for (const auto each : {base::platform_tenant, tenant}) {
    house.keys.create_tenant(each);
    house.store.create(each);
  }
  house.keys.adopt(house.keys.rewrap(tenant, "the customer's"));
}

base::ShredKeyId serve(House& house, TenantId tenant) {
  return house.store.write_now(tenant, [&](store::TenantTxn& txn) {
    const auto id = house.shred_keys.of_time(txn, base::ChannelId::make(), base::now());
    const auto message = base::MessageId::make();
    const auto sealed = house.shred_keys.seal(txn, id, message, "hello");
    EXPECT_EQ(house.shred_keys.open(txn, sealed, message), "hello");
    house.audit.append(txn, {.event = "auth.login", .detail = "from anywhere"});
    return id;
  });
}

bool recorded(House& house) {
  house.store.write_now(base::platform_tenant, [](store::TenantTxn&) {});  // what was written before is there
  return house.store.read_now(base::platform_tenant, [&](store::TenantTxn& txn) {
    const auto entries = house.audit.list({txn, audit::LogKind::security}, 0, 9);
    return !entries.empty() && entries.back().event == "keys.dark" && entries.back().outcome == "refused";
  });
}

// Serves, then waits for a word; goes dark, then waits again. Never returns.
[[noreturn]] void live(const Files& files, TenantId tenant, int in, int out) {
  {
    House house(files);
    make_tenant(house, tenant);
    const auto id = serve(house, tenant);
    static_cast<void>(house.store.read_now(
        tenant, [&](store::TenantTxn& txn) { return house.audit.list({txn, audit::LogKind::security}, 0, 9); }));
    char word = 0;
    bool ok = ::write(out, id.uuid.data(), id.uuid.size()) == 16 && ::read(in, &word, 1) == 1;
    house.customer->revoked = true;
    for (int i = 0; ok && i < 3; ++i) {
      house.supervision.check_soon(tenant);
      house.supervision.settle();
    }
    ok = ok && house.keys.dark(tenant).has_value() && recorded(house);
    ok = ::write(out, ok ? "d" : "!", 1) == 1 && ::read(in, &word, 1) == 1 && ok;
  }
  std::_Exit(0);
}

// What the child must not hold: computed from the files, with the customer's key service still granting.
std::map<std::string, base::Bytes> secrets_of(const Files& files, TenantId tenant, base::ShredKeyId id) {
  House house(files);
  std::map<std::string, base::Bytes> out;
  const auto put = [&](const std::string& name, base::ByteView bytes) {
    out[name] = base::Bytes(bytes.begin(), bytes.end());
  };
  const auto keys = house.keys.open(tenant);
  for (const auto& [name, purpose] : {std::pair{"content", crypto::Purpose::content},
                                      {"database", crypto::Purpose::database},
                                      {"audit-detail", crypto::Purpose::audit_detail},
                                      {"search", crypto::Purpose::search}}) {
    put(name, keys->purpose_key(purpose, 1)->view());
  }
  const auto wrapped = keys::load_keyring(files.folder / "keyring").at(tenant).epochs.at(1);
  put("root", house.customer->unwrap(wrapped, keys::wrap_context(tenant, 1))->view());
  house.store.read_now(tenant, [&](store::TenantTxn& txn) {
    const auto row = txn.one<chat::sql::ShredKeyRow>(chat::sql::shred_key, id);
    put("shred key", keys->unwrap(row->key, id)->key.view());
  });
  return out;
}

class Child {
 public:
  Child(const Files& files, TenantId tenant) {
    int to_child[2], from_child[2];
    if (::pipe(to_child) != 0 || ::pipe(from_child) != 0) throw std::runtime_error("pipe");
    process_ = ::fork();
    if (process_ == 0) {
      ::close(to_child[1]);  // or it would never see the end of it
      live(files, tenant, to_child[0], from_child[1]);
    }
    ::close(to_child[0]);
    ::close(from_child[1]);
    in_ = from_child[0];
    out_ = to_child[1];
  }
  ~Child() {
    ::close(in_);
    ::close(out_);
    ::waitpid(process_, nullptr, 0);
  }
  base::ShredKeyId shred_key() const {
    base::ShredKeyId id;
    EXPECT_EQ(::read(in_, id.uuid.data(), 16), 16);
    return id;
  }
  char go_on() const {
    char answer = 0;
    EXPECT_EQ(::write(out_, "g", 1), 1);
    EXPECT_EQ(::read(in_, &answer, 1), 1);
    return answer;
  }
  pid_t process() const { return process_; }

 private:
  pid_t process_ = 0;
  int in_ = 0;
  int out_ = 0;
};

TEST(DarkTenant, LeavesNoKeyInMemory) {
  const Files files;
  const auto tenant = TenantId::make();
  const Child child(files, tenant);
  const auto secrets = secrets_of(files, tenant, child.shred_key());
  test::MemoryImage image(child.process());

  const auto open = image.count(secrets);
  EXPECT_GT(image.bytes_read, std::size_t{4} << 20);
  for (const char* name : {"content", "database", "audit-detail", "search", "shred key"}) {
    EXPECT_GE(open.at(name), 1) << name << " is in use and must be found, or the search finds nothing at all";
  }
  EXPECT_EQ(open.at("root"), 0) << "needed for a moment only";

  ASSERT_EQ(child.go_on(), 'd');
  for (const auto& [name, times] : image.count(secrets)) EXPECT_EQ(times, 0) << name;
  EXPECT_GT(image.bytes_read, std::size_t{4} << 20);
}

}  // namespace
}  // namespace wardroom::server
