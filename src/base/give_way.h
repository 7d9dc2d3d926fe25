// For threads whose work can wait: the others of this process come first.
#pragma once

namespace wardroom::base {

// This thread alone (Linux keeps it by thread), for as long as it runs: nice 10, about a tenth of what a usual thread
// gets, and short slices. Where it is not allowed all goes on as it did.
void give_way();

}  // namespace wardroom::base
