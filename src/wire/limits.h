// SPDX-License-Identifier: Apache-2.0
// Every size and time limit of the wire.
#pragma once

#include <chrono>
#include <cstddef>

namespace labwall::wire {

inline constexpr size_t kMaxFrameBytes = 1 << 20;    // nats-server's default max_payload
inline constexpr size_t kMaxMessageBytes = 1 << 20;  // control messages
inline constexpr size_t kMaxSessionsPerStation = 512;
inline constexpr size_t kMaxWatchEntries = 1024;
inline constexpr size_t kMaxCommandTargets = 512;
inline constexpr size_t kMaxNameCodePoints = 128;    // users, hosts, rooms, seats
inline constexpr size_t kMaxDetailCodePoints = 512;  // reasons in words
inline constexpr size_t kMaxCommandIdBytes = 64;
inline constexpr int kMaxScreenSide = 32'767;  // X11's own limit
inline constexpr int kMaxMilliFps = 60'000;
inline constexpr std::chrono::milliseconds kMaxLease{60'000};
inline constexpr std::chrono::milliseconds kMaxCommandTime{300'000};

// How long a station that has accepted a command waits for the console's word to go on; then it drops the command.
inline constexpr std::chrono::milliseconds kWordLimit{3'000};

// An agent publishes its state at least this often; a console takes a station for silent after three and a bit.
inline constexpr std::chrono::milliseconds kHeartbeat{5'000};
inline constexpr std::chrono::milliseconds kStationSilentAfter{16'000};
// Leases are for this long and renewed at half of it.
inline constexpr std::chrono::milliseconds kLease{10'000};

}  // namespace labwall::wire
