#pragma once
// AES with a key of 128 bits (FIPS 197) and its counter mode (NIST SP 800-38A §6.5), for Instant
// Readout: the core must not depend on a library.
//
// Look-ups in the S-box depend on the key, so the time they take may, too: this is no shield
// against somebody who measures on the same processor. What it guards is a battery's readings.

#include <array>
#include <cstdint>
#include <span>

namespace bms {

using AesBlock = std::array<std::uint8_t, 16>;  // a key, or a block

/// One block, encrypted. Decryption of whole blocks is not needed: the counter mode encrypts both
/// ways.
AesBlock aes128(const AesBlock& key, const AesBlock& block);

/// Encrypts or decrypts `data` of any length in place. `counter` is the first counter block; it
/// counts up from its last byte.
void aes128_ctr(const AesBlock& key, AesBlock counter, std::span<std::uint8_t> data);

}  // namespace bms
