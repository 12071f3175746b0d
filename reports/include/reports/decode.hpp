#pragma once
// `banktwin decode`: reads an advertisement of Instant Readout, as any BLE scanner shows it.

#include "engine/field_types.hpp"

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

/// Why an advertisement, or a key, cannot be read: one sentence.
class DecodeError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// `hex`: the maker's data, with or without the company's number (0x02E1, so e102) in front; spaces
/// and colons between the digits are welcome. `key`: the 32 digits that VictronConnect shows.
DecodeDocument decode_advertisement(std::string_view hex, std::string_view key);

std::string text_report(const DecodeDocument& document);

}  // namespace reports
