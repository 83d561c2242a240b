// SPDX-License-Identifier: Apache-2.0
#include "capture/capture_link.h"

#include <algorithm>
#include <type_traits>

#include "codec/jpeg.h"
#include "model/text.h"

namespace labwall {
namespace {

constexpr uint8_t kWant = 1;
constexpr uint8_t kPing = 2;
constexpr uint8_t kRenew = 3;
constexpr uint8_t kReady = 16;
constexpr uint8_t kFrame = 17;
constexpr uint8_t kTrouble = 18;
constexpr uint8_t kPong = 19;
constexpr uint8_t kPart = 20;

constexpr size_t kLengthBytes = 4;
constexpr int kMaxScreenSide = 32'767;  // the X protocol's
constexpr int kMaxMilliFps = 60'000;

class Writer {
 public:
  explicit Writer(uint8_t type) {
    bytes_.assign(kLengthBytes, '\0');
    bytes_.push_back(static_cast<char>(type));
  }
  template <typename T>
  void Put(T value) {
    auto bits = static_cast<std::make_unsigned_t<T>>(value);
    for (size_t i = 0; i < sizeof(T); ++i) bytes_.push_back(static_cast<char>(static_cast<uint64_t>(bits) >> (8 * i)));
  }
  void Put(PixelSize size) {
    Put(static_cast<uint32_t>(size.width));
    Put(static_cast<uint32_t>(size.height));
  }
  void Put(std::string_view text) { bytes_.append(text); }
  std::string Finish() && {
    const auto length = static_cast<uint32_t>(bytes_.size() - kLengthBytes);
    for (size_t i = 0; i < kLengthBytes; ++i) bytes_[i] = static_cast<char>(length >> (8 * i));
    return std::move(bytes_);
  }

 private:
  std::string bytes_;
};

uint64_t ReadLittleEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[i - 1]);
  return value;
}

// Reads past the end give zeros and make ok() false, so that a message is judged once, at its end.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  template <typename T>
  T Take() {
    if (bytes_.size() < sizeof(T)) {
      ok_ = false;
      bytes_ = {};
      return T{};
    }
    const auto value = static_cast<T>(ReadLittleEndian(bytes_.substr(0, sizeof(T))));
    bytes_.remove_prefix(sizeof(T));
    return value;
  }
  PixelSize TakeSize() {
    const auto width = Take<uint32_t>();
    const auto height = Take<uint32_t>();
    if (width < 1 || width > kMaxScreenSide || height < 1 || height > kMaxScreenSide) ok_ = false;
    return ok_ ? PixelSize{static_cast<int>(width), static_cast<int>(height)} : PixelSize{};
  }
  Rung TakeRung() {
    const auto rung = static_cast<Rung>(Take<uint8_t>());
    if (std::ranges::find(kRungs, rung) == kRungs.end()) ok_ = false;
    return rung;
  }
  // A part's corner.
  PixelPoint TakePart(Rung rung) {
    const PixelPoint at{Take<uint16_t>(), Take<uint16_t>()};
    const PixelSize box = BoxOf(rung);
    if (at.x % kJpegBlock != 0 || at.y % kJpegBlock != 0 || at.x >= box.width || at.y >= box.height) ok_ = false;
    return at;
  }
  std::string_view TakeRest() { return std::exchange(bytes_, {}); }
  void Require(bool condition) { ok_ = ok_ && condition; }
  [[nodiscard]] size_t left() const { return ok_ ? bytes_.size() : 0; }
  [[nodiscard]] bool ok() const { return ok_ && bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

tl::unexpected<Error> Damaged() {
  return Fail(ErrorCode::kDataLoss, "the capture link carried a damaged or unknown message");
}

}  // namespace

std::string EncodeLink(const AgentMessage& message) {
  if (const auto* want = std::get_if<CaptureWant>(&message)) {
    Writer writer(kWant);
    writer.Put(static_cast<uint8_t>(want->rungs.size()));
    for (const WantedRung& rung : want->rungs) {
      writer.Put(static_cast<uint8_t>(rung.rung));
      writer.Put(static_cast<uint32_t>(std::clamp(rung.max_milli_fps, 0, kMaxMilliFps)));
    }
    return std::move(writer).Finish();
  }
  if (const auto* renew = std::get_if<CaptureRenew>(&message)) {
    Writer writer(kRenew);
    for (const Rung rung : renew->rungs) writer.Put(static_cast<uint8_t>(rung));
    return std::move(writer).Finish();
  }
  Writer writer(kPing);
  writer.Put(std::get<CapturePing>(message).number);
  return std::move(writer).Finish();
}

