#include "device_rows.hpp"

#include <algorithm>

namespace engine {

std::optional<double> DeviceEntry::azimuth_deg() const {
    if (!facing) {
        return azimuth_from_south_deg;
    }
    constexpr double eighth_deg = 45.0;
    const double turned = eighth_deg * static_cast<double>(*facing);
    return turned > 180.0 ? turned - 360.0 : turned;
}

Table table_of(DeviceType type) {
    switch (type) {
        case DeviceType::ConstantCurrentLoad:
        case DeviceType::ConstantPowerLoad:
        case DeviceType::ResistanceLoad:
        case DeviceType::ProfileLoad:
        case DeviceType::Heater:
            return load_table(type);
        case DeviceType::CcCvCharger:
        case DeviceType::ProfileCharger:
        case DeviceType::SolarCharger:
            return charger_table(type);
        case DeviceType::Contact:
        case DeviceType::BatteryProtect:
        case DeviceType::CyrixLiLoad:
            return switch_table(type);
        case DeviceType::Combiner:
        case DeviceType::ChargeRelay:
        case DeviceType::DcDcCharger:
        case DeviceType::Alternator:
        case DeviceType::LeadBattery:
            return link_table(type);
        case DeviceType::Inverter:
            break;
    }
    return inverter_table();
}

namespace {

/// A name of a direction without what people write it differently by: South-East, southeast.
std::string plain_direction(std::string_view written) {
    std::string plain;
    for (const char c : written) {
        if (c != '-' && c != '_' && c != ' ') {
            plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return plain;
}

}  // namespace

namespace detail {

void read_facing(Reader& reader, const Node& node, const Field&, const std::string& path,
                 void* member) {
    constexpr std::string_view wanted =
        "south or S, southwest or SW, west or W, northwest or NW, north or N, northeast or NE, "
        "east or E, southeast or SE";
    reader.note_origin(path, node);
    const std::string& text = Reader::text(node, path, std::string{wanted});
    const std::string plain = plain_direction(text);
    const auto found =
        std::find_if(facing_words.begin(), facing_words.end(),
                     [&](std::string_view word) { return plain_direction(word) == plain; });
    if (found == facing_words.end()) {
        throw error_at(node, path,
                       '"' + text + "\" is no direction; expected " + std::string{wanted} +
                           " (in degrees: azimuth_from_south_deg)");
    }
    *static_cast<Facing*>(member) = static_cast<Facing>((found - facing_words.begin()) / 2);
}
Value write_facing(const Field&, const void* member, Absent) {
    return facing_words[2 * static_cast<std::size_t>(*static_cast<const Facing*>(member))];
}

void read_device(Reader& reader, const Node& node, const Field&, const std::string& path,
                 void* member) {
    auto& device = *static_cast<DeviceEntry*>(member);
    const Node* type = node.find("type");
    if (type == nullptr) {
        throw error_at(node, path, "has no type; its catalogue entry must say one");
    }
    device.type =
        static_cast<DeviceType>(read_choice(*type, choice_words(DeviceType{}), join(path, "type")));
    reader.record(table_of(device.type), node, path, member);
}

Value write_device(const Field&, const void* member, Absent) {
    return to_value(table_of(static_cast<const DeviceEntry*>(member)->type), member,
                    Absent::LeaveOut);
}

}  // namespace detail

}  // namespace engine
