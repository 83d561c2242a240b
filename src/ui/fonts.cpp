// SPDX-License-Identifier: Apache-2.0
#include "ui/fonts.h"

#include <hb.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/log.h"
#include "imgui.h"
#include "misc/freetype/imgui_freetype.h"
#include "ui/shaping.h"

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

// For text that is drawn character by character. Arabic, Devanagari and their like are not here but below.
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

// For text that has to be shaped, in the order of preference. Those for all scripts come last and start with what the
// chain starts with: they shape accents that stand apart from their letters.
struct ScriptFontName {
  hb_script_t script;
  const char* name;
};
constexpr hb_script_t kAllScripts{};
constexpr ScriptFontName kScriptFonts[] = {
    {HB_SCRIPT_HEBREW, "NotoSansHebrew"},
    {HB_SCRIPT_ARABIC, "NotoSansArabic"},
    {HB_SCRIPT_ARABIC, "NotoNaskhArabic"},
    {HB_SCRIPT_SYRIAC, "NotoSansSyriac"},
    {HB_SCRIPT_THAANA, "NotoSansThaana"},
    {HB_SCRIPT_NKO, "NotoSansNKo"},
    {HB_SCRIPT_SAMARITAN, "NotoSansSamaritan"},
    {HB_SCRIPT_MANDAIC, "NotoSansMandaic"},
    {HB_SCRIPT_ADLAM, "NotoSansAdlam"},
    {HB_SCRIPT_HANIFI_ROHINGYA, "NotoSansHanifiRohingya"},
    {HB_SCRIPT_DEVANAGARI, "NotoSansDevanagari"},
    {HB_SCRIPT_BENGALI, "NotoSansBengali"},
    {HB_SCRIPT_GURMUKHI, "NotoSansGurmukhi"},
    {HB_SCRIPT_GUJARATI, "NotoSansGujarati"},
    {HB_SCRIPT_ORIYA, "NotoSansOriya"},
    {HB_SCRIPT_TAMIL, "NotoSansTamil"},
    {HB_SCRIPT_TELUGU, "NotoSansTelugu"},
    {HB_SCRIPT_KANNADA, "NotoSansKannada"},
    {HB_SCRIPT_MALAYALAM, "NotoSansMalayalam"},
    {HB_SCRIPT_SINHALA, "NotoSansSinhala"},
    {HB_SCRIPT_THAI, "NotoSansThai"},
    {HB_SCRIPT_LAO, "NotoSansLao"},
    {HB_SCRIPT_TIBETAN, "NotoSerifTibetan"},
    {HB_SCRIPT_MYANMAR, "NotoSansMyanmar"},
    {HB_SCRIPT_KHMER, "NotoSansKhmer"},
    {HB_SCRIPT_MONGOLIAN, "NotoSansMongolian"},
    {HB_SCRIPT_ETHIOPIC, "NotoSansEthiopic"},
    {HB_SCRIPT_JAVANESE, "NotoSansJavanese"},
    {HB_SCRIPT_BALINESE, "NotoSansBalinese"},
    {HB_SCRIPT_SUNDANESE, "NotoSansSundanese"},
    {HB_SCRIPT_CHAKMA, "NotoSansChakma"},
    {HB_SCRIPT_MEETEI_MAYEK, "NotoSansMeeteiMayek"},
    {HB_SCRIPT_CHAM, "NotoSansCham"},
    {HB_SCRIPT_TAI_THAM, "NotoSansTaiTham"},
    {HB_SCRIPT_TAI_VIET, "NotoSansTaiViet"},
    {HB_SCRIPT_HANGUL, "NotoSansCJK"},
    {HB_SCRIPT_HIRAGANA, "NotoSansCJK"},
    {HB_SCRIPT_KATAKANA, "NotoSansCJK"},
    {kAllScripts, "Inter"},
    {kAllScripts, "NotoSans"},
    {kAllScripts, "DejaVuSans"},
};

std::string FileOf(const FontFiles& files, const std::string& name, std::initializer_list<const char*> weights) {
  for (const char* weight : weights) {
    for (const char* kind : {".otf", ".ttf", ".ttc"}) {
      if (const auto found = files.find(name + weight + kind); found != files.end()) return found->second;
    }
  }
  return {};
}

std::vector<ScriptFont> FindScriptFonts(const FontFiles& files) {
  std::vector<ScriptFont> fonts;
  for (const ScriptFontName& wanted : kScriptFonts) {
    std::string regular = FileOf(files, wanted.name, {"-Regular", ""});
    if (regular.empty()) continue;
    std::string bold = FileOf(files, wanted.name, {"-SemiBold", "-Bold", "-Regular", ""});
    fonts.push_back({wanted.script, {std::move(regular), std::move(bold)}});
  }
  return fonts;
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
  const Fonts fonts{regular.font(), semibold.font()};
  TextShaper::Install(fonts.regular, fonts.semibold, FindScriptFonts(files));
  return fonts;
}

}  // namespace labwall
