#pragma once
// What outlives a power cut, as bytes for two slots of a non-volatile store (D-24, R-REM-3).
//
// An image is a list of named numbers, every one that is stored:
//
//     0   "BTWI"           16  entries of 12 bytes: tag of the name (FNV-1a, 32 bits), number
//     4   format, 2 bytes      (64 bits, two's complement)
//     6   entries, 2 bytes     last the CRC-32 of everything before
//     8   sequence, 4 bytes
//    12   0, 4 bytes
//
// All little-endian. Names are those of bms/fields.hpp, conditions and settings among them, so
// other firmware reads what it knows: what is missing stands as it left the factory, what is
// strange to it is passed over. No number is left out for being the standard one: another
// firmware may have another standard. Only a change of the list itself is another format, and that
// is refused.

#include "bms/core.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace bms {

/// Everything that outlives a power cut: of the core, and the set in service.
struct Stored {
    Memory memory{};
    BatterySet set{};

    friend constexpr bool operator==(const Stored&, const Stored&) = default;
};
static_assert(std::is_trivially_copyable_v<Stored> &&
              std::has_unique_object_representations_v<Stored>);

inline constexpr std::uint16_t image_format = 1;
inline constexpr std::size_t image_header_bytes = 16;
inline constexpr std::size_t image_entry_bytes = 12;
inline constexpr std::size_t image_crc_bytes = 4;
inline constexpr std::size_t most_image_bytes = 2048;  // a page of flash

/// A place for one image; what lies behind it does not matter.
using ImageSlot = std::array<std::uint8_t, most_image_bytes>;
using ImageSlots = std::array<ImageSlot, 2>;
/// Erased flash.
constexpr ImageSlot blank_slot() {
    ImageSlot slot{};
    slot.fill(0xFF);
    return slot;
}

/// Writes the image to the beginning of the slot; how many bytes it is long.
std::size_t encode(const Stored& stored, std::uint32_t sequence, ImageSlot& slot);

enum class ImageFault : std::uint8_t {
    None,
    Blank,        // nothing has been written since the slot was erased
    Damaged,      // torn while it was written, or changed since
    OtherFormat,  // whole, but of another firmware that keeps its state in another way
};
inline constexpr std::size_t image_fault_count = 4;
/// "none", "blank", "damaged", "other_format"
const char* name_of(ImageFault fault);

/// Whether a slot holds an image, and which. The sequence means something only without a fault.
struct ImageJudgement {
    ImageFault fault;
    std::uint32_t sequence;

    friend constexpr bool operator==(const ImageJudgement&, const ImageJudgement&) = default;
};
ImageJudgement judge(std::span<const std::uint8_t> slot);

/// Reads an image without a fault. A number that its place cannot hold counts as missing.
void decode(std::span<const std::uint8_t> slot, Stored& stored);

/// How a power-up finds its slots.
enum class Recovery : std::uint8_t {
    FirstStart,  // no image has ever been finished: both blank, or the very first one torn
    Restored,    // from the newest image; the other one is older, or yet to be written
    FromOlder,   // from the only image left: the other one is damaged or of another format
    Lost,        // neither slot can be read: E-B11 (D-24)
};
inline constexpr std::size_t recovery_count = 4;
/// "first_start", "restored", "from_older", "lost"
const char* name_of(Recovery recovery);

/// What to begin with, and where to write next.
struct Recovered {
    Recovery recovery;
    std::uint8_t next_slot;  // never that of the newest image
    std::uint16_t unused;
    std::uint32_t next_sequence;

    friend constexpr bool operator==(const Recovered&, const Recovered&) = default;
};

/// Picks the newest image of two slots and reads it; `stored` is fresh from the factory when there
/// is none. Of two sequence numbers the newer is the one less than 2^31 ahead.
Recovered recover(const ImageSlots& slots, Stored& stored);

}  // namespace bms
