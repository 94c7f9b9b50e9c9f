#include "app/container.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/text.h"

namespace {

app::ContainerPlan plan() {
  app::ContainerPlan plan;
  plan.container = {"/usr/bin/docker", "abc-app-1"};
  plan.user = 1000;
  plan.group = 100;
  plan.image = "node:22";
  plan.session = "abc-app-1";
  plan.worktree = "/w/app-1";
  plan.path = "/op:/bin";
  plan.mounts = {{"/w/app-1", "/w/app-1", true}, {"/x/inside", "/x", false}};
  plan.scratch = {"/home/ada"};
  plan.variables = {"HOME", "KEY"};
  plan.ports = {"20001"};
  return plan;
}

std::string line(const app::ContainerPlan& plan) {
  return base::join(app::container_argv(plan, {"claude", "--", "do it"}), " ");
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a container gets what is named, and nothing by value but its PATH") {
  const std::string text = line(plan());
  CHECK(text.starts_with("/usr/bin/docker run --rm --init --interactive --tty --name abc-app-1 "));
  CHECK(text.ends_with(" --workdir /w/app-1 node:22 claude -- do it"));
  CHECK(has(text, "--user 1000:100"));
  CHECK(has(text, "--cap-drop all --security-opt no-new-privileges"));
  CHECK(has(text, "--publish 127.0.0.1:20001:20001"));
  CHECK(has(text, "--tmpfs /home/ada:rw,exec,mode=1777"));
  CHECK(has(text, "--volume /w/app-1:/w/app-1 --volume /x/inside:/x:ro"));
  CHECK(has(text, "--env PATH=/op:/bin --env HOME --env KEY"));
  CHECK_FALSE(has(text, "--network"));
  CHECK_FALSE(has(text, "keep-id"));
}

TEST_CASE("files in it are this user's, whoever is root there") {
  auto one = plan();
  one.rootless = true;
  CHECK(has(line(one), "--user 0:0"));
  one.podman = true;
  CHECK(has(line(one), "--userns keep-id --user 1000:100"));
}

TEST_CASE("without network, without terminal") {
  auto one = plan();
  one.network = false;
  one.terminal = false;
  one.ports.clear();
  const std::string text = line(one);
  CHECK(has(text, "--network none"));
  CHECK_FALSE(has(text, "--tty"));
  CHECK_FALSE(has(text, "--publish"));
}
