#include "reports/decode.hpp"

#include "reports/tell.hpp"
#include "reports/words.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace reports {

using engine::field;
using engine::Table;

Table table_of(const ReadoutStatePart*) {
    static constexpr std::array table{
        field<&ReadoutStatePart::name>("name", "of the input, output or alarm"),
        field<&ReadoutStatePart::state>("state", "as the sender has it"),
    };
    return table;
}

Table table_of(const BmsRecordPart*) {
    static constexpr std::array table{
        field<&BmsRecordPart::error>(
            "error",
            "the sender's number of an error; 0: none; of our BMS that of its E- "
            "code, for the maker publishes none"),
        field<&BmsRecordPart::error_text>("error_text",
                                          "what the maker of its siblings calls that number"),
        field<&BmsRecordPart::codes>("codes", "what the owner sees; banktwin explain tells each"),
        field<&BmsRecordPart::voltage_v>("voltage_v", "of the bank"),
        field<&BmsRecordPart::current_a>("current_a", "positive charges"),
        field<&BmsRecordPart::soc_pct>("soc_pct", "state of charge"),
        field<&BmsRecordPart::consumed_ah>("consumed_ah",
                                           "since the last full charge, zero or negative"),
        field<&BmsRecordPart::remaining_time_min>("remaining_time_min",
                                                  "at the present consumption, until the floor"),
        field<&BmsRecordPart::temperature_degc>("temperature_degc", "of the battery"),
        field<&BmsRecordPart::io>("io", "inputs and outputs: yes, no, not_available"),
        field<&BmsRecordPart::alarms>("alarms", "B01 to B09: ok, warning, alarm, unsupported"),
    };
    return table;
}

Table table_of(const ReadoutCellPart*) {
    static constexpr std::array table{
        field<&ReadoutCellPart::cell>("cell", "from 1"),
        field<&ReadoutCellPart::voltage_v>("voltage_v", "null: beyond what the field can hold"),
        field<&ReadoutCellPart::beyond>("beyond", "below 2.61 V or above 3.85 V, else empty"),
    };
    return table;
}

Table table_of(const SmartLithiumRecordPart*) {
    static constexpr std::array table{
        field<&SmartLithiumRecordPart::flags>("flags", "those that are set"),
        field<&SmartLithiumRecordPart::errors>("errors", "bits, meaning not published"),
        field<&SmartLithiumRecordPart::cells>("cells", "those the battery has"),
        field<&SmartLithiumRecordPart::voltage_v>("voltage_v", "of the battery"),
        field<&SmartLithiumRecordPart::balancer>("balancer",
                                                 "unknown, balanced, balancing, imbalance"),
        field<&SmartLithiumRecordPart::temperature_degc>("temperature_degc", "of the battery"),
    };
    return table;
}

Table table_of(const DecodeDocument*) {
    static constexpr std::array table{
        field<&DecodeDocument::schema>("schema", "banktwin.decode/1"),
        field<&DecodeDocument::product_id>("product_id", "the sender's, hexadecimal"),
        field<&DecodeDocument::product>("product", "its name, where known"),
        field<&DecodeDocument::record_type>("record_type", "hexadecimal"),
        field<&DecodeDocument::record>("record", "what kind of device sends it, where known"),
        field<&DecodeDocument::nonce>("nonce", "counts advertisements; null: not encrypted"),
        field<&DecodeDocument::payload>("payload", "the record, decrypted, hexadecimal"),
        field<&DecodeDocument::decoded>("decoded", "whether one of the following tells it"),
        field<&DecodeDocument::bms>("bms", "record 0x0A"),
        field<&DecodeDocument::smart_lithium>("smart_lithium", "record 0x05"),
    };
    return table;
}

