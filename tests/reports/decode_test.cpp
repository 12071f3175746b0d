// `banktwin decode`: public captures, and everything that can be wrong about one.

#include "reports/decode.hpp"

#include "bms/readout.hpp"
#include "tests/bms/hex.hpp"
#include "tests/reports/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The public record of a Lynx (keshavdv/victron-ble), sealed with openssl under this key.
const std::string key = "000102030405060708090a0b0c0d0e0f";
const std::string lynx = "1000e5a30a34120029207e80ccfbf75fbbb58fad06634d2c";

/// An advertisement of a record, sealed under `key`.
std::string sealed(unsigned type, std::string_view payload_hex) {
    auto payload = bms::bytes_of(payload_hex);
    bms::crypt_readout(bms::block_of(key), 7, payload);
    return "1000e5a3" + bms::hex_of(std::array{static_cast<std::uint8_t>(type)}) + "070000" +
           bms::hex_of(payload);
}

DecodeDocument decoded(unsigned type, std::string_view payload_hex) {
    return decode_advertisement(sealed(type, payload_hex), key);
}

std::string state_of(const std::vector<ReadoutStatePart>& parts, const std::string& name) {
    for (const ReadoutStatePart& part : parts) {
        if (part.name == name) {
            return part.state;
        }
    }
    return "no such name";
}

