#include "bms/readout.hpp"

#include <algorithm>

namespace bms {

namespace {

consteval bool readout_table_is_sound() {
    std::size_t bits = 0;
    for (std::size_t i = 0; i < readout_field_count; ++i) {
        const ReadoutFieldRow& row = readout_table[i];
        const std::int32_t end = std::int32_t{1} << (row.is_signed ? row.bits - 1 : row.bits);
        const bool fits = row.lowest >= (row.is_signed ? -end : 0) && row.highest < end;
        if (row.field != static_cast<ReadoutField>(i) || !fits || row.blank >= end) {
            return false;
        }
        bits += row.bits;
    }
    return bits == 8 * ReadoutRecord::byte_count;
}
static_assert(readout_table_is_sound());

/// The number rounded to whole steps, half away from zero.
constexpr std::int64_t in_steps_of(std::int64_t step, std::int64_t number) {
    const std::int64_t half = number < 0 ? -step / 2 : step / 2;
    return (number + half) / step;
}

constexpr std::uint32_t two_bits(std::uint32_t value, std::size_t index) {
    return value << (2 * index);
}

/// By number of a code: which of warning and alarm exist, and show.
std::uint32_t alarm_bits(CodeSet codes) {
    std::array<ReadoutAlarm, readout_alarm_names.size()> worst{};
    for (const CodeText& text : code_texts) {
        if (text.severity == Severity::Error) {
            continue;
        }
        ReadoutAlarm& field = worst[text.b_number - 1U];
        const ReadoutAlarm shown =
            text.severity == Severity::Warning ? ReadoutAlarm::Warning : ReadoutAlarm::Alarm;
        field = std::max(field, codes.contains(text.code) ? shown : ReadoutAlarm::Ok);
    }
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < worst.size(); ++i) {
        bits |= two_bits(static_cast<std::uint32_t>(worst[i]), i);
    }
    return bits;
}

std::uint32_t io_bits(const Status& status, bool remote_on) {
    const auto field = [](std::size_t index, bool yes) {
        return two_bits(static_cast<std::uint32_t>(yes ? ReadoutIo::Yes : ReadoutIo::No), index);
    };
    return field(1, status.charger == Output::High) | field(2, status.load == Output::High) |
           field(5, remote_on);
}

std::uint8_t error_number(CodeSet codes) {
    std::uint8_t number = 0;
    for (const CodeText& text : code_texts) {
        if (text.severity == Severity::Error && codes.contains(text.code)) {
            number = std::max(number, text.b_number);
        }
    }
    return number;
}

void set_readings(ReadoutRecord& record, const BankSample& sample) {
    constexpr std::int32_t coldest_degc = -40;
    record.set(ReadoutField::Voltage, in_steps_of(10, sample.bank_voltage.count));
    record.set(ReadoutField::Current, in_steps_of(100, sample.bank_current.count));
    record.set(ReadoutField::Temperature,
               in_steps_of(10, sample.extremes.warmest.count) - coldest_degc);
}

void set_charge(ReadoutRecord& record, const Monitor& monitor) {
    if (const auto soc = monitor.state_of_charge()) {
        record.set(ReadoutField::StateOfCharge, soc->count);
        record.set(ReadoutField::Consumed, -in_steps_of(100, monitor.consumed().count));
    }
}

}  // namespace

std::uint32_t bits_at(std::span<const std::uint8_t> bytes, std::size_t first, std::size_t bits) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bits; ++i) {
        const std::size_t bit = first + i;
        value |= ((std::uint32_t{bytes[bit / 8]} >> (bit % 8)) & 1U) << i;
    }
    return value;
}

ReadoutRecord::ReadoutRecord(std::span<const std::uint8_t> payload) : ReadoutRecord() {
    std::size_t bit = 0;
    for (const ReadoutFieldRow& row : readout_table) {
        if (bit + row.bits > 8 * payload.size()) {
            return;
        }
        const std::uint32_t value = bits_at(payload, bit, row.bits);
        bit += row.bits;
        const std::uint32_t sign = row.is_signed ? 1U << (row.bits - 1U) : 0;
        steps_[static_cast<std::size_t>(row.field)] =
            static_cast<std::int32_t>((value ^ sign) - sign);
    }
}

ReadoutRecord::Bytes ReadoutRecord::packed() const {
    Bytes bytes{};
    std::size_t bit = 0;
    for (const ReadoutFieldRow& row : readout_table) {
        const auto value = static_cast<std::uint32_t>(steps(row.field));
        for (std::size_t i = 0; i < row.bits; ++i, ++bit) {
            const std::uint32_t one = (value >> i) & 1U;
            bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] | (one << (bit % 8)));
        }
    }
    return bytes;
}

void ReadoutRecord::set(ReadoutField field, std::int64_t steps) {
    const ReadoutFieldRow& row = row_of(field);
    steps_[static_cast<std::size_t>(field)] =
        static_cast<std::int32_t>(std::clamp<std::int64_t>(steps, row.lowest, row.highest));
}

ReadoutRecord readout(const Core& core, const BankSample& sample) {
    const Status status = core.status();
    ReadoutRecord record;
    record.set(ReadoutField::Error, error_number(status.codes));
    if (const auto minutes = core.monitor().remaining_time(core.settings())) {
        record.set(ReadoutField::RemainingTime, minutes->count);
    }
    record.set(ReadoutField::Io, io_bits(status, remote_is_on(sample.pins, sample.bank_voltage)));
    record.set(ReadoutField::Alarms, alarm_bits(status.codes));
    if (sample.flags.has(Flag::Complete)) {
        set_readings(record, sample);
    }
    set_charge(record, core.monitor());
    return record;
}

Advertisement advertise(const ReadoutRecord& record, const ReadoutIdentity& identity,
                        std::uint16_t nonce) {
    const auto low = [](unsigned number) { return static_cast<std::uint8_t>(number & 0xFFU); };
    Advertisement bytes{advertisement_of_a_product, 0,
                        low(identity.product_id),   low(identity.product_id >> 8U),
                        record_type_of_a_bms,       low(nonce),
                        low(nonce >> 8U),           identity.key[0]};
    const ReadoutRecord::Bytes packed = record.packed();
    std::copy(packed.begin(), packed.end(), bytes.begin() + advertisement_header_bytes);
    crypt_readout(identity.key, nonce, std::span{bytes}.subspan(advertisement_header_bytes));
    return bytes;
}

void crypt_readout(const AesBlock& key, std::uint16_t nonce, std::span<std::uint8_t> payload) {
    aes128_ctr(key,
               {static_cast<std::uint8_t>(nonce & 0xFFU), static_cast<std::uint8_t>(nonce >> 8U)},
               payload);
}

}  // namespace bms
