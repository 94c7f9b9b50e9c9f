#include "app/ports.h"

#include <doctest/doctest.h>

#include "support/temp_folder.h"

namespace fs = std::filesystem;
using base::SessionId;

namespace {

constexpr rules::PortRange kRange{42100, 42103};

struct Machine {
  support::TempFolder temp;

  base::WorkspacePaths workspace(const std::string& hash) {
    base::WorkspacePaths paths;
    paths.hash = hash;
    paths.data = temp / "data";
    paths.state = temp / ("state/" + hash);
    return paths;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Machine,
                  "a port is one session's, whatever its workspace, until it is returned") {
  const auto one = workspace("aaaa");
  const auto other = workspace("bbbb");
  const SessionId first{"app-1"};
  CHECK(app::lease_ports(one, first, {}, kRange)->empty());
  const auto leased = app::lease_ports(one, first, {"PORT", "DEBUG_PORT"}, kRange).value();
  REQUIRE(leased.size() == 2);
  CHECK(leased.at("PORT") != leased.at("DEBUG_PORT"));
  // The same id in another workspace is another session.
  const auto theirs = app::lease_ports(other, first, {"PORT"}, kRange).value();
  for (const auto& [name, port] : leased) CHECK(port != theirs.at("PORT"));
  // Asked for again, what it has.
  CHECK(app::lease_ports(one, first, {"PORT", "DEBUG_PORT"}, kRange).value() == leased);

  REQUIRE(app::lease_ports(other, {"app-2"}, {"PORT"}, kRange));
  const auto none = app::lease_ports(one, {"app-3"}, {"PORT"}, kRange);
  REQUIRE_FALSE(none);
  CHECK(none.error().code == base::ErrorCode::conflict);
  SUBCASE("returned") { REQUIRE(app::return_ports(one, first)); }
  SUBCASE("returned when its folder has gone") {
    fs::remove_all(one.session_dir(first));
    REQUIRE(app::return_ports(one, first));
    CHECK(support::read_all(one.data / "ports").find("aaaa app-1") == std::string::npos);
  }
  SUBCASE("its session is gone") { fs::remove_all(one.session_dir(first)); }
  SUBCASE("its workspace is gone") { fs::remove_all(one.state); }
  CHECK(app::lease_ports(other, {"app-4"}, {"PORT"}, kRange).value() ==
        std::map<std::string, std::string>{{"PORT", "42100"}});
  CHECK(app::lease_ports(other, first, {"PORT"}, kRange).value() == theirs);
}

TEST_CASE_FIXTURE(Machine, "a damaged list of leases is no reason not to launch") {
  const auto one = workspace("aaaa");
  support::write_file(one.data / "ports", "x y\n42100 aaaa\n\n");
  CHECK(app::lease_ports(one, {"app-1"}, {"PORT"}, kRange).value().size() == 1);
}