// R-MON-7, D-17
TEST(Decode, ReadsEveryFieldOfALynx) {
    const DecodeDocument document = decode_advertisement(lynx, key);
    EXPECT_EQ(document.product_id, "0xA3E5");
    EXPECT_EQ(document.product, "Lynx Smart BMS 500");
    EXPECT_EQ(document.record_type, "0x0A");
    EXPECT_EQ(document.record, "BMS");
    EXPECT_EQ(document.nonce, 0x1234);
    EXPECT_EQ(document.payload, "0040388b0afaff951555148ccf0200ff");
    EXPECT_TRUE(document.decoded);
    ASSERT_TRUE(document.bms);
    const BmsRecordPart& part = *document.bms;
    EXPECT_EQ(part.error, 0);
    EXPECT_EQ(part.error_text, "none");
    EXPECT_THAT(part.codes, IsEmpty());
    EXPECT_DOUBLE_EQ(part.voltage_v.value(), 26.99);
    EXPECT_DOUBLE_EQ(part.current_a.value(), -0.6);
    EXPECT_DOUBLE_EQ(part.soc_pct.value(), 99.5);
    EXPECT_DOUBLE_EQ(part.consumed_ah.value(), -4.4);
    EXPECT_DOUBLE_EQ(part.remaining_time_min.value(), 14'400.0);
    EXPECT_FALSE(part.temperature_degc);
    EXPECT_EQ(part.io.size(), 7U);
    EXPECT_EQ(state_of(part.io, "contactor"), "yes");
    EXPECT_EQ(state_of(part.io, "relay"), "no");
    EXPECT_EQ(part.alarms.size(), 9U);
    EXPECT_EQ(state_of(part.alarms, "low_soc"), "ok");
    EXPECT_EQ(state_of(part.alarms, "low_bank_voltage"), "unsupported");
    EXPECT_FALSE(document.smart_lithium);
}

// R-MON-7, R-COD-2, R-COD-3
TEST(Decode, NamesTheCodesAsTheOwnerSeesThem) {
    bms::ReadoutRecord record;
    record.set(bms::ReadoutField::Error, 11);
    record.set(bms::ReadoutField::Temperature, 65);
    record.set(bms::ReadoutField::Consumed, 0);
    // B01 alarm, B05 warning, B09 alarm
    record.set(bms::ReadoutField::Alarms, (3 << 0) | (2 << 8) | (3 << 16));
    const DecodeDocument document = decoded(0x0A, bms::hex_of(record.packed()));
    ASSERT_TRUE(document.bms);
    EXPECT_THAT(document.bms->codes, ElementsAre("A-B01", "W-B05", "A-B09"));
    EXPECT_EQ(document.bms->error_text, "hardware");
    EXPECT_EQ(document.bms->temperature_degc, 25.0);
    EXPECT_FALSE(std::signbit(document.bms->consumed_ah.value()));
    const std::string text = text_report(document);
    EXPECT_THAT(text, HasSubstr("A-B01, W-B05, A-B09"));
    EXPECT_THAT(text, HasSubstr("11 (hardware)"));
    EXPECT_THAT(text, HasSubstr("not available"));
}

// Records of real batteries from the tests of keshavdv/victron-ble, cut to their 16 bytes.
TEST(Decode, ReadsASmartLithium) {
    struct Known {
        const char* payload;
        const char* balancer;
        double temperature_degc;
        double voltage_v;
        std::vector<double> cells_v;
    };
    for (const Known& known : {
             Known{"000000060000c7e3f1f8ffffff2c35b5",
                   "imbalance",
                   13,
                   13.24,
                   {3.31, 3.31, 3.31, 3.31}},
             Known{"000000060000c7e3f1f8ffffff2c15b6",
                   "balanced",
                   14,
                   13.24,
                   {3.31, 3.31, 3.31, 3.31}},
             Known{"000000060000c7e3d1f8ffffff2b35b5",
                   "imbalance",
                   13,
                   13.23,
                   {3.31, 3.31, 3.31, 3.3}},
             Known{"00000006000047a3d1682c1a8d500acd",
                   "unknown",
                   37,
                   26.4,
                   {3.31, 3.3, 3.3, 3.3, 3.3, 3.29, 3.3, 3.3}},
             Known{"000000060000cce592b95c2e997b1ad0",
                   "balanced",
                   40,
                   26.83,
                   {3.36, 3.35, 3.35, 3.36, 3.35, 3.35, 3.35, 3.36}},
         }) {
        const DecodeDocument document = decoded(0x05, known.payload);
        ASSERT_TRUE(document.smart_lithium) << known.payload;
        const SmartLithiumRecordPart& part = *document.smart_lithium;
        EXPECT_EQ(part.balancer, known.balancer);
        EXPECT_DOUBLE_EQ(part.temperature_degc.value(), known.temperature_degc);
        EXPECT_DOUBLE_EQ(part.voltage_v.value(), known.voltage_v);
        EXPECT_EQ(part.errors, 0);
        EXPECT_THAT(part.flags, ElementsAre("allowed_to_charge", "allowed_to_discharge"));
        std::vector<double> cells_v;
        for (const ReadoutCellPart& cell : part.cells) {
            EXPECT_EQ(cell.cell, static_cast<int>(cells_v.size()) + 1);
            cells_v.push_back(cell.voltage_v.value());
        }
        EXPECT_EQ(cells_v, known.cells_v);
    }
}

TEST(Decode, TellsACellBeyondTheFieldApartFromNoCell) {
    // Cells: 0x00, 0x7E, 0x01, then none; voltage, balancer and temperature not available.
    const DecodeDocument document = decoded(0x05, "00000000ffff007fe0ffffffffffffff");
    ASSERT_TRUE(document.smart_lithium);
    const SmartLithiumRecordPart& part = *document.smart_lithium;
    EXPECT_EQ(part.errors, 0xFFFF);
    EXPECT_THAT(part.flags, IsEmpty());
    EXPECT_FALSE(part.voltage_v);
    EXPECT_FALSE(part.temperature_degc);
    EXPECT_EQ(part.balancer, "unknown");
    ASSERT_EQ(part.cells.size(), 3U);
    EXPECT_EQ(part.cells[0].beyond, "below");
    EXPECT_FALSE(part.cells[0].voltage_v);
    EXPECT_EQ(part.cells[1].beyond, "above");
    EXPECT_EQ(part.cells[2].beyond, "");
    EXPECT_DOUBLE_EQ(part.cells[2].voltage_v.value(), 2.61);
    EXPECT_THAT(text_report(document), HasSubstr("below 2.61 V"));
    EXPECT_THAT(text_report(document), HasSubstr("above 3.85 V"));
}

// Two real units of keshavdv/victron-ble: known by their type, and left as bytes.
TEST(Decode, SaysWhatItDoesNotDecode) {
    const DecodeDocument protect = decode_advertisement(
        "1080b0a3093523fadedea38b1af8bcbde91ca8b6dbb60e", "fac570d66380b797a5b7543758be00e4");
    EXPECT_FALSE(protect.decoded);
    EXPECT_EQ(protect.record, "Smart BatteryProtect");
    EXPECT_EQ(protect.payload, "f90100000000001b051b0500000000");
    EXPECT_THAT(text_report(protect), HasSubstr("not decoded"));
    const DecodeDocument monitor = decode_advertisement(
        "100289a302b040af925d09a4d89aa0128bdef48c6298a9", "aff4d0995b7d1e176c0c33ecb9e70dcd");
    EXPECT_FALSE(monitor.decoded);
    EXPECT_EQ(monitor.record, "battery monitor");
    EXPECT_EQ(monitor.payload, "ffffe50400000000030000f40140df");
    const DecodeDocument unheard = decoded(0x77, "0102");
    EXPECT_EQ(unheard.record, "");
    EXPECT_EQ(unheard.payload, "0102");
    EXPECT_THAT(text_report(unheard), HasSubstr("unknown device (record 0x77)"));
    // Too short for the record it says it is.
    EXPECT_FALSE(decoded(0x05, "000000060000").decoded);
}

TEST(Decode, ATypeOfTwoBytesIsNeverEncrypted) {
    const DecodeDocument document = decode_advertisement("1000e5a3ff34120512ab", key);
    EXPECT_EQ(document.record_type, "0xFF05");
    EXPECT_EQ(document.payload, "12ab");
    EXPECT_FALSE(document.nonce);
    EXPECT_THAT(text_report(document), HasSubstr("not encrypted"));
}

// R-MON-7
TEST(Decode, TakesTheHexAsScannersPrintIt) {
    const std::string plain = decode_advertisement(lynx, key).payload;
    for (const std::string& written :
         {"e102" + lynx, "0x" + lynx,
          std::string{"10:00:E5:A3:0A:34:12:00:29:20:7E:80:CC:FB:F7:5F:"
                      "BB:B5:8F:AD:06:63:4D:2C"},
          "  1000 e5a3 " + lynx.substr(8) + "\r\n"}) {
        EXPECT_EQ(decode_advertisement(written, key).payload, plain) << written;
    }
}

// R-MON-7
TEST(Decode, RefusesWithOneSentence) {
    const auto complaint = [](const std::string& hex, const std::string& with_key) {
        const Answer answer = banktwin({"decode", hex, "--key", with_key});
        EXPECT_EQ(answer.code, UsageError) << hex;
        EXPECT_THAT(answer.out, IsEmpty());
        EXPECT_EQ(std::count(answer.err.begin(), answer.err.end(), '\n'), 1) << answer.err;
        return answer.err;
    };
    EXPECT_THAT(complaint(lynx, "ff" + key.substr(2)), HasSubstr("the key does not fit"));
    EXPECT_THAT(complaint(lynx, "00"), HasSubstr("the key: 1 bytes, expected 16"));
    EXPECT_THAT(complaint(lynx, key + "0"), HasSubstr("the key: half a byte"));
    EXPECT_THAT(complaint(lynx, "zz" + key.substr(2)), HasSubstr("'z' is no hexadecimal digit"));
    EXPECT_THAT(complaint(lynx + "a", key), HasSubstr("half a byte"));
    EXPECT_THAT(complaint("1000e5a30g", key), HasSubstr("'g' is no hexadecimal digit"));
    EXPECT_THAT(complaint("1000e5a30a341200", key), HasSubstr("8 bytes; its header alone has 8"));
    EXPECT_THAT(complaint(lynx.substr(0, lynx.size() - 2), key),
                HasSubstr("15 bytes of a BMS's record of 16: it is cut off"));
    EXPECT_THAT(complaint("0201061000", key), HasSubstr("begins with 0x02"));
    EXPECT_THAT(complaint("e102", key), HasSubstr("begins with 0xe1"));
    EXPECT_THAT(complaint("", key), HasSubstr("0 bytes"));
    EXPECT_EQ(banktwin({"decode", lynx}).code, UsageError);
}

// R-MON-7
TEST(Decode, AnswersInTextAndInJson) {
    const Json document = json_of({"decode", lynx, "--key", key});
    EXPECT_EQ(document["schema"], "banktwin.decode/1");
    EXPECT_EQ(document["bms"]["voltage_v"], 26.99);
    EXPECT_TRUE(document["bms"]["temperature_degc"].is_null());
    EXPECT_TRUE(document["smart_lithium"].is_null());
    const std::string text = told({"decode", lynx, "--key", key});
    EXPECT_THAT(text, HasSubstr("BMS (record 0x0A) of product 0xA3E5, Lynx Smart BMS 500"));
    EXPECT_THAT(text, HasSubstr("26.99 V"));
    EXPECT_THAT(text, HasSubstr("14400 min"));
    const std::string swedish = told({"decode", lynx, "--key", key, "--lang", "sv"});
    EXPECT_THAT(swedish, HasSubstr("BMS (post 0x0A) från produkt 0xA3E5, Lynx Smart BMS 500"));
    EXPECT_THAT(swedish, HasSubstr("  spänning                     26,99 V\n"));
    EXPECT_THAT(swedish, HasSubstr("  temperatur                   inte tillgängligt\n"));
    EXPECT_EQ(json_of({"decode", lynx, "--key", key, "--lang", "sv"}), document);
}

}  // namespace
}  // namespace reports
