#include "engine/observer.hpp"

#include "bms/codes.hpp"

#include <algorithm>
#include <cstdio>

namespace engine {

namespace {

constexpr double seconds_per_hour = 3600.0;
constexpr double percent_per_share = 100.0;

std::string fixed(double value, int digits) {
    std::array<char, 64> buffer{};
    const int size = std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, value);
    return {buffer.data(), static_cast<std::size_t>(size)};
}

/// "low_cell+remote_off": the reasons of a mask by name.
std::string names_of(bms::Reasons reasons) {
    std::string text;
    for (std::size_t bit = 0; bit < bms::reason_count; ++bit) {
        if (((reasons.bits >> bit) & 1U) != 0) {
            text += (text.empty() ? "" : "+") + std::string{bms::name_of_reason(bit)};
        }
    }
    return text;
}

/// The conditions that show a code, of those now active.
std::string cause_of(bms::Code code, bms::ConditionSet active) {
    std::string text;
    for (const bms::ConditionRow& row : bms::condition_table) {
        if (row.code == code && active.has(row.condition)) {
            text += (text.empty() ? "" : "+") + std::string{row.name};
        }
    }
    return text;
}

std::string causes_of_pre_alarm(bms::ConditionSet active) {
    std::string text;
    for (const bms::ConditionRow& row : bms::condition_table) {
        if (row.effects.raises_pre_alarm && active.has(row.condition)) {
            text += (text.empty() ? "" : "+") + std::string{row.name};
        }
    }
    return text;
}

constexpr std::uint32_t bit_of(bms::Reason reason) {
    return 1U << static_cast<unsigned>(reason);
}
/// Reasons that somebody wanted, against those that protect.
constexpr std::uint32_t wanted_reasons =
    bit_of(bms::Reason::RemoteOff) | bit_of(bms::Reason::ModeOff) | bit_of(bms::Reason::Starting);

/// The maker's limits (R-BAT-3).
struct LimitRow {
    std::string_view name;
    std::string_view text;
    std::string_view unit;
};
enum Limit : std::size_t {
    DischargeContinuous,
    DischargePulse,
    ChargeContinuous,
    ChargePulse,
    ChargeTooCold,
    ChargeTooWarm,
    DischargeTooCold,
    DischargeTooWarm,
};
constexpr std::array<LimitRow, 8> limit_table{{
    {"discharge_continuous", "discharged above its continuous limit", "A"},
    {"discharge_pulse", "discharged above its pulse limit", "A"},
    {"charge_continuous", "charged above its continuous limit", "A"},
    {"charge_pulse", "charged above its pulse limit", "A"},
    {"charge_too_cold", "charged while too cold", "°C"},
    {"charge_too_warm", "charged while too warm", "°C"},
    {"discharge_too_cold", "discharged while too cold", "°C"},
    {"discharge_too_warm", "discharged while too warm", "°C"},
}};
/// More than one percent above the continuous limit counts as broken.
constexpr double continuous_margin = 1.01;

std::vector<Signal> signals_of(const Scenario& scenario) {
    const double one_c = scenario.bank.battery.capacity_ah;
    const double bank_band = 0.01 * one_c * scenario.bank.parallel;
    const auto linear = [](std::string name, std::string unit, double band) {
        return Signal{.name = std::move(name), .unit = std::move(unit), .dead_band = band};
    };
    const auto step = [](std::string name, std::string unit, double band) {
        return Signal{
            .name = std::move(name), .unit = std::move(unit), .is_step = true, .dead_band = band};
    };
    std::vector<Signal> signals{
        linear("bank_voltage_v", "V", 0.005),
        step("bank_current_a", "A", bank_band),
        linear("soc_pct", "%", 0.5),
        linear("reported_soc_pct", "%", 0.5),
        linear("cell_lowest_v", "V", 0.005),
        linear("cell_highest_v", "V", 0.005),
        linear("temperature_lowest_degc", "°C", 0.5),
        linear("temperature_highest_degc", "°C", 0.5),
        step("load", "", 0.0),
        step("charger", "", 0.0),
        step("pre_alarm", "", 0.0),
    };
    signals.push_back(step("device_current_a", "A", 0.0001));
    signals.back().device = "bms";
    for (const auto& [name, device] : scenario.devices) {
        const double nominal_v = scenario.bank.battery.nominal_voltage_v * scenario.bank.series;
        const double rated_a = device.draws_a + device.draws_w / nominal_v + device.charges_a;
        signals.push_back(step("device_current_a", "A", 0.02 * rated_a));
        signals.back().device = name;
    }
    const int batteries = scenario.bank.series * scenario.bank.parallel;
    for (int battery = 1; scenario.record != RecordLevel::Bank && battery <= batteries; ++battery) {
        for (Signal signal :
             {linear("battery_voltage_v", "V", 0.005), step("battery_current_a", "A", 0.01 * one_c),
              linear("battery_soc_pct", "%", 0.5), linear("battery_temperature_degc", "°C", 0.5)}) {
            signal.battery = battery;
            signals.push_back(std::move(signal));
        }
        const int cells = scenario.record == RecordLevel::Cell ? scenario.bank.battery.cells : 0;
        for (int cell = 1; cell <= cells; ++cell) {
            for (Signal signal :
                 {linear("cell_voltage_v", "V", 0.005), linear("cell_soc_pct", "%", 0.5)}) {
                signal.battery = battery;
                signal.cell = cell;
                signals.push_back(std::move(signal));
            }
        }
    }
    return signals;
}

struct CellExtremes {
    double lowest_v, highest_v, coldest_degc, warmest_degc;
};

CellExtremes extremes_of(const models::Bank& bank) {
    CellExtremes out{.lowest_v = 1e9, .highest_v = -1e9, .coldest_degc = 1e9, .warmest_degc = -1e9};
    for (std::size_t battery = 0; battery < bank.batteries(); ++battery) {
        for (std::size_t cell = 0; cell < bank.cells_per_battery(); ++cell) {
            const double voltage = bank.cell_voltage_v(battery, cell);
            const double degc = bank.cells().temperature_degc(bank.cell_index(battery, cell));
            out.lowest_v = std::min(out.lowest_v, voltage);
            out.highest_v = std::max(out.highest_v, voltage);
            out.coldest_degc = std::min(out.coldest_degc, degc);
            out.warmest_degc = std::max(out.warmest_degc, degc);
        }
    }
    return out;
}

void lower(std::optional<double>& metric, double value) {
    metric = metric ? std::min(*metric, value) : value;
}
void raise(std::optional<double>& metric, double value) {
    metric = metric ? std::max(*metric, value) : value;
}

}  // namespace

