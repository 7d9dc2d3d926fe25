// Operations of straight-line code that waits for the store: it runs on a pool's thread, which may.
#pragma once
#include "base/json.h"
#include "identity/work_pool.h"
#include "operation/registry.h"

namespace wardroom::server {

// work(context, call, in) answers the Out, or what becomes one. `pool` and `context` outlive the registry.
template <typename In, typename Out, typename Context, typename F>
void on_pool(operation::Registry& registry, identity::WorkPool& pool, const Context& context,
             const operation::Operation<In, Out>& operation, F work) {
  registry.async(operation, [&pool, &context, work](operation::AsyncCall<Out> call, In in) {
    pool.answer(std::move(call), [&context, work, in = std::move(in)](const operation::AsyncCall<Out>& asked) {
      return operation::Answer{base::to_json_text(Out(work(context, asked, in))), {}};
    });
  });
}

}  // namespace wardroom::server
