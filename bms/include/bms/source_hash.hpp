#pragma once

namespace bms {

/// SHA-256, in hex, of the files of bms/include/bms and bms/src in path order: which core this is.
const char* source_hash();

}  // namespace bms