Observer::Observer(const LoadedScenario& loaded, const System& system, SampleSink* sink)
    : loaded_{loaded},
      scenario_{loaded.scenario},
      system_{system},
      recorder_{sink, signals_of(loaded.scenario)},
      seen_{system.bms().status()},
      browned_out_(system.device_names().size()),
      damaged_(system.bank().batteries()),
      limits_(limit_table.size() * system.bank().batteries()) {
    result_.calendar = scenario_.calendar();
    initial_reported_ah_ = system.bms().reported_soc()
                               ? system.bms().reported_charge_ah()
                               : system.bank().soc() * system.bank().capacity_ah();
    result_.soc_comparisons.push_back(compare("start", SimTime{0}));
    measure(SimTime{0});
}

Event& Observer::add(SimTime now, EventKind kind) {
    event_since_sample_ = true;
    Event& event = result_.events.emplace_back();
    event.at = now;
    event.kind = kind;
    const bms::Status status = system_.bms().status();
    events_hash_.add(std::int64_t{now.count()});
    events_hash_.add(std::uint64_t{static_cast<unsigned>(kind)});
    events_hash_.add(std::uint64_t{status.codes.bits});
    events_hash_.add(std::uint64_t{static_cast<unsigned>(status.load) |
                                   (static_cast<unsigned>(status.charger) << 1U) |
                                   (static_cast<unsigned>(status.pre_alarm) << 2U)});
    return event;
}