namespace {

using Bytes = std::vector<std::uint8_t>;

struct NumberedName {
    unsigned number;
    const char* name;
};

constexpr std::array<NumberedName, 16> record_types{{
    {0x01, "solar charger"},
    {0x02, "battery monitor"},
    {0x03, "inverter"},
    {0x04, "DC-DC converter"},
    {0x05, "Smart Lithium battery"},
    {0x06, "inverter RS"},
    {0x07, "GX device"},
    {0x08, "AC charger"},
    {0x09, "Smart BatteryProtect"},
    {0x0A, "BMS"},
    {0x0B, "Multi RS"},
    {0x0C, "VE.Bus device"},
    {0x0D, "DC energy meter"},
    {0x0E, "Smart BMS"},
    {0x0F, "Orion XS"},
    {0xFF, "record with a type of two bytes"},
}};
constexpr unsigned smart_lithium_type = 0x05;
constexpr unsigned two_byte_type = 0xFF;  // its second byte stands in place of the key's

constexpr std::array<NumberedName, 3> products{{
    {0xA3E5, "Lynx Smart BMS 500"},
    {0xA3E6, "Lynx Smart BMS 1000"},
    {0xA3EC, "smallBMS"},
}};

/// VE_REG_BMS_ERROR as the maker publishes it.
constexpr std::array<NumberedName, 32> bms_errors{{
    {0, "none"},
    {1, "battery initialisation"},
    {2, "no battery"},
    {3, "unknown battery"},
    {4, "different types of battery"},
    {5, "wrong number of batteries"},
    {6, "shunt not found"},
    {7, "measurement"},
    {8, "calculation"},
    {9, "wrong number in series"},
    {10, "wrong number of batteries"},
    {11, "hardware"},
    {12, "watchdog"},
    {13, "over-voltage"},
    {14, "under-voltage"},
    {15, "over-temperature"},
    {16, "under-temperature"},
    {18, "under-charge standby"},
    {20, "contactor"},
    {22, "analogue converter"},
    {23, "battery communication"},
    {25, "pre-charge"},
    {26, "contactor"},
    {28, "battery update"},
    {29, "battery update"},
    {32, "BMS cable"},
    {33, "reference voltage"},
    {34, "wrong system voltage"},
    {35, "pre-charge time-out"},
    {36, "output failure"},
    {116, "calibration lost"},
    {119, "settings invalid"},
}};

/// Bits of VE_REG_BMS_FLAGS that are published.
constexpr std::array<NumberedName, 9> battery_flags{{
    {9, "over_voltage_alarm"},
    {11, "under_voltage_alarm"},
    {12, "under_voltage_warning"},
    {15, "over_temperature_alarm"},
    {22, "under_temperature_alarm"},
    {24, "hardware_error"},
    {25, "allowed_to_charge"},
    {26, "allowed_to_discharge"},
    {27, "pre_alarm"},
}};

template <std::size_t n>
std::string name_in(const std::array<NumberedName, n>& names, unsigned number) {
    const auto found = std::find_if(names.begin(), names.end(),
                                    [=](const NumberedName& row) { return row.number == number; });
    return found == names.end() ? "" : found->name;
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/// `what` is the thing a mistake is about.
Bytes bytes_of(std::string_view hex, const std::string& what) {
    constexpr std::string_view between = " \t\r\n:-";
    if (hex.starts_with("0x")) {
        hex.remove_prefix(2);
    }
    Bytes bytes;
    bool is_half = false;
    for (const char c : hex) {
        if (between.find(c) != std::string_view::npos) {
            continue;
        }
        const int digit = digit_of(c);
        if (digit < 0) {
            throw DecodeError(what + ": '" + std::string{c} + "' is no hexadecimal digit");
        }
        if (is_half) {
            bytes.back() = static_cast<std::uint8_t>(bytes.back() * 16 + digit);
        } else {
            bytes.push_back(static_cast<std::uint8_t>(digit));
        }
        is_half = !is_half;
    }
    if (is_half) {
        throw DecodeError(what + ": half a byte at its end; two digits make a byte");
    }
    return bytes;
}

bms::AesBlock key_of(std::string_view hex) {
    const Bytes bytes = bytes_of(hex, "the key");
    bms::AesBlock key{};
    if (bytes.size() != key.size()) {
        throw DecodeError(
            fmt::format("the key: {} bytes, expected {} (32 digits)", bytes.size(), key.size()));
    }
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return key;
}

/// The maker's data without the company's number.
Bytes data_of(std::string_view hex) {
    Bytes data = bytes_of(hex, "the advertisement");
    const bool names_the_company = data.size() > 2 && data[0] == 0xE1 && data[1] == 0x02;
    if (names_the_company) {
        data.erase(data.begin(), data.begin() + 2);
    }
    if (!data.empty() && data[0] != bms::advertisement_of_a_product) {
        throw DecodeError(fmt::format(
            "the advertisement: begins with {:#04x}, but Instant Readout begins with 0x10",
            data[0]));
    }
    if (data.size() <= bms::advertisement_header_bytes) {
        throw DecodeError(fmt::format("the advertisement: {} bytes; its header alone has {}",
                                      data.size(), bms::advertisement_header_bytes));
    }
    return data;
}

unsigned two_bytes(const Bytes& data, std::size_t at) {
    return data[at] + 256U * data[at + 1];
}

std::string hex_of(std::span<const std::uint8_t> bytes) {
    std::string hex;
    for (const std::uint8_t byte : bytes) {
        hex += fmt::format("{:02x}", byte);
    }
    return hex;
}

/// B01 is 0: the spelling of a code.
std::string code_of(char severity, std::size_t number) {
    return fmt::format("{}-B{:02}", severity, number + 1);
}

}  // namespace

BmsRecordPart record_part(const bms::ReadoutRecord& record) {
    using bms::ReadoutField;
    const auto number = [&](ReadoutField field, double per_step) -> std::optional<double> {
        return record.is_blank(field) ? std::nullopt
                                      : std::optional{record.steps(field) / per_step};
    };
    BmsRecordPart part{.error = record.steps(ReadoutField::Error),
                       .voltage_v = number(ReadoutField::Voltage, 100.0),
                       .current_a = number(ReadoutField::Current, 10.0),
                       .soc_pct = number(ReadoutField::StateOfCharge, 10.0),
                       .consumed_ah = number(ReadoutField::Consumed, -10.0),
                       .remaining_time_min = number(ReadoutField::RemainingTime, 1.0),
                       .temperature_degc = number(ReadoutField::Temperature, 1.0)};
    if (part.temperature_degc) {
        *part.temperature_degc -= 40.0;
    }
    if (part.consumed_ah == 0.0) {
        part.consumed_ah = 0.0;  // no minus in front of it
    }
    part.error_text = name_in(bms_errors, static_cast<unsigned>(part.error));
    constexpr std::array<const char*, 4> yes_or_no{"not_available", "yes", "no", "not_available"};
    for (std::size_t i = 0; i < bms::readout_io_names.size(); ++i) {
        part.io.push_back({.name = bms::readout_io_names[i],
                           .state = yes_or_no[static_cast<std::size_t>(record.io(i))]});
    }
    constexpr std::array<const char*, 4> states{"unsupported", "ok", "warning", "alarm"};
    for (std::size_t i = 0; i < bms::readout_alarm_names.size(); ++i) {
        const bms::ReadoutAlarm alarm = record.alarm(i);
        part.alarms.push_back({.name = bms::readout_alarm_names[i],
                               .state = states[static_cast<std::size_t>(alarm)]});
        if (alarm == bms::ReadoutAlarm::Warning || alarm == bms::ReadoutAlarm::Alarm) {
            part.codes.push_back(code_of(alarm == bms::ReadoutAlarm::Warning ? 'W' : 'A', i));
        }
    }
    return part;
}

namespace {

/// 32 bits of flags, 16 of errors, 8 cells of 7, voltage of 12, balancer of 4, temperature of 7.
constexpr std::size_t smart_lithium_bytes = 16;
constexpr std::size_t bms_record_bytes = 16;

SmartLithiumRecordPart smart_lithium_part(std::span<const std::uint8_t> payload) {
    std::size_t bit = 0;
    const auto next = [&](std::size_t bits) {
        bit += bits;
        return bms::bits_at(payload, bit - bits, bits);
    };
    SmartLithiumRecordPart part;
    const std::uint32_t flags = next(32);
    for (const auto& [number, name] : battery_flags) {
        if (((flags >> number) & 1U) != 0) {
            part.flags.emplace_back(name);
        }
    }
    part.errors = static_cast<int>(next(16));
    constexpr std::uint32_t below = 0;
    constexpr std::uint32_t above = 0x7E;
    constexpr std::uint32_t no_cell = 0x7F;
    for (int cell = 1; cell <= 8; ++cell) {
        const std::uint32_t step = next(7);
        if (step == no_cell) {
            continue;
        }
        ReadoutCellPart& row = part.cells.emplace_back(ReadoutCellPart{.cell = cell});
        if (step == below || step == above) {
            row.beyond = step == below ? "below" : "above";
        } else {
            row.voltage_v = (260 + static_cast<int>(step)) / 100.0;
        }
    }
    if (const std::uint32_t steps = next(12); steps != 0xFFF) {
        part.voltage_v = steps / 100.0;
    }
    constexpr std::array<const char*, 4> balancer{"unknown", "balanced", "balancing", "imbalance"};
    const std::uint32_t state = next(4);
    part.balancer = state < balancer.size() ? balancer[state] : "unknown";
    if (const std::uint32_t degrees = next(7); degrees != 0x7F) {
        part.temperature_degc = static_cast<int>(degrees) - 40;
    }
    return part;
}

void tell_record(DecodeDocument& document, unsigned type, std::span<const std::uint8_t> payload) {
    document.payload = hex_of(payload);
    if (type == bms::record_type_of_a_bms) {
        // Cut off, its alarms would look as if there were none.
        if (payload.size() < bms_record_bytes) {
            throw DecodeError(fmt::format("{} bytes of a BMS's record of {}: it is cut off",
                                          payload.size(), bms_record_bytes));
        }
        document.bms = record_part(bms::ReadoutRecord{payload});
    } else if (type == smart_lithium_type && payload.size() >= smart_lithium_bytes) {
        document.smart_lithium = smart_lithium_part(payload);
    }
    document.decoded = document.bms || document.smart_lithium;
}

}  // namespace

std::string advertisement_of(const bms::ReadoutRecord& record, const ReadoutSender& sender,
                             std::uint16_t nonce) {
    const Bytes product = bytes_of(sender.product_id, "the product id");
    if (product.size() != 2) {
        throw DecodeError(
            fmt::format("the product id: {} bytes, expected 2, like 0xA3EC", product.size()));
    }
    const bms::ReadoutIdentity identity{
        .key = key_of(sender.key),
        .product_id = static_cast<std::uint16_t>(product[0] * 256 + product[1])};
    return "e102" + hex_of(bms::advertise(record, identity, nonce));
}

DecodeDocument decode_advertisement(std::string_view hex, std::string_view key_text) {
    const bms::AesBlock key = key_of(key_text);
    Bytes data = data_of(hex);
    const unsigned product = two_bytes(data, 2);
    const unsigned type = data[4];
    DecodeDocument document;
    document.product_id = fmt::format("0x{:04X}", product);
    document.product = name_in(products, product);
    document.record_type = fmt::format("0x{:02X}", type);
    document.record = name_in(record_types, type);
    const auto payload = std::span{data}.subspan(bms::advertisement_header_bytes);
    if (type == two_byte_type) {  // never encrypted
        document.record_type = fmt::format("0x{:02X}{:02X}", type, data[7]);
        tell_record(document, type, payload);
        return document;
    }
    if (data[7] != key[0]) {
        throw DecodeError(fmt::format(
            "the key does not fit: it begins with {:02x}, the advertisement asks for one with "
            "{:02x}; a new PIN makes a new key",
            key[0], data[7]));
    }
    const unsigned nonce = two_bytes(data, 5);
    document.nonce = static_cast<int>(nonce);
    bms::crypt_readout(key, static_cast<std::uint16_t>(nonce), payload);
    tell_record(document, type, payload);
    return document;
}

namespace {

class Lines {
  public:
    explicit Lines(Language language) : language_{language} {}

