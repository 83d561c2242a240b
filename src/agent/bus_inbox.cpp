// SPDX-License-Identifier: Apache-2.0
#include "agent/bus_inbox.h"

#include <array>
#include <utility>

#include "wire/limits.h"
#include "wire/messages.h"
#include "wire/subjects.h"

namespace labwall {

BusInbox::BusInbox(const Clock& clock, std::string station) : station_(std::move(station)), throttle_(clock) {}

void BusInbox::OnEvent(BusEvent event, const std::string& detail) {
  if (event == BusEvent::kConnected) {
    LogInfo("{}", detail);
    state_wanted_ = true;
    connected_ = true;
    wake_.Signal();
  } else {
    LogWarning("{}", detail);
  }
}

Result<> BusInbox::Subscribe(Connection& connection) {
  const auto on_hello = [this](const BusMessage&) {
    state_wanted_ = true;
    wake_.Signal();
  };
  const auto on_watch = [this](const BusMessage& message) { OnWatch(message); };
  const auto on_command = [this, &connection](const BusMessage& message) { OnCommand(connection, message); };
  const auto on_word = [this](const BusMessage& message) { OnWord(message); };
  const std::array<std::pair<std::string, MessageHandler>, 4> wanted = {{
      {std::string(wire::kHelloSubject), on_hello},
      {wire::WatchSubject(station_), on_watch},
      {wire::CommandSubject(station_), on_command},
      {wire::AllWordsSubject(station_), on_word},
  }};
  for (const auto& [subject, handler] : wanted) {
    auto subscription = connection.Subscribe(subject, handler);
    if (!subscription) return tl::unexpected(subscription.error());
    subscriptions_.push_back(std::move(*subscription));
  }
  return {};
}

void BusInbox::OnWatch(const BusMessage& message) {
  if (message.payload().size() > kMaxLeaseBytes) {
    if (throttle_.Allow("lease size")) LogWarning("a console's lease of {} bytes is ignored", message.payload().size());
    return;
  }
  if (!leases_.TryPush(std::string(message.payload()))) {
    if (throttle_.Allow("lease queue")) LogWarning("leases come faster than they are taken; dropping some");
    return;
  }
  wake_.Signal();
}

void BusInbox::OnCommand(Connection& connection, const BusMessage& message) {
  std::string reason;
  if (message.payload().size() > wire::kMaxMessageBytes) {
    reason = "the command is too large";
  } else if (commands_.TryPush(Command{std::string(message.reply_to()), std::string(message.payload())})) {
    wake_.Signal();
    return;
  } else {
    reason = "the station has too many commands under way; try again in a moment";
  }
  if (throttle_.Allow("command")) LogWarning("a command is rejected: {}", reason);
  if (message.reply_to().empty()) return;
  // Who asked learns it from the reply subject; the id is left out with the request unread.
  (void)connection.Publish(std::string(message.reply_to()),
                           wire::Encode(wire::CommandReply{"", wire::CommandRejected{reason}}));
}

void BusInbox::OnWord(const BusMessage& message) {
  const std::optional<wire::WordAddress> address = wire::ParseWordSubject(message.subject());
  if (!address || message.payload().size() > kMaxWordBytes) {
    if (throttle_.Allow("word")) LogWarning("a console's word is ignored: its number or its size is not valid");
    return;
  }
  if (!words_.TryPush(Word{address->number, std::string(message.payload()), message.no_responders()})) {
    if (throttle_.Allow("word queue")) LogWarning("consoles' words come faster than they are taken; dropping some");
    return;
  }
  wake_.Signal();
}

}  // namespace labwall