void Observer::reach(Milestone milestone, SimTime now) {
    if (result_.milestones[milestone]) {
        return;
    }
    result_.milestones.reach(milestone, now);
    result_.soc_comparisons.push_back(
        compare(std::string{milestone_table[static_cast<std::size_t>(milestone)].name}, now));
    if (milestone == Milestone::LoadOff) {
        at_load_off_ = snapshot();
    } else if (milestone == Milestone::LowCell) {
        at_low_cell_ = snapshot();
    }
}

Observer::Snapshot Observer::snapshot() const {
    return {.accounts = system_.accounts(), .self_discharge_ah = self_discharge_ah()};
}

void Observer::remote_changed(SimTime now, const RemoteEntry& remote) {
    Event& event = add(now, EventKind::RemoteChanged);
    const Field no_field{};
    const Value wired = TypeOf<RemoteEntry>::value.write(no_field, &remote, Absent::LeaveOut);
    const auto* word = std::get_if<std::string>(&wired.data());
    event.cause = word != nullptr ? *word : "driven";
    event.text = "The remote terminals are now: " + event.cause;
}

void Observer::look(SimTime now) {
    count_hours(now);
    const bool powered = system_.bms().is_powered();
    if (powered != bms_was_powered_) {
        bms_was_powered_ = powered;
        Event& event = add(now, powered ? EventKind::BmsOn : EventKind::BmsOff);
        event.device = "bms";
        event.value = system_.bus_voltage_v();
        event.unit = "V";
        event.text = powered ? "The BMS has supply again" : "The BMS has no supply any more";
    }
    const bms::Status status = system_.bms().status();
    if (!(status == seen_)) {
        look_at_codes(now, status);
        look_at_outputs(now, status);
        if (status.synchronisations != seen_.synchronisations && powered) {
            Event& event = add(now, EventKind::Synchronised);
            event.value = percent_per_share;
            event.unit = "%";
            event.text = "The monitor synchronises to 100 %; true is " +
                         fixed(system_.bank().soc() * percent_per_share, 1) + " %";
        }
        seen_ = status;
    }
    look_at_devices(now);
}

void Observer::look_at_outputs(SimTime now, const bms::Status& status) {
    const bool unpowered = !system_.bms().is_powered();
    const auto describe = [&](EventKind kind, bms::Reasons reasons, const std::string& text) {
        Event& event = add(now, kind);
        event.cause = unpowered ? "no_supply" : names_of(reasons);
        event.text = text + (event.cause.empty() ? "" : " (" + event.cause + ")");
    };
    if (status.load != seen_.load) {
        const bool on = status.load == bms::Output::High;
        load_was_on_ = load_was_on_ || on;
        describe(on ? EventKind::LoadOn : EventKind::LoadOff,
                 on ? seen_.load_reasons : status.load_reasons,
                 on ? "LOAD is High: loads may run" : "LOAD floats: loads go off");
        const bool protects = unpowered || (status.load_reasons.bits & ~wanted_reasons) != 0;
        if (!on && protects) {
            if (status.load_reasons.has(bms::Condition::LowCell) && pre_alarm_since_) {
                lower(result_.metrics[Metric::PreAlarmLead], to_seconds(now - *pre_alarm_since_));
            }
            reach(Milestone::LoadOff, now);
        }
    }
    if (status.charger != seen_.charger) {
        const bool on = status.charger == bms::Output::High;
        charger_was_on_ = charger_was_on_ || on;
        describe(on ? EventKind::ChargerOn : EventKind::ChargerOff,
                 on ? seen_.charger_reasons : status.charger_reasons,
                 on ? "CHARGER is High: charging is allowed" : "CHARGER floats: charging stops");
    }
    if (status.pre_alarm != seen_.pre_alarm) {
        const bool on = status.pre_alarm == bms::Output::High;
        Event& event = add(now, on ? EventKind::PreAlarmOn : EventKind::PreAlarmOff);
        event.cause = on ? causes_of_pre_alarm(system_.bms().core().protection().active())
                         : names_of(status.load_reasons);
        event.text = on ? "PRE-ALARM is High (" + event.cause + ")" : "PRE-ALARM floats";
        pre_alarm_since_ = on ? std::optional{now} : std::nullopt;
        if (on) {
            reach(Milestone::PreAlarm, now);
        }
    }
}

