// The budgets behind Rate: how many requests of a kind one person (or, before sign-in, one address) may make.
#pragma once
#include "net/rate_limit.h"
#include "operation/operation.h"

namespace wardroom::operation {

constexpr net::Rate budget_of(Rate rate) {
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
      return {0.5, 15};
    case Rate::costly:
      return {0.2, 10};
  }
  return {1, 1};
}

}  // namespace wardroom::operation
