// The process is killed in the middle of writing: what was acknowledged is there afterwards.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/store/notes.h"

namespace wardroom::store {
namespace {

constexpr Statement<"SELECT size FROM note WHERE tenant_id = $1 AND size >= $2 ORDER BY size"> sizes_from;

// Writes numbered notes without end; each acknowledged number goes into the pipe. Ends by being killed.
[[noreturn]] void write_until_killed(test::Folder& folder, base::TenantId tenant, int first, int pipe) {
  Store store(folder.options());
  std::atomic<int> next = first;
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i)
    writers.emplace_back([&] {
      for (;;) {
        const int number = next++;
        store.write_now(tenant, [&](TenantTxn& txn) { test::add(txn, "n" + std::to_string(number), number); });
        if (::write(pipe, &number, sizeof number) != sizeof number) ::_exit(1);
      }
    });
  for (auto& writer : writers) writer.join();
  ::_exit(1);
}

TEST(Crash, AcknowledgedWritesSurviveKill9) {
  test::Folder folder;
  const auto tenant = base::TenantId::make();
  {
    Store store(folder.options());
    store.create(tenant);
  }
  for (int round = 0; round < 4; ++round) {
    const int first = round * 1'000'000;
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(pipe[0]);
      write_until_killed(folder, tenant, first, pipe[1]);
    }
    ::close(pipe[1]);
    std::vector<int> acknowledged;
    int number = 0;
    while (::read(pipe[0], &number, sizeof number) == sizeof number) {
      acknowledged.push_back(number);
      if (acknowledged.size() == 300 + 137 * static_cast<std::size_t>(round)) ::kill(child, SIGKILL);
    }
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
    ASSERT_GE(acknowledged.size(), 300U);

    Store store(folder.options());
    const auto present = store.read_now(tenant, [first](TenantTxn& txn) { return txn.all<int>(sizes_from, first); });
    std::ranges::sort(acknowledged);
    EXPECT_TRUE(std::ranges::includes(present, acknowledged)) << "an acknowledged row is missing in round " << round;
  }
}

}  // namespace
}  // namespace wardroom::store