void Observer::look_at_codes(SimTime now, const bms::Status& status) {
    for (const bms::CodeText& row : bms::code_texts) {
        const bool was = seen_.codes.contains(row.code);
        const bool is = status.codes.contains(row.code);
        if (was == is) {
            continue;
        }
        Event& event = add(now, is ? EventKind::CodeRaised : EventKind::CodeCleared);
        event.code = row.spelled;
        events_hash_.add(event.code);
        event.cause = is ? cause_of(row.code, system_.bms().core().protection().active()) : "";
        event.text = std::string{row.spelled} + " " + row.message_en + (is ? "" : ": over");
        const bool low_battery = row.code == bms::Code::W_B01 || row.code == bms::Code::W_B07;
        if (is && low_battery) {
            reach(Milestone::Warning, now);
        } else if (is && row.code == bms::Code::A_B01) {
            reach(Milestone::LowCell, now);
        }
    }
}

void Observer::look_at_devices(SimTime now) {
    // Device 0 is the BMS; its own events tell about it.
    for (std::size_t i = 1; i < browned_out_.size(); ++i) {
        const bool is = system_.is_browned_out(i);
        if (is == browned_out_[i]) {
            continue;
        }
        browned_out_[i] = is;
        Event& event = add(now, is ? EventKind::BrownOut : EventKind::BrownOutOver);
        event.device = system_.device_names()[i];
        event.value = system_.bus_voltage_v();
        event.unit = "V";
        event.text = event.device + (is ? " stops for its own low-voltage limit" : " runs again");
    }
}

void Observer::look_for_damage(SimTime now) {
    const models::Bank& bank = system_.bank();
    if (bank.weakest_cell().soc >= 0.0) {
        return;
    }
    for (std::size_t battery = 0; battery < bank.batteries(); ++battery) {
        for (std::size_t cell = 0; !damaged_[battery] && cell < bank.cells_per_battery(); ++cell) {
            const double soc = bank.cells().soc(bank.cell_index(battery, cell));
            if (soc >= 0.0) {
                continue;
            }
            damaged_[battery] = true;
            Event& event = add(now, EventKind::BatteryDamaged);
            event.battery = static_cast<int>(battery) + 1;
            event.cell = static_cast<int>(cell) + 1;
            event.value = bank.cell_voltage_v(battery, cell);
            event.unit = "V";
            event.cause = "reserve_used";
            event.text = "Battery " + std::to_string(event.battery) + ", cell " +
                         std::to_string(event.cell) + " falls below empty: damaged";
            reach(Milestone::Damage, now);
        }
    }
}

void Observer::watch_limit(SimTime now, std::size_t limit, std::size_t battery, double excess,
                           double value, SimTime patience) {
    LimitWatch& watch = limits_[limit * system_.bank().batteries() + battery];
    const LimitRow& row = limit_table[limit];
    if (excess <= 0.0) {
        if (watch.is_broken) {
            BrokenLimit& broken = result_.broken_limits[watch.row];
            broken.duration += now - watch.broken_since;
            Event& event = add(now, EventKind::LimitKept);
            event.battery = static_cast<int>(battery) + 1;
            event.cause = row.name;
            event.text = "Battery " + std::to_string(event.battery) + " is within its limit again";
        }
        watch.is_broken = false;
        watch.outside_since.reset();
        return;
    }
    if (!watch.outside_since) {
        watch.outside_since = now;
        watch.excess = 0.0;
    }
    if (excess > watch.excess) {
        watch.excess = excess;
        watch.worst = value;
    }
    const bool breaks = patience.count() == 0 || now - *watch.outside_since > patience;
    if (!watch.is_broken && breaks) {
        watch.is_broken = true;
        watch.broken_since = *watch.outside_since;
        if (!watch.has_row) {
            watch.has_row = true;
            watch.row = result_.broken_limits.size();
            result_.broken_limits.push_back({.limit = std::string{row.name},
                                             .battery = static_cast<int>(battery) + 1,
                                             .since = *watch.outside_since,
                                             .unit = std::string{row.unit}});
        }
        Event& event = add(now, EventKind::LimitBroken);
        event.battery = static_cast<int>(battery) + 1;
        event.value = value;
        event.unit = row.unit;
        event.cause = row.name;
        event.text = "Battery " + std::to_string(event.battery) + " is " + std::string{row.text};
    }
    if (watch.is_broken && watch.excess > watch.row_excess) {
        watch.row_excess = watch.excess;
        result_.broken_limits[watch.row].worst = watch.worst;
    }
}

