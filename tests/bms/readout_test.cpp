#include "bms/readout.hpp"

#include "tests/bms/core_rig.hpp"
#include "tests/bms/generators.hpp"
#include "tests/bms/hex.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bms {
namespace {

// A Lynx Smart BMS, published with the tests of keshavdv/victron-ble.
constexpr const char* lynx_record = "0040388b0afaff951555148ccf0200ff";
// The same record sealed with openssl's AES-128-CTR under this key, nonce 0x1234, product 0xA3E5.
constexpr const char* key = "000102030405060708090a0b0c0d0e0f";
constexpr const char* lynx_advertisement = "1000e5a30a34120029207e80ccfbf75fbbb58fad06634d2c";

ReadoutRecord record_of(std::string_view hex) {
    return ReadoutRecord{bytes_of(hex)};
}

ReadoutRecord readout(const CoreRig& rig) {
    return bms::readout(rig.core, rig.sample);
}

// The bytes and numbers of the bit reader's tests in keshavdv/victron-ble.
TEST(Readout, ReadsBitsLowestFirst) {
    const auto bytes = bytes_of("1a2b3c4d5e6f7890");
    std::size_t first = 0;
    const auto next = [&](std::size_t bits) {
        first += bits;
        return bits_at(bytes, first - bits, bits);
    };
    EXPECT_EQ(next(1), 0U);
    EXPECT_EQ(next(1), 1U);
    EXPECT_EQ(next(1), 0U);
    EXPECT_EQ(next(1), 1U);
    EXPECT_EQ(next(6), 0x31U);
    EXPECT_EQ(next(6), 0x0AU);
    EXPECT_EQ(next(4), 0x0CU);  // -4 with a sign
    EXPECT_EQ(next(11), 0x4D3U);
    EXPECT_EQ(next(1), 0U);
    EXPECT_EQ(next(32), 0x90786F5EU);
}

// R-MON-7, D-17
TEST(Readout, ReadsTheRecordOfALynx) {
    const ReadoutRecord record = record_of(lynx_record);
    EXPECT_EQ(record.steps(ReadoutField::Error), 0);
    EXPECT_EQ(record.steps(ReadoutField::RemainingTime), 14'400);
    EXPECT_EQ(record.steps(ReadoutField::Voltage), 2699);
    EXPECT_EQ(record.steps(ReadoutField::Current), -6);
    EXPECT_EQ(record.steps(ReadoutField::Io), 0x1595);
    EXPECT_EQ(record.steps(ReadoutField::Alarms), 0x1455);
    EXPECT_EQ(record.steps(ReadoutField::StateOfCharge), 995);
    EXPECT_EQ(record.steps(ReadoutField::Consumed), 44);
    EXPECT_TRUE(record.is_blank(ReadoutField::Temperature));
    using enum ReadoutIo;
    const std::array io{Yes, Yes, Yes, No, Yes, Yes, Yes};
    for (std::size_t i = 0; i < io.size(); ++i) {
        EXPECT_EQ(record.io(i), io[i]) << readout_io_names[i];
    }
    using enum ReadoutAlarm;
    const std::array alarms{Ok, Ok, Ok, Ok, Unsupported, Ok, Ok, Unsupported, Unsupported};
    for (std::size_t i = 0; i < alarms.size(); ++i) {
        EXPECT_EQ(record.alarm(i), alarms[i]) << readout_alarm_names[i];
    }
}

// R-MON-7, D-17
TEST(Readout, SealsTheRecordOfALynxToTheByte) {
    const ReadoutIdentity identity{.key = block_of(key), .product_id = 0xA3E5};
    EXPECT_EQ(hex_of(advertise(record_of(lynx_record), identity, 0x1234)), lynx_advertisement);
}

// R-MON-7, D-17
TEST(Readout, DecryptsWhatOthersHaveSealed) {
    struct Sealed {
        const char* key;
        std::uint16_t nonce;
        const char* payload;
        const char* plain;
    };
    for (const auto& [sealed_key, nonce, payload, plain] : {
             Sealed{key, 0x1234, "29207e80ccfbf75fbbb58fad06634d2c", lynx_record},
             // Two real units, from the tests of keshavdv/victron-ble: a Smart BatteryProtect and a
             // battery monitor, whose 15 bytes are one short of a block.
             Sealed{"fac570d66380b797a5b7543758be00e4", 0x2335, "dedea38b1af8bcbde91ca8b6dbb60e",
                    "f90100000000001b051b0500000000"},
             Sealed{"aff4d0995b7d1e176c0c33ecb9e70dcd", 0x40B0, "925d09a4d89aa0128bdef48c6298a9",
                    "ffffe50400000000030000f40140df"},
         }) {
        auto bytes = bytes_of(payload);
        crypt_readout(block_of(sealed_key), nonce, bytes);
        EXPECT_EQ(hex_of(bytes), plain);
    }
}

// R-MON-7
TEST(Readout, OfAHealthyBankShowsItsReadings) {
    CoreRig rig{{634}};
    rig.sample.bank_current = {-20'040};
    rig.sample.bank_voltage = {13'196};
    rig.sample.extremes.warmest = {214};
    rig.run(180_seconds);
    const ReadoutRecord record = readout(rig);
    EXPECT_EQ(record.steps(ReadoutField::Error), 0);
    EXPECT_EQ(record.steps(ReadoutField::Voltage), 1320);
    EXPECT_EQ(record.steps(ReadoutField::Current), -200);
    EXPECT_EQ(record.steps(ReadoutField::Temperature), 61);  // 21.4 °C
    // 20.04 A for 180.1 s take 1.0 Ah: 126.8 - 1.0 = 125.8 of 200 Ah, 62.9 %.
    EXPECT_EQ(record.steps(ReadoutField::StateOfCharge), 628);
    EXPECT_EQ(record.steps(ReadoutField::Consumed), 742);
    // 105.8 Ah above the floor at 20.04 A
    EXPECT_EQ(record.steps(ReadoutField::RemainingTime), 316);
    EXPECT_EQ(record.io(0), ReadoutIo::NotAvailable);  // it has no contactor
    EXPECT_EQ(record.io(1), ReadoutIo::Yes);
    EXPECT_EQ(record.io(2), ReadoutIo::Yes);
    EXPECT_EQ(record.io(5), ReadoutIo::Yes);
}

// R-MON-7, R-COD-2, R-COD-3, D-17
TEST(Readout, SupportsTheNumbersThatHaveACode) {
    const ReadoutRecord record = readout(CoreRig{});
    using enum ReadoutAlarm;
    const std::array alarms{Ok, Unsupported, Unsupported, Unsupported, Ok, Unsupported, Ok, Ok, Ok};
    for (std::size_t i = 0; i < alarms.size(); ++i) {
        EXPECT_EQ(record.alarm(i), alarms[i]) << readout_alarm_names[i];
    }
}

// R-MON-7, R-COD-1
TEST(Readout, ShowsTheWarningAndThenTheAlarm) {
    CoreRig rig;
    rig.cells_at(3050);
    rig.run(10_seconds);
    EXPECT_EQ(readout(rig).alarm(0), ReadoutAlarm::Warning);
    EXPECT_EQ(readout(rig).io(2), ReadoutIo::Yes);
    rig.cells_at(2750);
    rig.run(60_seconds);
    EXPECT_EQ(readout(rig).alarm(0), ReadoutAlarm::Alarm);
    EXPECT_EQ(readout(rig).io(2), ReadoutIo::No);
    EXPECT_EQ(readout(rig).io(1), ReadoutIo::Yes);
}

// R-MON-7, R-COD-4, D-17
TEST(Readout, ShowsTheLargestNumberOfAnError) {
    CoreRig rig;
    rig.sample.flags.set(Flag::ImpossibleSet);
    rig.run(1_seconds);
    EXPECT_EQ(readout(rig).steps(ReadoutField::Error), 1);
    rig.sample.flags.set(Flag::HardwareFault);
    rig.run(1_seconds);
    EXPECT_EQ(readout(rig).steps(ReadoutField::Error), 11);
    EXPECT_EQ(readout(rig).io(1), ReadoutIo::No);
}

// R-MON-7, R-REM-1
TEST(Readout, TellsTheRemoteApartFromTheOutputs) {
    CoreRig rig;
    rig.sample.pins = {};
    rig.run(1_seconds);
    EXPECT_EQ(readout(rig).io(5), ReadoutIo::No);
    EXPECT_EQ(readout(rig).io(1), ReadoutIo::No);
    EXPECT_EQ(readout(rig).io(2), ReadoutIo::No);
}

// R-MON-7, D-25
TEST(Readout, LeavesBlankWhatIsNotKnown) {
    const Core core;
    const ReadoutRecord record = bms::readout(core, BankSample{});
    for (const ReadoutField field :
         {ReadoutField::RemainingTime, ReadoutField::Voltage, ReadoutField::Current,
          ReadoutField::StateOfCharge, ReadoutField::Consumed, ReadoutField::Temperature}) {
        EXPECT_TRUE(record.is_blank(field)) << row_of(field).step;
    }
    EXPECT_EQ(ReadoutRecord{}, record_of("00ffffff7fff7f00000000fcffffffff"));
}

// R-MON-7
TEST(Readout, RoundsHalfAwayFromZeroOnBothSides) {
    const auto current = [](int ma) {
        CoreRig rig;
        rig.sample.bank_current = {ma};
        return readout(rig).steps(ReadoutField::Current);
    };
    EXPECT_EQ(current(49), 0);
    EXPECT_EQ(current(50), 1);
    EXPECT_EQ(current(-49), 0);
    EXPECT_EQ(current(-50), -1);
    EXPECT_EQ(current(-149), -1);
    EXPECT_EQ(current(-150), -2);
}

// R-MON-7
TEST(Readout, StopsAtTheEndsOfAField) {
    CoreRig rig;
    rig.sample.bank_current = {largest_current_ma};
    rig.sample.extremes.warmest = {1500};
    EXPECT_EQ(readout(rig).steps(ReadoutField::Current), 0x7FFE);    // 3276.6 A
    EXPECT_EQ(readout(rig).steps(ReadoutField::Temperature), 0x7E);  // 86 °C
    rig.sample.bank_current = {-largest_current_ma};
    rig.sample.extremes.warmest = {-500};
    EXPECT_EQ(readout(rig).steps(ReadoutField::Current), -0x8000);
    EXPECT_EQ(readout(rig).steps(ReadoutField::Temperature), 0);  // -40 °C
}

// R-MON-7
TEST(Readout, TakesWhatAShortenedRecordHolds) {
    // Cut behind 12 bytes: of the state of charge, bits 90 … 99, four bits are missing.
    const ReadoutRecord record = record_of(std::string_view{lynx_record}.substr(0, 24));
    EXPECT_EQ(record.steps(ReadoutField::Alarms), 0x1455);
    EXPECT_TRUE(record.is_blank(ReadoutField::StateOfCharge));
    EXPECT_EQ(record_of(""), ReadoutRecord{});
    EXPECT_EQ(record_of("ff0000"), [] {
        ReadoutRecord error_and_time;
        error_and_time.set(ReadoutField::Error, 255);
        error_and_time.set(ReadoutField::RemainingTime, 0);
        return error_and_time;
    }());
}

RC_GTEST_PROP(Readout, TakesNothingFromBehindTheRecord, (const std::vector<std::uint8_t>& more)) {
    auto bytes = bytes_of(lynx_record);
    bytes.insert(bytes.end(), more.begin(), more.end());
    RC_ASSERT(ReadoutRecord{bytes} == record_of(lynx_record));
}

// R-MON-7
RC_GTEST_PROP(Readout, OfSixteenBytesPacksIntoTheSameBytes, (const ReadoutRecord::Bytes& bytes)) {
    RC_ASSERT(ReadoutRecord{bytes}.packed() == bytes);
}

// R-MON-7
RC_GTEST_PROP(Readout, OfAnySampleSurvivesItsAdvertisement,
              (AesBlock any_key, std::uint16_t nonce)) {
    CoreRig rig{*gen_soc()};
    rig.sample = *gen_sample();
    rig.run({static_cast<std::uint32_t>(*rc::gen::inRange(1, 400))});
    const ReadoutRecord record = readout(rig);
    const Core before = rig.core;
    auto sent = advertise(record, {.key = any_key, .product_id = 0xBEEF}, nonce);
    RC_ASSERT(same_bytes(rig.core, before));
    RC_ASSERT(sent[5] + 256 * sent[6] == nonce);
    RC_ASSERT(sent[2] + 256 * sent[3] == 0xBEEF);
    RC_ASSERT(sent[7] == any_key[0]);
    const auto payload = std::span{sent}.subspan(advertisement_header_bytes);
    crypt_readout(any_key, nonce, payload);
    RC_ASSERT(ReadoutRecord{payload} == record);
}

// R-MON-7: what no step of a field can say is its nearest end.
TEST(Readout, KeepsEveryFieldWithinItsBits) {
    struct Ends {
        ReadoutField field;
        std::int32_t blank;
        std::int32_t lowest;
        std::int32_t highest;
    };
    // As published for record type 0x0A; error, in- and outputs and alarms cannot be missing.
    constexpr std::array<Ends, readout_field_count> expected{{
        {ReadoutField::Error, 0, 0, 255},
        {ReadoutField::RemainingTime, 0xFFFF, 0, 0xFFFE},
        {ReadoutField::Voltage, 0x7FFF, -0x8000, 0x7FFE},
        {ReadoutField::Current, 0x7FFF, -0x8000, 0x7FFE},
        {ReadoutField::Io, 0, 0, 0xFFFF},
        {ReadoutField::Alarms, 0, 0, 0x3FFFF},
        {ReadoutField::StateOfCharge, 0x3FF, 0, 1000},
        {ReadoutField::Consumed, 0xFFFFF, 0, 0xFFFFE},
        {ReadoutField::Temperature, 0x7F, 0, 0x7E},
        {ReadoutField::Unused, 1, 1, 1},
    }};
    for (const Ends& ends : expected) {
        ReadoutRecord record;
        EXPECT_EQ(record.steps(ends.field), ends.blank) << int(ends.field);
        record.set(ends.field, -1'000'000);
        EXPECT_EQ(record.steps(ends.field), ends.lowest) << int(ends.field);
        record.set(ends.field, 2'000'000);
        EXPECT_EQ(record.steps(ends.field), ends.highest) << int(ends.field);
    }
}

}  // namespace
}  // namespace bms
