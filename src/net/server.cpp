#include "net/server.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <thread>

#include "base/log.h"
#include "net/certificate_watch.h"
#include "net/connection.h"
#include "net/listener.h"
#include "net/redirect.h"

namespace wardroom::net {
namespace {

constexpr std::chrono::milliseconds certificate_poll{2'000};
constexpr std::chrono::hours expiry_check{24};

// Each connection is a file descriptor; the usual soft limit of 1024 is for programs of another age.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Application& application) : shared_(std::move(options), application) {
    const auto wanted = shared_.options.cores ? shared_.options.cores : std::thread::hardware_concurrency();
    for (unsigned i = 0; i < std::max(1U, wanted); ++i) cores_.push_back(std::make_unique<Core>(i, shared_));
  }
  ~Impl() { stop(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void start();
  void stop();
  void adopt(int fd, std::string address);
  void reload();
  void poll_certificate();
  void run(Core& core, unsigned number);

  Shared shared_;
  std::vector<std::unique_ptr<Core>> cores_;
  std::vector<std::thread> threads_;
  std::unique_ptr<CertificateWatch> watch_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<Listener> redirect_;
};

void Server::Impl::start() {
  raise_descriptor_limit();
  const auto& options = shared_.options;
  watch_ = std::make_unique<CertificateWatch>(options.tls);
  reload();
  listener_ = std::make_unique<Listener>(options.address, options.port,
                                         [this](int fd, std::string address) { adopt(fd, std::move(address)); });
  auto& first = *cores_.front();
  if (options.redirect_port) {
    redirect_ =
        std::make_unique<Listener>(options.address, *options.redirect_port, [this, &first](int fd, const std::string&) {
          serve_redirect(*first.loop, fd, listener_->port(), shared_.options.timeouts.read);
        });
  }
  first.loop->post([this, &first] {
    first.loop->every(certificate_poll, [this] { poll_certificate(); });
    first.loop->every(expiry_check, [this] { watch_->warn_if_ending(); });
    listener_->start(*first.loop);
    if (redirect_) redirect_->start(*first.loop);
  });
  watch_->warn_if_ending();
  for (unsigned i = 0; i < cores_.size(); ++i) {
    threads_.emplace_back([this, i] { run(*cores_[i], i); });
  }
}

void Server::Impl::run(Core& core, unsigned number) {
  pthread_setname_np(pthread_self(), ("net-" + std::to_string(number)).c_str());
  core.loop->run();
  while (!core.connections.empty()) core.connections.front()->end();
}

// On the first core. The core with the fewest connections gets the new one.
void Server::Impl::adopt(int fd, std::string address) {
  if (shared_.stopping || !shared_.admission.enter(address, shared_.proxies.contains(address))) {
    close(fd);
    return;
  }
  auto& core = **std::ranges::min_element(cores_, {}, [](const auto& c) { return c->count.load(); });
  core.count.fetch_add(1, std::memory_order_relaxed);
  core.loop->post([&core, fd, address = std::move(address)]() mutable {
    auto connection = std::make_shared<Connection>(core, fd, std::move(address));
    core.connections.push_front(connection);
    if (!guarded([&] { connection->start(core.connections.begin()); })) connection->end();
  });
}

void Server::Impl::reload() { shared_.set_tls(make_server_context(shared_.options.tls)); }

void Server::Impl::poll_certificate() {
  if (!watch_->changed()) return;
  try {
    reload();
    base::log_info("certificate {} was loaded again", shared_.options.tls.certificate.string());
  } catch (const std::exception& e) {
    base::log_error("the new certificate is not used: {}", e.what());
  }
}

void Server::Impl::stop() {
  if (threads_.empty()) return;
  shared_.stopping = true;
  cores_.front()->loop->post([this] {
    listener_->stop();
    if (redirect_) redirect_->stop();
  });
  for (auto& core : cores_) {
    core->loop->post([&core = *core] {
      for (auto it = core.connections.begin(); it != core.connections.end();) (*it++)->stop();
    });
  }
  const auto until = std::chrono::steady_clock::now() + shared_.options.timeouts.drain;
  while (shared_.admission.total() > 0 && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  for (auto& core : cores_) core->loop->stop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

Server::Server(ServerOptions options, Application& application)
    : impl_(std::make_unique<Impl>(std::move(options), application)) {}
Server::~Server() = default;
void Server::start() { impl_->start(); }
void Server::stop() { impl_->stop(); }
std::uint16_t Server::port() const { return impl_->listener_ ? impl_->listener_->port() : 0; }
std::uint16_t Server::redirect_port() const { return impl_->redirect_ ? impl_->redirect_->port() : 0; }
unsigned Server::cores() const { return static_cast<unsigned>(impl_->cores_.size()); }
void Server::post(unsigned core, std::move_only_function<void()> task) {
  impl_->cores_.at(core)->loop->post(std::move(task));
}
void Server::every(unsigned core, std::chrono::milliseconds interval, std::function<void()> task) {
  auto& loop = *impl_->cores_.at(core)->loop;
  loop.post([&loop, interval, task = std::move(task)]() mutable { loop.every(interval, std::move(task)); });
}
void Server::reload_certificate() { impl_->reload(); }
std::size_t Server::connections() const { return impl_->shared_.admission.total(); }

}  // namespace wardroom::net
