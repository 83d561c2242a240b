// SPDX-License-Identifier: Apache-2.0
#include "ui/type_ahead.h"

#include <algorithm>

#include "ui/words.h"

namespace labwall {
namespace {

constexpr Milliseconds kPause{1'000};

bool BeginsWith(const ShownSession& shown, const std::string& folded) {
  const auto begins = [&](const std::string& name) { return FoldCase(name).starts_with(folded); };
  if (begins(shown.view->station->host)) return true;
  return shown.session != nullptr && (begins(shown.session->display_name) || begins(shown.session->user));
}

}  // namespace

int TypeAhead::Type(const WallModel& model, const std::string& letters, int from, MonotonicTime now) {
  if (last_ && now - *last_ > kPause) typed_.clear();
  last_ = now;
  // The same letters once more: on to the next of that beginning.
  const bool again = !typed_.empty() && typed_ == FoldCase(letters);
  if (!again) typed_ += FoldCase(letters);
  const auto count = static_cast<int>(model.sessions().size());
  if (count == 0 || typed_.empty()) return -1;
  const bool stay = !again && typed_.size() > FoldCase(letters).size();
  const int start = from < 0 ? 0 : stay ? from : from + 1;
  for (int i = 0; i < count; ++i) {
    const int index = (start + i) % count;
    if (BeginsWith(model.sessions()[static_cast<size_t>(index)], typed_)) return index;
  }
  return -1;
}

}  // namespace labwall