void Observer::watch_limits(SimTime now) {
    const BatteryEntry& maker = scenario_.bank.battery;
    const models::Bank& bank = system_.bank();
    // A temperature counts as outside beyond its own resolution, and a current as flowing beyond
    // its own; both need the same patience as a current pulse, or no controller could keep them.
    const double degc = maker.temperature_resolution_degc;
    const double idle_a = scenario_.current_resolution_a();
    for (std::size_t battery = 0; battery < bank.batteries(); ++battery) {
        const double current = bank.battery_current_a(battery);
        const double temperature = bank.battery_temperature_degc(battery);
        const double charge = std::max(current, 0.0);
        const double discharge = std::max(-current, 0.0);
        const double below_charge =
            charge > idle_a ? maker.charge_coldest_degc - degc - temperature : 0.0;
        const double above_charge =
            charge > idle_a ? temperature - degc - maker.charge_warmest_degc : 0.0;
        const double below_discharge =
            discharge > idle_a ? maker.discharge_coldest_degc - degc - temperature : 0.0;
        const double above_discharge =
            discharge > idle_a ? temperature - degc - maker.discharge_warmest_degc : 0.0;
        watch_limit(now, DischargeContinuous, battery,
                    discharge - continuous_margin * maker.discharge_continuous_a, -discharge,
                    maker.pulse_time);
        watch_limit(now, DischargePulse, battery, discharge - maker.discharge_pulse_a, -discharge,
                    SimTime{0});
        watch_limit(now, ChargeContinuous, battery,
                    charge - continuous_margin * maker.charge_continuous_a, charge,
                    maker.pulse_time);
        watch_limit(now, ChargePulse, battery, charge - maker.charge_pulse_a, charge, SimTime{0});
        watch_limit(now, ChargeTooCold, battery, below_charge, temperature, maker.pulse_time);
        watch_limit(now, ChargeTooWarm, battery, above_charge, temperature, maker.pulse_time);
        watch_limit(now, DischargeTooCold, battery, below_discharge, temperature, maker.pulse_time);
        watch_limit(now, DischargeTooWarm, battery, above_discharge, temperature, maker.pulse_time);
    }
}

void Observer::measure(SimTime now) {
    look_for_damage(now);
    watch_limits(now);
    const models::Bank& bank = system_.bank();
    const CellExtremes cells = extremes_of(bank);
    Metrics& metrics = result_.metrics;
    const double soc_pct = bank.soc() * percent_per_share;
    lower(metrics[Metric::SocLowest], soc_pct);
    lower(metrics[Metric::CellLowest], cells.lowest_v);
    raise(metrics[Metric::CellHighest], cells.highest_v);
    lower(metrics[Metric::TemperatureLowest], cells.coldest_degc);
    raise(metrics[Metric::TemperatureHighest], cells.warmest_degc);
    raise(metrics[Metric::DischargeHighest], std::max(-system_.bank_current_a(), 0.0));
    raise(metrics[Metric::ChargeHighest], std::max(system_.bank_current_a(), 0.0));
    if (const auto reported = system_.bms().reported_soc()) {
        const double off = *reported * percent_per_share - soc_pct;
        raise(metrics[Metric::SocErrorLargest], off < 0.0 ? -off : off);
    }
    if (recorder_.is_on()) {
        recorder_.offer(now, sample_values(), event_since_sample_);
        event_since_sample_ = false;
    }
}

