// The adapter of Claude Code, as the programs find it.
#pragma once
#include "agents/agent.h"

inline const agents::Agent& claude() { return agents::agent_of(rules::AgentKind::claude); }
