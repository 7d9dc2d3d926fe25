// What goes to the log's file, seen below SQLite: the calls of pwrite.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

#include "store/database_error.h"
#include "unit/store/notes.h"

namespace wardroom::store {
namespace {

std::atomic<int> log_writes = 0;
std::atomic<std::int64_t> log_bytes = 0;
std::atomic<bool> disk_full = false;

bool is_log(int fd) {
  const auto link = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd));
  return link.string().ends_with("-wal");
}

ssize_t counted_write(int fd, const void* data, std::size_t size, off64_t offset) {
  if (is_log(fd)) {
    if (disk_full) {
      errno = ENOSPC;
      return -1;
    }
    ++log_writes;
    log_bytes += static_cast<std::int64_t>(size);
  }
  return ::pwrite64(fd, data, size, offset);
}

class LogWrites : public ::testing::Test {
 protected:
  LogWrites() {
    write_by(reinterpret_cast<sqlite3_syscall_ptr>(counted_write));
    store_.emplace(folder_.options());
    store_->create(tenant_);
    add(1, 1);
    log_writes = 0;
    log_bytes = 0;
  }
  ~LogWrites() override {
    store_.reset();
    write_by(nullptr);  // as it was
  }
  static void write_by(sqlite3_syscall_ptr write) {
    auto& files = *sqlite3_vfs_find("unix");
    for (const char* const name : {"pwrite", "pwrite64"}) files.xSetSystemCall(&files, name, write);
  }

  // In one transaction; each as long as most of a page.
  void add(int notes, std::size_t length = 3000) {
    store_->write_now(tenant_, [&](TenantTxn& txn) {
      for (int i = 0; i < notes; ++i) {
        test::add(txn, std::to_string(made_ + i) + std::string(length, 'n'));
      }
    });
    made_ += notes;
  }

  test::Folder folder_;
  base::TenantId tenant_ = base::TenantId::make();
  std::optional<Store> store_;
  int made_ = 0;
};

TEST_F(LogWrites, ACommitIsOneWrite) {
  add(5);
  EXPECT_EQ(log_writes, 1);
  EXPECT_GT(log_bytes, 5 * 4096);
  EXPECT_EQ(test::count(*store_, tenant_), 6);
}

TEST_F(LogWrites, ALongOneIsSeveralAndSeenWholeByOtherConnections) {
  add(200);
  EXPECT_GT(log_bytes, 200 * 3000);
  EXPECT_LE(log_writes, log_bytes / (60 * 1024) + 1);
  EXPECT_EQ(test::count(*store_, tenant_), 201);
  store_.reset();
  store_.emplace(folder_.options());
  EXPECT_EQ(test::count(*store_, tenant_), 201);
}

TEST_F(LogWrites, OneThatFailsFailsTheCommitAndNothingElse) {
  disk_full = true;
  for (const int notes : {1, 100}) {
    try {
      add(notes);
      ADD_FAILURE() << "it was acknowledged";
    } catch (const DatabaseError& error) {
      EXPECT_TRUE(std::string_view(error.what()).ends_with("the disk is full")) << error.what();
    }
  }
  disk_full = false;
  EXPECT_EQ(test::count(*store_, tenant_), 1);
  add(3);
  EXPECT_EQ(test::count(*store_, tenant_), 4);
  store_.reset();
  store_.emplace(folder_.options());
  EXPECT_EQ(test::count(*store_, tenant_), 4);
}

TEST_F(LogWrites, WhatIsUndoneIsNotWritten) {
  EXPECT_THROW(store_->write_now(tenant_,
                                 [](TenantTxn& txn) {
                                   test::add(txn, "undone");
                                   throw std::runtime_error("no");
                                 }),
               std::runtime_error);
  EXPECT_EQ(log_writes, 0);
  EXPECT_EQ(test::count(*store_, tenant_), 1);
}

}  // namespace
}  // namespace wardroom::store