std::string EncodeLink(const HelperMessage& message) {
  if (const auto* ready = std::get_if<CaptureReady>(&message)) {
    Writer writer(kReady);
    writer.Put(ready->source);
    return std::move(writer).Finish();
  }
  if (const auto* frame = std::get_if<CaptureFrame>(&message)) {
    Writer writer(frame->part ? kPart : kFrame);
    writer.Put(static_cast<uint8_t>(frame->rung));
    writer.Put(frame->captured_us);
    writer.Put(frame->source);
    if (frame->part) {
      writer.Put(static_cast<uint16_t>(frame->part->x));
      writer.Put(static_cast<uint16_t>(frame->part->y));
    }
    writer.Put(std::string_view(frame->jpeg));
    return std::move(writer).Finish();
  }
  if (const auto* trouble = std::get_if<CaptureTrouble>(&message)) {
    Writer writer(kTrouble);
    writer.Put(std::string_view(trouble->words).substr(0, kMaxLinkTextBytes));
    return std::move(writer).Finish();
  }
  const auto& pong = std::get<CapturePong>(message);
  Writer writer(kPong);
  for (const uint64_t number : {pong.number, pong.grabs, pong.frames}) writer.Put(number);
  return std::move(writer).Finish();
}

Result<std::optional<std::string_view>> LinkReader::NextBody(uint8_t& type) {
  // What was handed out before is not looked at any more; moving the rest only now and then keeps this linear.
  if (taken_ == buffer_.size() || taken_ > kMaxLinkMessageBytes / 4) {
    buffer_.erase(0, taken_);
    taken_ = 0;
  }
  const std::string_view waiting = std::string_view(buffer_).substr(taken_);
  if (waiting.size() < kLengthBytes) return std::nullopt;
  const uint64_t length = ReadLittleEndian(waiting.substr(0, kLengthBytes));
  if (length < 1 || length > kMaxLinkMessageBytes) return Damaged();
  if (waiting.size() < kLengthBytes + length) return std::nullopt;
  type = static_cast<uint8_t>(waiting[kLengthBytes]);
  taken_ += kLengthBytes + length;
  return waiting.substr(kLengthBytes + 1, length - 1);
}

Result<std::optional<AgentMessage>> LinkReader::NextAgentMessage() {
  uint8_t type = 0;
  const Result<std::optional<std::string_view>> body = NextBody(type);
  if (!body) return tl::make_unexpected(body.error());
  if (!*body) return std::nullopt;
  Reader reader(**body);
  AgentMessage message;
  if (type == kWant) {
    CaptureWant want;
    const auto count = reader.Take<uint8_t>();
    reader.Require(count <= kRungs.size());
    for (int i = 0; i < count && i < static_cast<int>(kRungs.size()); ++i) {
      WantedRung rung;
      rung.rung = reader.TakeRung();
      const auto milli_fps = reader.Take<uint32_t>();
      reader.Require(milli_fps <= kMaxMilliFps);
      reader.Require(std::ranges::find(want.rungs, rung.rung, &WantedRung::rung) == want.rungs.end());
      rung.max_milli_fps = static_cast<int>(std::min<uint32_t>(milli_fps, kMaxMilliFps));
      want.rungs.push_back(rung);
    }
    message = std::move(want);
  } else if (type == kRenew) {
    CaptureRenew renew;
    reader.Require(reader.left() <= kRungs.size());
    while (reader.left() > 0) renew.rungs.push_back(reader.TakeRung());
    message = std::move(renew);
  } else if (type == kPing) {
    message = CapturePing{reader.Take<uint64_t>()};
  } else {
    return Damaged();
  }
  if (!reader.ok()) return Damaged();
  return message;
}

Result<std::optional<HelperMessage>> LinkReader::NextHelperMessage() {
  uint8_t type = 0;
  const Result<std::optional<std::string_view>> body = NextBody(type);
  if (!body) return tl::make_unexpected(body.error());
  if (!*body) return std::nullopt;
  Reader reader(**body);
  HelperMessage message;
  if (type == kReady) {
    message = CaptureReady{reader.TakeSize()};
  } else if (type == kFrame || type == kPart) {
    CaptureFrame frame;
    frame.rung = reader.TakeRung();
    frame.captured_us = reader.Take<int64_t>();
    frame.source = reader.TakeSize();
    if (type == kPart) frame.part = reader.TakePart(frame.rung);
    const std::string_view jpeg = reader.TakeRest();
    reader.Require(!jpeg.empty() && jpeg.size() <= (1 << 20));
    if (reader.ok()) frame.jpeg = jpeg;
    message = std::move(frame);
  } else if (type == kTrouble) {
    const std::string_view words = reader.TakeRest();
    reader.Require(words.size() <= kMaxLinkTextBytes);
    message = CaptureTrouble{SanitizeText(words.substr(0, kMaxLinkTextBytes), kMaxLinkTextBytes)};
  } else if (type == kPong) {
    const auto number = reader.Take<uint64_t>();
    const auto grabs = reader.Take<uint64_t>();
    message = CapturePong{number, grabs, reader.Take<uint64_t>()};
  } else {
    return Damaged();
  }
  if (!reader.ok()) return Damaged();
  return message;
}

}  // namespace labwall
