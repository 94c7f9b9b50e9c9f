// `operator tui`: the queue, what is in progress, the inbox and what is done, on one screen of a
// terminal, kept by the owner's notifications; and the operations, by keys.
#pragma once
#include "client/face.h"

namespace client {

// Until the person quits (0), the terminal is gone (0), or there is none that can show it.
int run_tui(Face& face);

}  // namespace client
