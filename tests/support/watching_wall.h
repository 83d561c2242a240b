// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "bus/connection.h"
#include "lab/lab_client.h"
#include "support/picture.h"
#include "support/real_lab.h"
#include "support/shown_picture.h"

namespace labwall {

// The wall without its window: the same LabClient, leasing every session at 320x180 and keeping the newest pictures.
class WatchingWall {
 public:
  explicit WatchingWall(const std::string& url);
  ~WatchingWall();

  // Takes what has come since the last call, and leases what the snapshot has now.
  void Update();
  [[nodiscard]] std::shared_ptr<const LabSnapshot> snapshot() const { return client_->Snapshot(); }
  // The session of this user in the newest snapshot.
  [[nodiscard]] std::optional<Session> FindUser(const std::string& user) const;
  // Null when no frame of the user's session has come yet.
  [[nodiscard]] const ShownPicture* PictureOf(const std::string& user) const;
  // Each of these sessions is there, with a picture that was taken after `since_us` (Unix microseconds) and shows its
  // colour over a good part.
  [[nodiscard]] bool Shows(const std::vector<LabSession>& sessions, int64_t since_us) const;
  [[nodiscard]] LabClientStats stats() const { return client_->stats(); }
  // In words, for a failed expectation.
  [[nodiscard]] std::string Describe() const;

 private:
  std::unique_ptr<LabClient> client_;
  std::unique_ptr<Connection> connection_;
  std::unordered_map<SessionKey, ShownPicture> pictures_;
};

// What part of the picture is about this colour, 0 to 1.
[[nodiscard]] double ColourShare(const PlanesView& planes, Rgb colour);

}  // namespace labwall
