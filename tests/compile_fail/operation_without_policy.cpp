// refused: Policy<
#include "operation/operation.h"

namespace operation = wardroom::operation;

constexpr operation::Operation<operation::Empty, operation::Empty> anything{
    .name = "anything",
    .method = operation::Method::get,
    .path = "/anything",
    .summary = "Anything, to anybody",
    .rate = operation::Rate::reading,
    .audited = operation::Audited::no("nobody asked"),
};
