// A shared library that is loaded when it is needed, not when the program starts.
#pragma once
#include <initializer_list>

#include "base/result.h"

namespace platform {

// Stays loaded until the program ends.
class Library {
 public:
  // The first of these that there is, by the names that the loader knows. not_found with the
  // loader's words. Thread-safe.
  static base::Result<Library> load(std::initializer_list<const char*> names);

  // `function` is set to the library's function of that name; false when it has none.
  template <class Function>
  bool find(const char* name, Function*& function) const {
    function = reinterpret_cast<Function*>(symbol(name));
    return function != nullptr;
  }

 private:
  explicit Library(void* handle) : handle_(handle) {}
  [[nodiscard]] void* symbol(const char* name) const;

  void* handle_;
};

}  // namespace platform
