// SPDX-License-Identifier: Apache-2.0
#include "catalogues.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <regex>

namespace labwall {

std::string LocaleDirectory() {
  const char* source = std::getenv("LABWALL_SOURCE");
  return std::string(source != nullptr ? source : ".") + "/assets/locale";
}

Ran RunShell(const std::string& command) {
  Ran ran;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {-1, "popen failed"};
  std::array<char, 4096> buffer;
  size_t count = 0;
  while ((count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0) ran.output.append(buffer.data(), count);
  ran.status = pclose(pipe);
  return ran;
}

std::vector<Entry> EntriesOf(const std::string& language) {
  const Ran ran = RunShell("msgcat --no-wrap --no-location " + LocaleDirectory() + "/" + language + ".po");
  EXPECT_EQ(ran.status, 0) << ran.output;
  std::vector<Entry> entries;
  const std::regex line_of(R"re((msgid|msgid_plural|msgstr|msgstr\[\d\]) "(.*)")re");
  size_t begin = 0;
  while (begin < ran.output.size()) {
    const size_t end = ran.output.find('\n', begin);
    const std::string line = ran.output.substr(begin, end - begin);
    begin = end + 1;
    std::smatch match;
    if (!std::regex_match(line, match, line_of)) continue;
    if (match[1] == "msgid") entries.emplace_back();
    const bool original = match[1] == "msgid" || match[1] == "msgid_plural";
    (original ? entries.back().originals : entries.back().translations).push_back(match[2]);
  }
  if (!entries.empty()) entries.erase(entries.begin());  // the header
  return entries;
}

}  // namespace labwall
