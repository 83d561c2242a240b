// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg.h"

#include <turbojpeg.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "codec/jpeg_header.h"

namespace labwall {
namespace {

struct HandleCloser {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<void, HandleCloser>;

struct BufferFreer {
  void operator()(unsigned char* buffer) const { tjFree(buffer); }
};

tl::unexpected<Error> LibraryFailure(ErrorCode code, const char* what, const Handle& handle) {
  return Fail(code, std::string(what) + ": " + tjGetErrorStr2(handle.get()));
}

// TurboJPEG's planes of 4:2:0 pictures have even luma sides. Ours have the picture's own, so an odd picture takes a
// detour through planes that are one larger.
PixelSize EvenSize(PixelSize size) { return {(size.width + 1) & ~1, (size.height + 1) & ~1}; }
bool IsOdd(PixelSize size) { return EvenSize(size) != size; }

void CopyPlane(const uint8_t* from, int from_stride, uint8_t* to, int to_stride, PixelSize size) {
  for (int row = 0; row < size.height; ++row) {
    std::memcpy(to + static_cast<ptrdiff_t>(row) * to_stride, from + static_cast<ptrdiff_t>(row) * from_stride,
                size.width);
  }
}

// Makes the added column and row repeat their neighbours, which costs the fewest bits and shows no seam.
void PadLuma(const MutablePlanesView& even, PixelSize size) {
  const auto row = [&even](int y) { return even.y + static_cast<ptrdiff_t>(y) * even.y_stride_bytes; };
  if (even.size.width > size.width) {
    for (int y = 0; y < size.height; ++y) row(y)[size.width] = row(y)[size.width - 1];
  }
  if (even.size.height > size.height) std::memcpy(row(size.height), row(size.height - 1), even.size.width);
}

}  // namespace

struct JpegEncoder::State {
  Handle handle{tjInitCompress()};
  std::unique_ptr<unsigned char, BufferFreer> buffer;
  unsigned long capacity = 0;  // NOLINT: TurboJPEG's type
  Planes even;
};

JpegEncoder::JpegEncoder() : state_(std::make_unique<State>()) {}
JpegEncoder::~JpegEncoder() = default;
JpegEncoder::JpegEncoder(JpegEncoder&&) noexcept = default;
JpegEncoder& JpegEncoder::operator=(JpegEncoder&&) noexcept = default;

Result<std::span<const uint8_t>> JpegEncoder::Encode(const PlanesView& planes, int quality) {
  State& state = *state_;
  const PixelSize size = planes.size;
  if (!state.handle) return Fail(ErrorCode::kResourceExhausted, "no JPEG encoder could be made: out of memory");
  if (size.width <= 0 || size.height <= 0 || size.width > kNativeBox.width || size.height > kNativeBox.height) {
    return Fail(ErrorCode::kInvalidArgument, "a picture of this size can't be encoded");
  }

  const unsigned long capacity = tjBufSize(size.width, size.height, TJSAMP_420);  // NOLINT: TurboJPEG's type
  if (capacity > state.capacity) {
    state.buffer.reset(tjAlloc(static_cast<int>(capacity)));
    state.capacity = state.buffer ? capacity : 0;
    if (!state.buffer) return Fail(ErrorCode::kResourceExhausted, "no memory for a JPEG of this size");
  }
  PlanesView from = planes;
  if (IsOdd(size)) {
    state.even.Resize(EvenSize(size));
    const MutablePlanesView even = state.even.view();
    const PixelSize chroma = ChromaSize(size);
    CopyPlane(planes.y, planes.y_stride_bytes, even.y, even.y_stride_bytes, size);
    CopyPlane(planes.u, planes.uv_stride_bytes, even.u, even.uv_stride_bytes, chroma);
    CopyPlane(planes.v, planes.uv_stride_bytes, even.v, even.uv_stride_bytes, chroma);
    PadLuma(even, size);
    from = std::as_const(state.even).view();
  }
  const unsigned char* pointers[] = {from.y, from.u, from.v};
  const int strides[] = {from.y_stride_bytes, from.uv_stride_bytes, from.uv_stride_bytes};
  unsigned char* out = state.buffer.get();
  unsigned long length = state.capacity;  // NOLINT: TurboJPEG's type
  if (tjCompressFromYUVPlanes(state.handle.get(), pointers, size.width, strides, size.height, TJSAMP_420, &out, &length,
                              std::clamp(quality, 1, 100), TJFLAG_NOREALLOC) != 0) {
    return LibraryFailure(ErrorCode::kInternal, "could not encode a JPEG", state.handle);
  }
  return std::span<const uint8_t>(out, length);
}

struct JpegDecoder::State {
  Handle handle{tjInitDecompress()};
  Planes even;
};

JpegDecoder::JpegDecoder() : state_(std::make_unique<State>()) {}
JpegDecoder::~JpegDecoder() = default;
JpegDecoder::JpegDecoder(JpegDecoder&&) noexcept = default;
JpegDecoder& JpegDecoder::operator=(JpegDecoder&&) noexcept = default;

Result<PixelSize> JpegDecoder::Inspect(std::string_view jpeg, PixelSize box, size_t max_bytes) {
  State& state = *state_;
  if (!state.handle) return Fail(ErrorCode::kResourceExhausted, "no JPEG decoder could be made: out of memory");
  if (jpeg.size() > max_bytes) return Fail(ErrorCode::kInvalidArgument, "the JPEG has too many bytes");
  const Result<PixelSize> size = ReadBaselineHeader(jpeg);
  if (!size) return size;
  if (size->width > box.width || size->height > box.height) {
    return Fail(ErrorCode::kInvalidArgument, "the JPEG is larger than its rung");
  }
  // The library's word counts: it is the one that will write into the planes.
  PixelSize library_size;
  int sampling = -1;
  int colour_space = -1;
  if (tjDecompressHeader3(state.handle.get(), reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size(),
                          &library_size.width, &library_size.height, &sampling, &colour_space) != 0) {
    return LibraryFailure(ErrorCode::kInvalidArgument, "the JPEG's header is damaged", state.handle);
  }
  if (library_size != *size || sampling != TJSAMP_420) {
    return Fail(ErrorCode::kInvalidArgument, "the JPEG's header contradicts itself");
  }
  if (colour_space != TJCS_YCbCr) return Fail(ErrorCode::kInvalidArgument, "the JPEG's colours are not Y'CbCr");
  return size;
}

Result<> JpegDecoder::Decode(std::string_view jpeg, const MutablePlanesView& into) {
  State& state = *state_;
  // Again, though the caller has done it: what is written below follows from the file, not from `into`.
  const Result<PixelSize> size = Inspect(jpeg, into.size, jpeg.size());
  if (!size) return tl::make_unexpected(size.error());
  if (*size != into.size) return Fail(ErrorCode::kInvalidArgument, "the JPEG does not have the expected size");

  MutablePlanesView target = into;
  if (IsOdd(*size)) {
    state.even.Resize(EvenSize(*size));
    target = state.even.view();
  }
  unsigned char* pointers[] = {target.y, target.u, target.v};
  int strides[] = {target.y_stride_bytes, target.uv_stride_bytes, target.uv_stride_bytes};
  if (tjDecompressToYUVPlanes(state.handle.get(), reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size(),
                              pointers, size->width, strides, size->height, TJFLAG_STOPONWARNING) != 0) {
    return LibraryFailure(ErrorCode::kDataLoss, "the JPEG is cut short or damaged", state.handle);
  }
  if (IsOdd(*size)) {
    const PixelSize chroma = ChromaSize(*size);
    CopyPlane(target.y, target.y_stride_bytes, into.y, into.y_stride_bytes, *size);
    CopyPlane(target.u, target.uv_stride_bytes, into.u, into.uv_stride_bytes, chroma);
    CopyPlane(target.v, target.uv_stride_bytes, into.v, into.uv_stride_bytes, chroma);
  }
  return {};
}

}  // namespace labwall
