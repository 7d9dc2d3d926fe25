// refused: member subobject of type 'Logs'
#include "audit/catalogue.h"

constexpr wardroom::audit::EventMeaning event{"message.whispered", "Somebody whispered"};
