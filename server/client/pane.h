// `operator pane`: what runs in a session's window of Operator's tmux server. It shows the session
// like `operator attach`; when that ends it stays, and offers to bring it back or to close the
// window. Started by tmux, from the command line in tmux/window.h.
#pragma once

namespace client {

int run_pane(int argc, char** argv);  // without the verb

}  // namespace client
