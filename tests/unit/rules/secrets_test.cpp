#include "rules/secrets.h"

#include <doctest/doctest.h>

#include <vector>

using rules::without_secrets;

TEST_CASE("what looks like a secret is cut out of what is kept") {
  const std::vector<std::pair<const char*, const char*>> kRows{
      {"curl -H 'Authorization: Bearer abcdefghijklmnop1234' x",
       "curl -H 'Authorization: Bearer …' x"},
      {"export GITHUB_TOKEN=ghp_0123456789abcdefghij", "export GITHUB_TOKEN=…"},
      {"git clone https://me:hunter2@host/x.git", "git clone https://me:…@host/x.git"},
      {"echo sk-ant-api03-abcdefghijklmnop", "echo sk-…"},
      {"mysql --password hunter2 db", "mysql --password … db"},
      {"mysql --password=hunter2 db", "mysql --password=… db"},
      {R"({"apiKey": "k-123456"})", R"({"apiKey": "…"})"},
      {"DB_PASSWORD='a b'", "DB_PASSWORD='…'"},
      {"x -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
       "x -----BEGIN RSA PRIVATE KEY-----…-----END RSA PRIVATE KEY-----"},
      {"AKIAIOSFODNN7EXAMPLE", "AKIA…"},
  };
  for (const auto& [text, kept] : kRows) CHECK(without_secrets(text) == kept);
}

TEST_CASE("a field is known by its name too") {
  CHECK(without_secrets("password", "a b c") == "…");
  CHECK(without_secrets("X-Api-Key", "letters") == "…");
  CHECK(without_secrets("command", "mysql --password hunter2") == "mysql --password …");
  CHECK(without_secrets("token", "$TOKEN") == "$TOKEN");
  CHECK(without_secrets("title", "the words") == "the words");
}

TEST_CASE("what was cut once is the same when it is cut again") {
  for (const char* text : {"PASSWORD=hunter2", "Authorization: Bearer abcdefghijklmnop1234",
                           "ghp_0123456789abcdefghij", "https://me:hunter2@host/"}) {
    const std::string once = without_secrets(text);
    CHECK(without_secrets(once) == once);
  }
}

TEST_CASE("ordinary words stay as they are") {
  for (const char* text :
       {"", "make check", "task-list and desk-lamp-with-long-name-0123456789",
        "the token: a word of the parser", "add a password field to the login form",
        "curl -H \"Authorization: Bearer $TOKEN\"", "PASSWORD=$DB_PASSWORD make",
        "https://host:8080/a@b", "a basic example of it", "secrets.cpp: without_secrets(text)",
        "Löwe … 日本", "tokens=1"}) {
    CHECK(without_secrets(text) == text);
  }
}
