#include "platform/library.h"

#include <dlfcn.h>

namespace platform {

base::Result<Library> Library::load(std::initializer_list<const char*> names) {
  std::string why;
  for (const char* name : names) {
    if (void* handle = ::dlopen(name, RTLD_NOW | RTLD_LOCAL)) return Library(handle);
    if (const char* words = ::dlerror(); why.empty() && words != nullptr) why = words;
  }
  return base::fail(base::ErrorCode::not_found, why);
}

void* Library::symbol(const char* name) const { return ::dlsym(handle_, name); }

}  // namespace platform
