#include "engine/scenario.hpp"

#include "models/frame_link.hpp"

#include <algorithm>
#include <cmath>

namespace engine {

Table table_of(const AmbientEntry*) {
    static constexpr About swing{.lowest = 0, .highest = 60};
    static constexpr std::array table{
        field<&AmbientEntry::temperature_degc>(
            "temperature_degc", "mean temperature around the bank",
            {.unit = Unit::DegreeCelsius, .lowest = -50, .highest = 80}),
        field<&AmbientEntry::daily_amplitude_degc>(
            "daily_amplitude_degc", "how far the day swings above and below the mean",
            {.unit = Unit::DegreeCelsius, .lowest = swing.lowest, .highest = swing.highest}),
        field<&AmbientEntry::yearly_amplitude_degc>(
            "yearly_amplitude_degc", "how far the year swings above and below the mean",
            {.unit = Unit::DegreeCelsius, .lowest = swing.lowest, .highest = swing.highest}),
        field<&AmbientEntry::warmest_time>("warmest_time",
                                           "local time of day when it is warmest, in quotes"),
        field<&AmbientEntry::warmest_day_of_year>("warmest_day_of_year",
                                                  "day of the year when it is warmest",
                                                  {.lowest = 1, .highest = 366}),
    };
    static_assert(keys_are_sound(table));
    return table;
}

Table table_of(const WeatherEntry*) {
    static constexpr Field synthetic = [] {
        Field row = field<&WeatherEntry::synthetic>(
            "synthetic",
            "weather that nobody measured, in place of a file: a climate's name, or {like: name, "
            "seed: 3}");
        row.catalog_section = "climates";
        return row;
    }();
    static constexpr std::array table{
        field<&WeatherEntry::file>(
            "file",
            "a weather file: PVGIS hourly or typical year, EPW, or what banktwin import wrote"),
        field<&WeatherEntry::latitude_deg>(
            "latitude_deg", "where it is, north is positive; as the file says if not given",
            {.lowest = -90, .highest = 90}),
        field<&WeatherEntry::longitude_deg>(
            "longitude_deg", "where it is, east is positive; as the file says if not given",
            {.lowest = -180, .highest = 180}),
        synthetic,
    };
    static_assert(keys_are_sound(table));
    return table;
}

std::optional<GeoPlace> WeatherEntry::place() const {
    const auto either = [](std::optional<double> own, std::optional<double> of_file) {
        return own ? own : of_file;
    };
    const auto latitude = either(latitude_deg, weather().latitude_deg);
    const auto longitude = either(longitude_deg, weather().longitude_deg);
    return latitude && longitude ? std::optional{GeoPlace{*latitude, *longitude}} : std::nullopt;
}

namespace {

/// A battery may be given by its catalogue name.
constexpr Field battery_field = [] {
    Field row =
        field<&BankEntry::battery>("battery", "a catalogue name, or {like: name, capacity_ah: …}",
                                   {.presence = Presence::Required});
    row.catalog_section = "batteries";
    return row;
}();

/// What it stands in, by name too.
constexpr Field enclosure_field = [] {
    Field row = field<&BankEntry::enclosure>(
        "enclosure",
        "what it stands in: bare, insulated, indoors, or {loses: 2 W/K, holds: 5 "
        "Wh/K}; bare if not given");
    row.catalog_section = "enclosures";
    return row;
}();

template <class Entry>
constexpr auto spread_rows() {
    constexpr About deviation{.unit = Unit::Percent, .lowest = 0, .highest = 50};
    return std::array{
        field<&Entry::capacity_pct>("capacity_pct", "of the capacity", deviation),
        field<&Entry::resistance_pct>("resistance_pct", "of the resistance", deviation),
        field<&Entry::soc_pct>("soc_pct", "of the state of charge at the start, in its own percent",
                               deviation),
        field<&Entry::self_discharge_pct>("self_discharge_pct", "of the self-discharge", deviation),
    };
}

}  // namespace

Table table_of(const SpreadEntry*) {
    static constexpr auto table = spread_rows<SpreadEntry>();
    static_assert(keys_are_sound(table));
    return table;
}

Table table_of(const BankSpreadEntry*) {
    static constexpr auto table = [] {
        constexpr auto own = spread_rows<BankSpreadEntry>();
        std::array<Field, own.size() + 1> rows{};
        std::copy(own.begin(), own.end(), rows.begin());
        rows.back() = field<&BankSpreadEntry::batteries>(
            "batteries", "between batteries, the same for all cells of one");
        return rows;
    }();
    static_assert(keys_are_sound(table));
    return table;
}

Table table_of(const BankEntry*) {
    static constexpr std::array table{
        battery_field,
        field<&BankEntry::series>("series", "batteries in series in each string",
                                  {.lowest = 1, .highest = 4}),
        // How many are too many the battery knows: its check tells the rule.
        field<&BankEntry::parallel>("parallel", "strings in parallel",
                                    {.lowest = 1, .highest = 1'000}),
        field<&BankEntry::wiring>("wiring", "how the strings are joined"),
        field<&BankEntry::link_resistance_ohm>(
            "link_resistance_ohm", "of one link between neighbours, or of one lead with busbars",
            {.unit = Unit::Ohm, .lowest = 0, .highest = 0.1}),
        field<&BankEntry::soc_pct>(
            "soc_pct", "true state of charge at the start",
            {.unit = Unit::Percent, .lowest = 0, .highest = 100, .is_state_of_charge = true}),
        field<&BankEntry::is_new>(
            "new", "true: of new batteries, which are charged full before they are discharged"),
        field<&BankEntry::last>(
            "last",
            "what was done with it before the start, charged or discharged: the voltage branch "
            "it is on; charged above 50 % if not given"),
        field<&BankEntry::temperature_degc>(
            "temperature_degc", "of the cells at the start; the surroundings' if not given",
            {.unit = Unit::DegreeCelsius, .lowest = -50, .highest = 80}),
        field<&BankEntry::self_discharge_pct_per_30d>(
            "self_discharge_pct_per_30d", "of nominal capacity; the battery's if not given",
            {.unit = Unit::PercentPer30Days, .lowest = 0, .highest = 50}),
        field<&BankEntry::current_resolution_a>(
            "current_resolution_a",
            "step of the batteries' current measurement; theirs if not given",
            {.unit = Unit::Ampere, .lowest = 0.001, .highest = 1}),
        field<&BankEntry::spread>(
            "spread",
            "standard deviations between the cells of a battery, drawn from the seed (normal, cut "
            "at three of them)"),
        enclosure_field,
        field<&BankEntry::thermal_gradient_k>(
            "thermal_gradient_k",
            "how much warmer it is around the last battery of the chain than around the first",
            {.unit = Unit::Kelvin, .lowest = -40, .highest = 40}),
        field<&BankEntry::ageing>("ageing", "false: its cells do not age"),
    };
    static_assert(keys_are_sound(table));
    return table;
}

namespace {

/// Set in the app's steps of 0.1 %.
constexpr Field set_soc_field = [] {
    Field row = field<&ScenarioEvent::set_soc_permille>(
        "set_soc_pct", "the state of charge is set by hand in the app (R-MON-2)",
        {.unit = Unit::Percent, .lowest = 0, .highest = 100, .is_state_of_charge = true});
    row.steps_per_unit = 10;
    return row;
}();

/// The other battery of an exchange, too, may be given by name.
constexpr Field other_battery_field = [] {
    Field row = field<&ExchangeEntry::battery>(
        "battery",
        "a catalogue name, or {like: name, …}: as many cells of the same chemistry as the bank's",
        {.presence = Presence::Required});
    row.catalog_section = "batteries";
    return row;
}();

}  // namespace

Table table_of(const LinkEntry*) {
    static constexpr double most_late_s = models::FrameLink::most_late_ticks / 20.0;
    static constexpr std::array table{
        field<&LinkEntry::drop_pct>("drop_pct", "of all frames, lost by chance (the seed's)",
                                    {.unit = Unit::Percent, .lowest = 0, .highest = 100}),
        field<&LinkEntry::delay>("delay_s", "how late every frame arrives, in whole 0.1 s",
                                 {.unit = Unit::Second, .lowest = 0, .highest = most_late_s}),
        field<&LinkEntry::jitter>("jitter_s",
                                  "how much later than that it may be, every 0.1 s equally likely",
                                  {.unit = Unit::Second, .lowest = 0, .highest = most_late_s}),
    };
    static_assert(keys_are_sound(table));
    return table;
}

Table table_of(const ExchangeEntry*) {
    static constexpr std::array table{
        other_battery_field,
        field<&ExchangeEntry::soc_pct>(
            "soc_pct", "its true state of charge",
            {.unit = Unit::Percent, .lowest = 0, .highest = 100, .is_state_of_charge = true}),
    };
    static_assert(keys_are_sound(table));
    return table;
}

Table table_of(const ScenarioEvent*) {
    static constexpr std::array table{
        field<&ScenarioEvent::at>("at", "when: a time from the start (10 d) or a date",
                                  {.presence = Presence::Required}),
        field<&ScenarioEvent::remote>("remote",
                                      "what the remote terminals are wired to from then on"),
        field<&ScenarioEvent::bluetooth>("bluetooth",
                                         "an app connects or disconnects, or Bluetooth is enabled "
                                         "or disabled in the app (R-BLE-1)"),
        field<&ScenarioEvent::mode>("mode", "the app switches the system on or off (R-REM-3)"),
        set_soc_field,
        field<&ScenarioEvent::synchronise>("synchronise",
                                           "true: the app synchronises to 100 % by hand (R-MON-2)"),
        field<&ScenarioEvent::factory_reset>(
            "factory_reset", "true: five settings go back to their standard (R-MON-8)"),
        field<&ScenarioEvent::reset_history>(
            "reset_history", "true: the counts of the history begin anew (R-MON-6)"),
        field<&ScenarioEvent::setting>(
            "setting", "one setting of bms and its new value, e.g. {discharge_floor_pct: 15}"),
        field<&ScenarioEvent::update>(
            "update",
            "a firmware update: begin, fail, finish (R-UPD-1); with a battery, of that one, which "
            "sends nothing meanwhile (D-21)"),
        field<&ScenarioEvent::battery>(
            "battery", "which battery, by its place in the chain from 1, string by string",
            {.lowest = 1, .highest = 50}),
        field<&ScenarioEvent::gone>(
            "gone",
            "true: the battery sends nothing from then on, as with a dead monitor or a pulled "
            "plug, and its cells stay in the circuit (D-27); false: it sends again"),
        field<&ScenarioEvent::disconnected>(
            "disconnected",
            "true: a power lead of the battery is off, its string carries nothing, and its monitor "
            "goes on; false: on again"),
        field<&ScenarioEvent::exchanged_for>(
            "exchanged_for",
            "another battery is put in its place, e.g. {battery: lithium_ng_12v8_100ah, "
            "soc_pct: 80} (D-24)"),
        field<&ScenarioEvent::chain>("chain",
                                     "open: a lead of the chain is off; closed: on again "
                                     "(R-BAT-11)"),
        field<&ScenarioEvent::link>("link",
                                    "how frames reach the BMS from then on, e.g. {drop_pct: 5, "
                                    "delay: 0.2 s, jitter: 0.3 s}; {} is the perfect link"),
        field<&ScenarioEvent::hardware_fault>(
            "hardware_fault", "true: the self test of the BMS fails (E-B11); false: no longer"),
        field<&ScenarioEvent::detect_anew>(
            "detect_anew",
            "true: the BMS detects its batteries anew, as after a change of the set on purpose"),
        field<&ScenarioEvent::device>(
            "switch", "a device by its name, whose own switch somebody turns: see position"),
        field<&ScenarioEvent::position>("position",
                                        "open: it is off from then on; closed: it may run again"),
        field<&ScenarioEvent::short_circuit>(
            "short_circuit", "a device by its name, behind a BatteryProtect: it is shorted"),
        field<&ScenarioEvent::short_circuit_over>("short_circuit_over",
                                                  "the same: it is not shorted any more"),
        field<&ScenarioEvent::start_assist>(
            "start_assist",
            "a Cyrix-Li-ct by its name: somebody presses its start assist, and it closes for 30 s "
            "unless its control input floats (said by sellers, not by its maker)"),
    };
    static_assert(keys_are_sound(table));
    return table;
}

Table table_of(const Scenario*) {
    static constexpr std::array table{
        field<&Scenario::name>("name", "what the reports call it"),
        field<&Scenario::start>("start", "date and time of the start, local time"),
        field<&Scenario::duration>(
            "duration_s", "how long it runs",
            {.unit = Unit::Second, .lowest = 1, .highest = 100 * 366 * 86'400.0}),
        field<&Scenario::until>("until", "date of the end, instead of a duration"),
        field<&Scenario::utc_offset>("utc_offset",
                                     "local time against UTC, constant, e.g. '+01:00'"),
        field<&Scenario::seed>("seed", "of everything that is drawn by chance",
                               {.lowest = 0, .highest = 9e15}),
        field<&Scenario::record>("record", "how much of the run goes into the result file"),
        field<&Scenario::ambient>("ambient", "the temperature around the bank, without weather"),
        field<&Scenario::weather>("weather", "the weather: temperature, and sun on panels"),
        field<&Scenario::bank>("bank", "the batteries and how they are joined",
                               {.presence = Presence::Required}),
        field<&Scenario::bms>("bms", "the BMS: settings as in the app, remote terminals"),
        field<&Scenario::devices>("devices", "loads and chargers by name"),
        field<&Scenario::events>("events", "what somebody does during the run"),
        field<&Scenario::expect>("expect", "what must come true, e.g. damage.day > 90"),
    };
    static_assert(keys_are_sound(table));
    return table;
}

std::optional<std::size_t> Scenario::device_named(std::string_view device) const {
    const auto found = std::find_if(devices.begin(), devices.end(),
                                    [&](const auto& named) { return named.first == device; });
    return found == devices.end()
               ? std::nullopt
               : std::optional{static_cast<std::size_t>(found - devices.begin())};
}

const std::string& Scenario::name_of(const DeviceEntry& device) const {
    const auto found = std::find_if(devices.begin(), devices.end(),
                                    [&](const auto& named) { return &named.second == &device; });
    return found->first;
}

int Scenario::cells_at(const DeviceEntry& device) const {
    const DeviceEntry* link = link_before(device);
    if (link != nullptr && link->type == DeviceType::DcDcCharger) {
        for (const auto& [name, other] : devices) {
            if (other.type == DeviceType::LeadBattery && link_before(other) == link) {
                return 4 * std::max(1, static_cast<int>(std::lround(other.full_v / lead_12v)));
            }
        }
    }
    return cells_in_series();
}

const DeviceEntry* Scenario::switch_before(const DeviceEntry& device) const {
    if (device.connected_to == on_battery || device.connected_to == on_load) {
        return nullptr;
    }
    const auto number = device_named(device.connected_to);
    return number ? &devices[*number].second : nullptr;
}

bool Scenario::is_fed_by_load(const DeviceEntry& device) const {
    const DeviceEntry* first = &device;
    while (const DeviceEntry* before = switch_before(*first)) {
        first = before;
    }
    return first->connected_to == on_load;
}

Switch Scenario::cut_by(const DeviceEntry& device) const {
    const Switch wanted = device.is_charger() ? Switch::Charger : Switch::Load;
    Switch nearest = Switch::Nothing;
    for (const DeviceEntry* at = &device; at != nullptr; at = switch_before(*at)) {
        const Switch feeds = at->connected_to == on_load ? Switch::Load : Switch::Nothing;
        for (const Switch by : {at->obeys(), feeds}) {
            if (by == wanted) {
                return by;
            }
            nearest = nearest == Switch::Nothing ? by : nearest;
        }
    }
    return nearest;
}

namespace detail {

void read_moment(Reader& reader, const Node& node, const Field&, const std::string& path,
                 void* member) {
    static constexpr Field duration{.key = "at_s", .unit = Unit::Second, .lowest = 0};
    auto& moment = *static_cast<Moment*>(member);
    reader.note_origin(path, node);
    const std::string& text = Reader::text(node, path, "a time from the start (10 d) or a date");
    if (const auto date = parse_date(text)) {
        moment = {.after = std::nullopt, .date = *date};
        return;
    }
    const auto number = split_number(text);
    if (number && number->unit.empty()) {
        throw error_at(node, path, text + " has no unit; write " + text + " d, or a date");
    }
    SimTime after{0};
    read_duration(reader, node, duration, path, &after);
    moment = {.after = after, .date = std::nullopt};
}

Value write_moment(const Field&, const void* member, Absent) {
    const auto& moment = *static_cast<const Moment*>(member);
    return moment.date ? Value{format_date(*moment.date)}
                       : Value{shortest(to_seconds(*moment.after)) + " s"};
}

Value moment_schema() {
    return ValueMap{{"type", "string"},
                    {"description", "a time from the start with its unit (10 d), or a date"}};
}

}  // namespace detail

}  // namespace engine
