// The benches. Each sets up what it needs, measures, and prints its figures.
#pragma once
#include <string>

#include "target.h"

namespace wardroom::bench {

struct FanoutOptions {
  TargetOptions target;
  int receivers = 1000;
  int senders = 4;
  double rate = 20;  // posts a second, all senders together; 0: as many as are acknowledged
  int window = 4;    // posts under way for each sender when saturated
  int seconds = 10;
  int text_bytes = 120;
  bool floor = false;  // the network room alone: no chat, no store
};
void fanout(const FanoutOptions& options);

struct DurableOptions {
  TargetOptions target;
  int connections = 64;
  int channels = 8;
  int seconds = 10;
  int text_bytes = 120;
  bool websocket = false;
};
void durable(const DurableOptions& options);

struct IdleOptions {
  TargetOptions target;
  int connections = 2000;
  bool floor = false;
};
void idle(const IdleOptions& options);

struct HistoryOptions {
  TargetOptions target;
  int messages = 10'000;
  int connections = 16;
  int page = 50;
  int seconds = 10;
};
void history(const HistoryOptions& options);

struct SearchOptions {
  TargetOptions target;
  int messages = 1'000'000;
  int connections = 2;
  int seconds = 10;
};
void search(const SearchOptions& options);

struct AccessOptions {
  TargetOptions target;
  int members = 10'000;
  int channels = 2'000;
  int groups = 500;
  int depth = 5;
  int online = 50;        // people who are connected
  int connections = 500;  // of theirs
  int rounds = 20;
};
void access(const AccessOptions& options);

struct StartOptions {
  TargetOptions target;
  int times = 5;
  int tenants = 100;
};
void start(const StartOptions& options);

struct RekeyOptions {
  TargetOptions target;
  int messages = 100'000;
  double rate = 500;  // posts a second meanwhile
  int connections = 32;
};
void rekey(const RekeyOptions& options);
void backup(const RekeyOptions& options);  // the same of a backup; wardroomctl is beside the server's program

struct SignInOptions {
  TargetOptions target;
  int tries = 1000;   // wrong passwords, half of them for names that nobody has
  int logins = 200;   // at once
  double rate = 200;  // posts a second meanwhile
};
void sign_in(const SignInOptions& options);

struct NeighboursOptions {
  TargetOptions target;
  int connections = 256;  // of the loud workspace
  double rate = 50;       // posts a second of the quiet one
  int seconds = 10;
};
void neighbours(const NeighboursOptions& options);

struct NullOptions {
  TargetOptions target;
  std::filesystem::path null_server;  // wardroomd-null-sealer, wardroomd-null-audit
  int connections = 64;
  int seconds = 4;  // a turn
  int rounds = 4;
};
void sealing(const NullOptions& options);
void recording(const NullOptions& options);

struct AuditOptions {
  std::int64_t entries = 300'000;
  std::int64_t long_entries = 10'000'000;
  int rounds = 5;
  bool json = false;
};
void audit(const AuditOptions& options);

// The server of --floor: broadcasts every text it hears to every socket. Runs until it is told to end.
void serve_floor();

}  // namespace wardroom::bench
