// The encodings of text files: guessing one from the head of a file, and a source that gives UTF-8 whatever it reads
// (Unicode 15 ch. 3.9 for UTF-8/16; CP1252 as in the WHATWG Encoding Standard). A byte order mark is left out.
// Thread rule: as ByteSource.
#pragma once

#include "core/io/byte_source.h"
#include "core/io/csv.h"

#include <string>
#include <string_view>

namespace easel {

struct EncodingGuess {
  CsvEncoding encoding = CsvEncoding::Utf8; // never Auto
  bool byteOrderMark = false;
  std::string reason;
  std::string warning;
};

std::string_view encodingId(CsvEncoding encoding);

/// `whole`: the head is the whole file. Error when the bytes are no text (NUL bytes that are not UTF-16).
Result<EncodingGuess> guessEncoding(std::string_view head, bool whole, CsvEncoding wanted);

/// UTF-8 from bytes in `encoding`; for Utf8 the bytes as they are.
std::unique_ptr<ByteSource> decoded(std::unique_ptr<ByteSource> raw, CsvEncoding encoding);

} // namespace easel
