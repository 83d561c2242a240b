// SPDX-License-Identifier: Apache-2.0
#include "ui/fonts.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/log.h"
#include "imgui.h"
#include "misc/freetype/imgui_freetype.h"

namespace labwall {
namespace {

namespace fs = std::filesystem;

// Where each distribution puts fonts differs by a level or two, so files are found by name, in one walk.
using FontFiles = std::unordered_map<std::string, std::string>;  // file name to path

constexpr int kDeepest = 4;
constexpr size_t kMostFiles = 20'000;

FontFiles FindFontFiles() {
  std::vector<fs::path> roots = {"/usr/share/fonts", "/usr/local/share/fonts"};
  if (const char* home = std::getenv("HOME")) roots.push_back(fs::path(home) / ".local/share/fonts");
  FontFiles files;
  for (const fs::path& root : roots) {
    std::error_code error;
    fs::recursive_directory_iterator walk(root, fs::directory_options::skip_permission_denied, error);
    for (; !error && walk != fs::recursive_directory_iterator() && files.size() < kMostFiles; walk.increment(error)) {
      if (walk.depth() >= kDeepest) walk.disable_recursion_pending();
      files.emplace(walk->path().filename().string(), walk->path().string());
    }
  }
  return files;
}

const std::string* FirstOf(const FontFiles& files, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = files.find(name);
    if (found != files.end()) return &found->second;
  }
  return nullptr;
}

// One Dear ImGui font holds 16 sources at most.
class FontChain {
 public:
  explicit FontChain(const FontFiles& files) : files_(files) {}

  void Add(std::initializer_list<const char*> names) {
    const std::string* path = FirstOf(files_, names);
    if (path == nullptr || count_ == 15) return;
    ImFontConfig config;
    config.MergeMode = font_ != nullptr;
    // Hinting would round every letter's advance to a whole pixel, which spaces small text unevenly.
    config.FontLoaderFlags = ImGuiFreeTypeLoaderFlags_NoHinting;
    ImFont* added = ImGui::GetIO().Fonts->AddFontFromFileTTF(path->c_str(), 0.0f, &config);
    if (added == nullptr) {
      LogWarning("the font {} can't be read; going on without it", *path);
      return;
    }
    font_ = added;
    ++count_;
  }
  [[nodiscard]] ImFont* font() const { return font_ != nullptr ? font_ : ImGui::GetIO().Fonts->AddFontDefault(); }

 private:
  const FontFiles& files_;
  ImFont* font_ = nullptr;
  int count_ = 0;
};

// Arabic, Devanagari and their like are left out: without shaping their letters would stand apart and backwards.
void AddOtherScripts(FontChain& chain, bool bold) {
  const auto add = [&](const char* bold_name, const char* regular_name) {
    if (bold) {
      chain.Add({bold_name, regular_name});
    } else {
      chain.Add({regular_name});
    }
  };
  add("NotoSans-Bold.ttf", "NotoSans-Regular.ttf");
  add("NotoSansHebrew-Bold.ttf", "NotoSansHebrew-Regular.ttf");
  add("NotoSansArmenian-Bold.ttf", "NotoSansArmenian-Regular.ttf");
  add("NotoSansGeorgian-Bold.ttf", "NotoSansGeorgian-Regular.ttf");
  add("NotoSansEthiopic-Bold.ttf", "NotoSansEthiopic-Regular.ttf");
  add("NotoSansThai-Bold.ttf", "NotoSansThai-Regular.ttf");
  add("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc");
  add("NotoSansSymbols-Bold.ttf", "NotoSansSymbols-Regular.ttf");
  add("NotoSansSymbols2-Regular.ttf", "NotoSansSymbols2-Regular.ttf");
  add("DejaVuSans-Bold.ttf", "DejaVuSans.ttf");
}

}  // namespace

Fonts LoadFonts() {
  const FontFiles files = FindFontFiles();
  FontChain regular(files);
  regular.Add({"Inter-Regular.otf", "Inter-Regular.ttf"});
  AddOtherScripts(regular, false);
  FontChain semibold(files);
  semibold.Add({"Inter-SemiBold.otf", "Inter-SemiBold.ttf", "NotoSans-SemiBold.ttf"});
  AddOtherScripts(semibold, true);
  return {regular.font(), semibold.font()};
}

}  // namespace labwall