    void add(const BothLanguages& label, const std::string& text) {
        add_line(language_ == Language::Swedish ? label.sv : label.en,
                 text.empty() ? tell(language_, "not available", "inte tillgängligt") : text);
    }
    void add(const BothLanguages& label, const std::optional<double>& value,
             std::string_view format, std::string_view unit) {
        const std::string number =
            value ? fmt::format(fmt::runtime(format), *value) : std::string{};
        add(label, value ? tell_number(language_, number).append(unit) : number);
    }
    /// What the sender has; `before` stands in front of the name of number i.
    template <class Before>
    void add_states(const std::vector<ReadoutStatePart>& parts, Before before) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i].state != "not_available" && parts[i].state != "unsupported") {
                std::string label = before(i) + parts[i].name;
                std::replace(label.begin(), label.end(), '_', ' ');
                add_line(label, parts[i].state);
            }
        }
    }
    const std::string& text() const { return text_; }

  private:
    void add_line(std::string_view label, const std::string& text) {
        text_ += fmt::format("  {:<28} {}\n", label, text);
    }

    Language language_;
    std::string text_;
};

std::string joined(const std::vector<std::string>& words, Language language) {
    return words.empty() ? tell(language, "none", "inga")
                         : fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

std::string record_text(const BmsRecordPart& part, Language language) {
    Lines lines{language};
    lines.add({"voltage", "spänning"}, part.voltage_v, "{:.2f}", " V");
    lines.add({"current", "ström"}, part.current_a, "{:.1f}", " A");
    lines.add({"state of charge", "laddningsstatus"}, part.soc_pct, "{:.1f}", " %");
    lines.add({"consumed", "förbrukat"}, part.consumed_ah, "{:.1f}", " Ah");
    lines.add({"remaining time", "återstående tid"}, part.remaining_time_min, "{:.0f}", " min");
    lines.add({"temperature", "temperatur"}, part.temperature_degc, "{:.0f}", " °C");
    lines.add({"codes", "koder"}, joined(part.codes, language));
    lines.add({"error", "fel"}, part.error_text.empty()
                                    ? std::to_string(part.error)
                                    : fmt::format("{} ({})", part.error, part.error_text));
    lines.add_states(part.io, [](std::size_t) { return std::string{}; });
    lines.add_states(part.alarms, [](std::size_t i) { return fmt::format("B{:02} ", i + 1); });
    return lines.text();
}

namespace {

std::string text_of(const SmartLithiumRecordPart& part, Language language) {
    Lines lines{language};
    lines.add({"voltage", "spänning"}, part.voltage_v, "{:.2f}", " V");
    lines.add({"temperature", "temperatur"}, part.temperature_degc, "{:.0f}", " °C");
    lines.add({"balancer", "balanserare"}, part.balancer);
    lines.add({"flags", "flaggor"}, joined(part.flags, language));
    lines.add({"errors", "fel"}, std::to_string(part.errors));
    for (const ReadoutCellPart& cell : part.cells) {
        const std::string name = fmt::format("cell {}", cell.cell);
        const BothLanguages label{name, name};
        if (cell.voltage_v) {
            lines.add(label, cell.voltage_v, "{:.2f}", " V");
        } else {
            lines.add(label, cell.beyond == "below"
                                 ? tell(language, "below 2.61 V", "under 2,61 V")
                                 : tell(language, "above 3.85 V", "över 3,85 V"));
        }
    }
    return lines.text();
}

}  // namespace

std::string text_report(const DecodeDocument& document, Language language) {
    std::string text =
        document.record.empty() ? tell(language, "unknown device", "okänd enhet") : document.record;
    text += tell(language, " (record {}) of product {}{}", " (post {}) från produkt {}{}",
                 document.record_type, document.product_id,
                 document.product.empty() ? "" : ", " + document.product);
    text += document.nonce ? tell(language, ", nonce {}\n", ", nonce {}\n", *document.nonce)
                           : tell(language, ", not encrypted\n", ", inte krypterad\n");
    if (document.bms) {
        text += record_text(*document.bms, language);
    }
    if (document.smart_lithium) {
        text += text_of(*document.smart_lithium, language);
    }
    if (!document.decoded) {
        text += tell(language, "  this record is not decoded; its bytes: {}\n",
                     "  denna post avkodas inte; dess byte: {}\n", document.payload);
    }
    return text;
}

}  // namespace reports