std::vector<double> Observer::sample_values() const {
    const models::Bank& bank = system_.bank();
    const models::BmsHost& bms = system_.bms();
    const bms::Status status = bms.status();
    const CellExtremes cells = extremes_of(bank);
    std::vector<double> values{
        system_.bus_voltage_v(),
        system_.bank_current_a(),
        bank.soc() * percent_per_share,
        bms.reported_soc().value_or(0.0) * percent_per_share,
        cells.lowest_v,
        cells.highest_v,
        cells.coldest_degc,
        cells.warmest_degc,
        status.load == bms::Output::High ? 1.0 : 0.0,
        status.charger == bms::Output::High ? 1.0 : 0.0,
        status.pre_alarm == bms::Output::High ? 1.0 : 0.0,
    };
    for (std::size_t i = 0; i < system_.device_names().size(); ++i) {
        values.push_back(system_.device_current_a(i));
    }
    const bool batteries = scenario_.record != RecordLevel::Bank;
    for (std::size_t battery = 0; batteries && battery < bank.batteries(); ++battery) {
        double soc = 0.0;
        for (std::size_t cell = 0; cell < bank.cells_per_battery(); ++cell) {
            soc += bank.cells().soc(bank.cell_index(battery, cell));
        }
        values.push_back(bank.battery_voltage_v(battery));
        values.push_back(bank.battery_current_a(battery));
        values.push_back(soc / static_cast<double>(bank.cells_per_battery()) * percent_per_share);
        values.push_back(bank.battery_temperature_degc(battery));
        const bool each = scenario_.record == RecordLevel::Cell;
        for (std::size_t cell = 0; each && cell < bank.cells_per_battery(); ++cell) {
            values.push_back(bank.cell_voltage_v(battery, cell));
            values.push_back(bank.cells().soc(bank.cell_index(battery, cell)) * percent_per_share);
        }
    }
    return values;
}

double Observer::self_discharge_ah() const {
    return system_.bank().cells().ledger().self_discharge_ah /
           static_cast<double>(system_.bank().cells().positions());
}

double Observer::coulombic_loss_ah() const {
    return system_.bank().cells().ledger().coulombic_loss_ah /
           static_cast<double>(system_.bank().cells().positions());
}

SocComparison Observer::compare(std::string at, SimTime now) const {
    const models::Bank& bank = system_.bank();
    const models::BmsHost& bms = system_.bms();
    const double per_ah = percent_per_share / bank.capacity_ah();
    SocComparison out{
        .at = std::move(at), .time = now, .true_soc_pct = bank.soc() * percent_per_share};
    const auto reported = bms.reported_soc();
    if (!reported) {
        return out;
    }
    const double efficiency =
        bms.core().settings().get<bms::Setting::ChargeEfficiency>().count / 1000.0;
    const double measured = bms.measured_charged_ah() - bms.measured_discharged_ah();
    const double taken_off = (1.0 - efficiency) * bms.measured_charged_ah();
    const double flowed = (system_.charged_as() - system_.discharged_as()) / seconds_per_hour;
    const double positions = static_cast<double>(bank.cells().positions());
    out.reported_soc_pct = *reported * percent_per_share;
    out.start_pct = (initial_reported_ah_ - system_.initial_charge_ah() / positions) * per_ah;
    out.flowed_ah = flowed;
    out.measured_ah = measured;
    out.self_discharge_pct = self_discharge_ah() * per_ah;
    out.current_reading_pct = (measured - flowed) * per_ah;
    out.charge_efficiency_pct = (coulombic_loss_ah() - taken_off) * per_ah;
    out.synchronisation_pct =
        (bms.reported_charge_ah() - initial_reported_ah_ - (measured - taken_off)) * per_ah;
    return out;
}

void Observer::count_hours(SimTime now) {
    const SimTime passed = now - counted_until_;
    counted_until_ = now;
    if (load_was_on_ && seen_.load == bms::Output::Floating) {
        load_off_ += passed;
    }
    if (charger_was_on_ && seen_.charger == bms::Output::Floating) {
        charger_off_ += passed;
    }
    if (seen_.pre_alarm == bms::Output::High) {
        pre_alarm_on_ += passed;
    }
}

