// refused: constant expression
#include "audit/catalogue.h"

constexpr wardroom::audit::Event event = "message.whispered";
