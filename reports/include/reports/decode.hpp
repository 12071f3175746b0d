#pragma once
// `banktwin decode`: reads an advertisement of Instant Readout, as any BLE scanner shows it.

#include "bms/readout.hpp"
#include "engine/field_types.hpp"
#include "reports/vocabulary.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace reports {

/// A field of two bits, by name.
struct ReadoutStatePart {
    std::string name;
    std::string state;
};
engine::Table table_of(const ReadoutStatePart*);

/// Record 0x0A. Null: the sender has no value.
struct BmsRecordPart {
    int error = 0;
    std::string error_text;
    std::vector<std::string> codes;
    std::optional<double> voltage_v;
    std::optional<double> current_a;
    std::optional<double> soc_pct;
    std::optional<double> consumed_ah;
    std::optional<double> remaining_time_min;
    std::optional<double> temperature_degc;
    std::vector<ReadoutStatePart> io;
    std::vector<ReadoutStatePart> alarms;
};
engine::Table table_of(const BmsRecordPart*);

struct ReadoutCellPart {
    int cell = 0;
    std::optional<double> voltage_v;
    std::string beyond;
};
engine::Table table_of(const ReadoutCellPart*);

/// Record 0x05, of a Lithium Battery Smart.
struct SmartLithiumRecordPart {
    std::vector<std::string> flags;
    int errors = 0;
    std::vector<ReadoutCellPart> cells;
    std::optional<double> voltage_v;
    std::string balancer;
    std::optional<double> temperature_degc;
};
engine::Table table_of(const SmartLithiumRecordPart*);

/// `banktwin decode --json`.
struct DecodeDocument {
    static constexpr const char* name = "banktwin.decode/1";
    std::string schema = name;
    std::string product_id;
    std::string product;
    std::string record_type;
    std::string record;
    std::optional<int> nonce;
    std::string payload;
    bool decoded = false;
    std::optional<BmsRecordPart> bms;
    std::optional<SmartLithiumRecordPart> smart_lithium;
};
engine::Table table_of(const DecodeDocument*);

/// What an advertisement of a run's BMS is made with: the key as VictronConnect shows it, and the
/// product id, which of this BMS is not published (D-17).
struct ReadoutSender {
    std::string key;
    std::string product_id = "0x0000";
};

/// Why an advertisement, or a key, cannot be read: one sentence.
class DecodeError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// `hex`: the maker's data, with or without the company's number (0x02E1, so e102) in front; spaces
/// and colons between the digits are welcome. `key`: the 32 digits that VictronConnect shows.
DecodeDocument decode_advertisement(std::string_view hex, std::string_view key);

/// The maker's data of one advertisement, as `decode_advertisement` takes it. A nonce must not be
/// used for two records.
std::string advertisement_of(const bms::ReadoutRecord& record, const ReadoutSender& sender,
                             std::uint16_t nonce);

/// What a record says.
BmsRecordPart record_part(const bms::ReadoutRecord& record);
/// The same, a line each, indented. States, codes and products have one spelling in every
/// language.
std::string record_text(const BmsRecordPart& part, Language language = Language::English);

std::string text_report(const DecodeDocument& document, Language language = Language::English);

}  // namespace reports
