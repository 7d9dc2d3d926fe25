// The budgets behind Rate: how many requests of a kind one person (or, before sign-in, one address) may make; those of
// signing in count by address always. Every HTTP request draws on its address's budget for the whole API besides.
#pragma once
#include "net/rate_limit.h"
#include "operation/operation.h"

namespace wardroom::operation {

// Those an administrator sets.
struct Budgets {
  net::Rate api{20, 50};
  net::Rate authentication{10.0 / 60, 10};
};

constexpr net::Rate budget_of(Rate rate, const Budgets& budgets) {
  switch (rate) {
    case Rate::reading:
      return {50, 200};
    case Rate::searching:
      return {5, 30};
    case Rate::writing:
      return {10, 60};
    case Rate::posting:
      return {20, 100};
    case Rate::authentication:
      return budgets.authentication;
    case Rate::costly:
      return {0.2, 10};
  }
  return {1, 1};
}

}  // namespace wardroom::operation
