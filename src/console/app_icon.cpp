// SPDX-License-Identifier: Apache-2.0
#include "console/app_icon.h"

#include <png.h>

#include <cassert>

#include "console/app_icon_files.h"

namespace labwall {

std::vector<AppIcon> AppIcons() {
  std::vector<AppIcon> icons;
  for (const std::string_view file : {kAppIcon16, kAppIcon32, kAppIcon48, kAppIcon128}) {
    png_image png{};
    png.version = PNG_IMAGE_VERSION;
    bool read = png_image_begin_read_from_memory(&png, file.data(), file.size()) != 0;
    png.format = PNG_FORMAT_RGBA;
    AppIcon icon = {static_cast<int>(png.width), std::vector<unsigned char>(PNG_IMAGE_SIZE(png))};
    read = read && png_image_finish_read(&png, nullptr, icon.rgba.data(), 0, nullptr) != 0;
    assert(read && "the build embeds PNG files");
    if (read) icons.push_back(std::move(icon));
  }
  return icons;
}

}  // namespace labwall
