// The description of REST (protocol/openapi.json), compiled in.
#pragma once

namespace serve {

const char* openapi_text();

}  // namespace serve