std::vector<LedgerRow> Observer::ledger(SimTime horizon) const {
    std::vector<LedgerRow> rows;
    const double hours = to_seconds(horizon) / seconds_per_hour;
    const std::vector<Account>& accounts = system_.accounts();
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        LedgerRow row{
            .item = system_.device_names()[i], .kind = LedgerRow::Kind::Bms, .cut_by = "nothing"};
        if (i > 0) {
            const DeviceEntry& device = scenario_.devices[i - 1].second;
            row.kind = device.is_charger() ? LedgerRow::Kind::Charger : LedgerRow::Kind::Load;
            const bool by_load =
                device.connected_to == Connection::Load || device.switched_by == Switch::Load;
            row.cut_by = by_load
                             ? "load"
                             : choice_words(Switch{})[static_cast<std::size_t>(device.switched_by)];
        }
        row.charge_ah = accounts[i].charge_as / seconds_per_hour;
        row.energy_wh = accounts[i].energy_j / seconds_per_hour;
        row.mean_a = *row.charge_ah / hours;
        const auto since = [&](const std::optional<Snapshot>& snapshot) -> std::optional<double> {
            return snapshot
                       ? std::optional{(accounts[i].charge_as - snapshot->accounts[i].charge_as) /
                                       seconds_per_hour}
                       : std::nullopt;
        };
        row.after_load_off_ah = since(at_load_off_);
        row.after_low_cell_ah = since(at_low_cell_);
        rows.push_back(std::move(row));
    }
    const models::CellLedger& cells = system_.bank().cells().ledger();
    const auto bank_row = [&](std::string item, double energy_j) -> LedgerRow& {
        return rows.emplace_back(LedgerRow{.item = std::move(item),
                                           .kind = LedgerRow::Kind::Bank,
                                           .energy_wh = energy_j / seconds_per_hour});
    };
    LedgerRow& leak = bank_row("self_discharge", -cells.self_discharge_j);
    leak.charge_ah = -self_discharge_ah();
    leak.mean_a = *leak.charge_ah / hours;
    const auto leaked_since = [&](const std::optional<Snapshot>& at) -> std::optional<double> {
        return at ? std::optional{at->self_discharge_ah - self_discharge_ah()} : std::nullopt;
    };
    leak.after_load_off_ah = leaked_since(at_load_off_);
    leak.after_low_cell_ah = leaked_since(at_low_cell_);
    bank_row("coulombic_loss", -cells.coulombic_loss_j).charge_ah = -coulombic_loss_ah();
    bank_row("joule_heat", -cells.joule_heat_j);
    bank_row("entropic_heat", -cells.entropic_heat_j);
    bank_row("link_loss", -system_.bank().link_loss_j());
    LedgerRow& stored = bank_row("stored", system_.stored_energy_j() - system_.initial_energy_j());
    const double positions = static_cast<double>(system_.bank().cells().positions());
    stored.charge_ah =
        (system_.bank().cells().stored_charge_ah() - system_.initial_charge_ah()) / positions;
    return rows;
}

Balance Observer::balance() const {
    const models::CellLedger& cells = system_.bank().cells().ledger();
    const double positions = static_cast<double>(system_.bank().cells().positions());
    const double stored_ah =
        (system_.bank().cells().stored_charge_ah() - system_.initial_charge_ah()) / positions;
    const double in_ah = (system_.charged_as() - system_.discharged_as()) / seconds_per_hour;
    const double charge_off = in_ah - stored_ah - self_discharge_ah() - coulombic_loss_ah();
    const double charge_through =
        (system_.charged_as() + system_.discharged_as()) / seconds_per_hour + self_discharge_ah();

    const double stored_j = system_.stored_energy_j() - system_.initial_energy_j();
    const double heat_j = cells.joule_heat_j + cells.entropic_heat_j + cells.coulombic_loss_j +
                          cells.self_discharge_j + system_.bank().link_loss_j();
    const double energy_off = system_.charged_j() - system_.discharged_j() - stored_j - heat_j;
    const double energy_through =
        system_.charged_j() + system_.discharged_j() + cells.self_discharge_j;
    const auto relative = [](double off, double through) {
        const double size = off < 0.0 ? -off : off;
        return through > 0.0 ? size / through : size;
    };
    return {.charge_residual = relative(charge_off, charge_through),
            .energy_residual = relative(energy_off, energy_through)};
}

