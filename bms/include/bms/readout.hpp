#pragma once
// Instant Readout (R-MON-7, manual §5.1.1): what the BMS tells everybody who holds its key, without
// a connection. One advertisement holds one record of type 0x0A, encrypted (D-17: that this BMS
// sends the type known from its siblings is assumed).

#include "bms/aes.hpp"
#include "bms/codes.hpp"
#include "bms/core.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bms {

enum class ReadoutField : std::uint8_t {
    Error,
    RemainingTime,
    Voltage,
    Current,
    Io,
    Alarms,
    StateOfCharge,
    Consumed,
    Temperature,
    Unused,
};
inline constexpr std::size_t readout_field_count = 10;

/// One field of the record, in whole steps of its unit. The fields follow each other without a gap,
/// lowest bit first.
struct ReadoutFieldRow {
    ReadoutField field;
    const char* step;
    std::uint8_t bits;
    bool is_signed;
    std::int32_t blank;   // what says "not available", or nothing to tell
    std::int32_t lowest;  // what lies outside is shown as the end it lies beyond
    std::int32_t highest;
};

inline constexpr std::array<ReadoutFieldRow, readout_field_count> readout_table{{
    {ReadoutField::Error, "number of the error", 8, false, 0, 0, 255},
    {ReadoutField::RemainingTime, "1 min", 16, false, 0xFFFF, 0, 0xFFFE},
    {ReadoutField::Voltage, "0.01 V", 16, true, 0x7FFF, -0x8000, 0x7FFE},
    {ReadoutField::Current, "0.1 A, positive charges", 16, true, 0x7FFF, -0x8000, 0x7FFE},
    {ReadoutField::Io, "2 bits each, as readout_io_names", 16, false, 0, 0, 0xFFFF},
    {ReadoutField::Alarms, "2 bits each, B01 first", 18, false, 0, 0, 0x3FFFF},
    {ReadoutField::StateOfCharge, "0.1 %", 10, false, 0x3FF, 0, 1000},
    {ReadoutField::Consumed, "-0.1 Ah", 20, false, 0xFFFFF, 0, 0xFFFFE},
    {ReadoutField::Temperature, "1 degC above -40", 7, false, 0x7F, 0, 0x7E},
    {ReadoutField::Unused, "", 1, false, 1, 1, 1},
}};

constexpr const ReadoutFieldRow& row_of(ReadoutField field) {
    return readout_table[static_cast<std::size_t>(field)];
}

/// A field of two bits in `ReadoutField::Io`.
enum class ReadoutIo : std::uint8_t { NotAvailable, Yes, No };
inline constexpr std::array<const char*, 7> readout_io_names{
    "contactor", "allowed_to_charge", "allowed_to_discharge", "relay",
    "aux",       "remote_on",         "alternator_allowed"};

/// A field of two bits in `ReadoutField::Alarms`.
enum class ReadoutAlarm : std::uint8_t { Unsupported, Ok, Warning, Alarm };
/// Field k is code B0(k+1); that of B08 is named nowhere, but for its place (assumed).
inline constexpr std::array<const char*, 9> readout_alarm_names{
    "low_cell_voltage", "high_current",     "high_bms_temperature",
    "contactor",        "communication",    "load_disconnected",
    "low_soc",          "low_bank_voltage", "high_battery_temperature"};

/// `bits` bits, at most 32, from bit number `first` on, lowest first, as every record of this maker
/// is packed. All of them must lie inside.
std::uint32_t bits_at(std::span<const std::uint8_t> bytes, std::size_t first, std::size_t bits);

/// The record as whole steps; every field is blank at first.
class ReadoutRecord {
  public:
    static constexpr std::size_t byte_count = 16;
    using Bytes = std::array<std::uint8_t, byte_count>;

    constexpr ReadoutRecord() {
        for (const ReadoutFieldRow& row : readout_table) {
            steps_[static_cast<std::size_t>(row.field)] = row.blank;
        }
    }
    /// From the payload of an advertisement. A field that does not lie whole inside stays blank,
    /// and what comes behind the record is of no interest: senders may shorten and extend it.
    explicit ReadoutRecord(std::span<const std::uint8_t> payload);
    Bytes packed() const;

    constexpr std::int32_t steps(ReadoutField field) const {
        return steps_[static_cast<std::size_t>(field)];
    }
    constexpr bool is_blank(ReadoutField field) const {
        return steps(field) == row_of(field).blank;
    }
    /// Takes the number, or that end of the field's range that is nearer.
    void set(ReadoutField field, std::int64_t steps);

    /// Field number `index` of two bits.
    constexpr ReadoutIo io(std::size_t index) const {
        return static_cast<ReadoutIo>(two_bits(ReadoutField::Io, index));
    }
    constexpr ReadoutAlarm alarm(std::size_t index) const {
        return static_cast<ReadoutAlarm>(two_bits(ReadoutField::Alarms, index));
    }

    friend constexpr bool operator==(const ReadoutRecord&, const ReadoutRecord&) = default;

  private:
    constexpr unsigned two_bits(ReadoutField field, std::size_t index) const {
        return (static_cast<unsigned>(steps(field)) >> (2 * index)) & 3U;
    }

    std::array<std::int32_t, readout_field_count> steps_{};
};

/// The record of a core that was last given `sample`. Readings are rounded half away from zero; the
/// state of charge and the remaining time, downwards. Blank are: readings of a bank that is not
/// complete; state of charge and consumed Ah while unknown; the remaining time while there is none.
/// The temperature is the warmest battery's (assumed). The error is the largest number of an E-code
/// shown; that the wire carries the codes' own numbers is assumed.
ReadoutRecord readout(const Core& core, const BankSample& sample);

/// What an advertisement is made of besides its record.
struct ReadoutIdentity {
    AesBlock key{};              // as VictronConnect shows it
    std::uint16_t product_id{};  // of this BMS not published
};

/// The maker's data of one advertisement, without the company's number (0x02E1) in front:
///   0 0x10: an advertisement of a product    4 type of the record    8 … the record, encrypted
///   1 0                                      5 nonce
///   2 product id                             7 first byte of the key
/// Numbers are little-endian. The counter block begins with the nonce, and is 0 behind it.
inline constexpr std::size_t advertisement_header_bytes = 8;
inline constexpr std::uint8_t advertisement_of_a_product = 0x10;
inline constexpr std::uint8_t record_type_of_a_bms = 0x0A;
using Advertisement =
    std::array<std::uint8_t, advertisement_header_bytes + ReadoutRecord::byte_count>;

/// The nonce must differ between two records of different content: two texts under one pad betray
/// each other.
Advertisement advertise(const ReadoutRecord& record, const ReadoutIdentity& identity,
                        std::uint16_t nonce);

/// Encrypts or decrypts the payload of an advertisement in place.
void crypt_readout(const AesBlock& key, std::uint16_t nonce, std::span<std::uint8_t> payload);

}  // namespace bms