Verdict Observer::verdict() const {
    const Milestones& reached = result_.milestones;
    if (reached[Milestone::Damage]) {
        return Verdict::Damaged;
    }
    if (!result_.broken_limits.empty()) {
        return Verdict::LimitsBroken;
    }
    if (reached[Milestone::LoadOff]) {
        return Verdict::LoadsLost;
    }
    const bool warned = reached[Milestone::Warning] || reached[Milestone::PreAlarm];
    return warned ? Verdict::Warned : Verdict::Ok;
}

RunResult Observer::finish(SimTime horizon) {
    count_hours(horizon);
    if (recorder_.is_on()) {
        recorder_.finish(horizon, sample_values());
    }
    for (std::size_t i = 0; i < limits_.size(); ++i) {
        if (limits_[i].is_broken) {
            result_.broken_limits[limits_[i].row].duration += horizon - limits_[i].broken_since;
        }
    }
    result_.horizon = horizon;
    result_.soc_comparisons.push_back(compare("end", horizon));
    result_.ledger = ledger(horizon);
    result_.balance = balance();
    result_.verdict = verdict();
    const models::Bank& bank = system_.bank();
    Metrics& metrics = result_.metrics;
    metrics[Metric::SocEnd] = bank.soc() * percent_per_share;
    if (const auto reported = system_.bms().reported_soc()) {
        metrics[Metric::SocReportedEnd] = *reported * percent_per_share;
    }
    const auto hours = [](SimTime time) { return to_seconds(time) / seconds_per_hour; };
    metrics[Metric::LoadOffHours] = hours(load_off_);
    metrics[Metric::ChargerOffHours] = hours(charger_off_);
    metrics[Metric::PreAlarmHours] = hours(pre_alarm_on_);
    metrics[Metric::Charged] = system_.charged_as() / seconds_per_hour;
    metrics[Metric::Discharged] = system_.discharged_as() / seconds_per_hour;
    metrics[Metric::ChargedEnergy] = system_.charged_j() / seconds_per_hour;
    metrics[Metric::DischargedEnergy] = system_.discharged_j() / seconds_per_hour;
    metrics[Metric::SelfDischarge] = self_discharge_ah();
    metrics[Metric::FullCycles] = system_.discharged_as() / seconds_per_hour / bank.capacity_ah();
    metrics[Metric::ChargeResidual] = result_.balance.charge_residual;
    metrics[Metric::EnergyResidual] = result_.balance.energy_residual;
    for (const Expectation& expectation : loaded_.expectations) {
        result_.expectations.push_back({.text = expectation.text,
                                        .judgement = judge(expectation, result_.events,
                                                           result_.milestones, metrics, horizon)});
    }
    result_.events_hash = events_hash_.value();
    Fnv1a hash = events_hash_;
    for (std::size_t i = 0; i < bank.cells().size(); ++i) {
        hash.add(bank.cells().charge_ah(i));
        hash.add(bank.cells().temperature_degc(i));
    }
    hash.add(std::int64_t{system_.bms().core().monitor().charge().count});
    for (const auto& metric : metrics.values) {
        hash.add(metric.value_or(-1.0));
    }
    result_.result_hash = hash.value();
    return std::move(result_);
}

std::string_view name_of(LedgerRow::Kind kind) {
    constexpr std::array<std::string_view, 4> names{"load", "charger", "bms", "bank"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Verdict verdict) {
    constexpr std::array<std::string_view, 5> names{"ok", "warned", "loads_lost", "limits_broken",
                                                    "damaged"};
    return names[static_cast<std::size_t>(verdict)];
}

bool RunResult::all_expectations_met() const {
    return std::all_of(expectations.begin(), expectations.end(), [](const ExpectationResult& row) {
        return row.judgement.outcome == Judgement::Outcome::Met;
    });
}

}  // namespace engine
