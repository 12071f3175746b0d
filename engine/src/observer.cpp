#include "engine/observer.hpp"

#include "bms/codes.hpp"
#include "engine/cause.hpp"
#include "engine/command_events.hpp"
#include "engine/ledger.hpp"
#include "engine/probes.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace engine {

namespace {

Cause cause_of(models::LinkCause cause) {
    switch (cause) {
        case models::LinkCause::Control:
            return Cause::LinkControl;
        case models::LinkCause::Assist:
            return Cause::StartAssist;
        case models::LinkCause::Voltage:
            break;
    }
    return Cause::LinkVoltage;
}

constexpr double seconds_per_hour = 3600.0;
constexpr double percent_per_share = 100.0;

std::string fixed(double value, int digits) {
    std::array<char, 64> buffer{};
    const int size = std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, value);
    return {buffer.data(), static_cast<std::size_t>(size)};
}

void lower(std::optional<double>& metric, double value) {
    metric = metric ? std::min(*metric, value) : value;
}
void raise(std::optional<double>& metric, double value) {
    metric = metric ? std::max(*metric, value) : value;
}

}  // namespace

Observer::Observer(const LoadedScenario& loaded, const System& system, bool record)
    : loaded_{loaded},
      scenario_{loaded.scenario},
      system_{system},
      seen_{look_at_bms()},
      log_{system},
      limits_{loaded.scenario, system},
      devices_{scenario_, system},
      joined_(system.device_names().size()),
      is_flat_(system.device_names().size()),
      damaged_(system.bank().batteries()),
      reversed_(system.bank().batteries()) {
    result_.calendar = scenario_.calendar();
    seen_.is_powered = true;  // a BMS that is dead from the start is an event, too
    if (record) {
        recorder_.emplace(signals_of(scenario_), scenario_.horizon());
    }
    initial_reported_ah_ = system.bms().reported_soc()
                               ? system.bms().reported_charge_ah()
                               : system.bank().soc() * system.bank().capacity_ah();
    last_day_ = day_before_ = {.at = SimTime{0}, .charge_ah = system.stored_charge_ah()};
    compare("start", SimTime{0});
    measure(SimTime{0});
}

void Observer::reach(Milestone milestone, SimTime now) {
    if (result_.milestones[milestone]) {
        return;
    }
    result_.milestones.reach(milestone, now);
    compare(milestone_table[static_cast<std::size_t>(milestone)].name, now);
    if (milestone == Milestone::LoadOff) {
        at_load_off_ = accounts_of(system_);
    } else if (milestone == Milestone::LowCell) {
        at_low_cell_ = accounts_of(system_);
    }
}

void Observer::compare(std::string_view at, SimTime now) {
    result_.soc_comparisons.push_back(
        compare_soc(system_, initial_reported_ah_, std::string{at}, now));
}

void Observer::command_lost(SimTime now, const bms::Command& command) {
    log_.add(lost_command(now, command));
}

BmsLook Observer::look_at_bms() const {
    const models::BmsHost& bms = system_.bms();
    return {.status = bms.status(),
            .active = bms.core().protection().active(),
            .command = bms.sample().command,
            .is_powered = bms.is_powered()};
}

void Observer::look(SimTime now) {
    count_hours(now);
    const BmsLook before = seen_;
    seen_ = look_at_bms();
    const models::BmsHost& bms = system_.bms();
    const BmsSenses senses{.sample = bms.sample(), .core = bms.core(), .view = &bms.view()};
    for (Event& event : status_events(now, before, seen_, senses)) {
        if (event.kind == EventKind::BmsOn || event.kind == EventKind::BmsOff) {
            event.value = system_.bus_voltage_v();
            event.unit = "V";
        } else if (event.kind == EventKind::Synchronised) {
            event.text += "; true is " + fixed(system_.bank().soc() * percent_per_share, 1) + " %";
        }
        tell_update(event);
        note(event);
        log_.add(std::move(event));
    }
    look_at_start(now);
    devices_.look(now, log_);
    look_at_links(now);
}

/// LOAD that protection holds off when the start is over has opened then.
void Observer::look_at_start(SimTime now) {
    const bms::Reasons reasons = seen_.status.load_reasons;
    const bool is_held_off = seen_.is_powered && has_protective(reasons);
    if (!load_counts_ && is_held_off && !reasons.has(bms::Reason::Starting)) {
        load_counts_ = true;
        reach(Milestone::LoadOff, now);
    }
}

/// Of which battery an update is; of the BMS itself it has none.
void Observer::tell_update(Event& event) {
    if (event.kind == EventKind::UpdateBegun) {
        updated_ = ordered_for_;
    }
    const bool is_of_one = event.kind == EventKind::UpdateBegun ||
                           event.kind == EventKind::UpdateFailed ||
                           event.kind == EventKind::UpdateFinished;
    if (is_of_one && updated_) {
        event.battery = static_cast<int>(*updated_) + 1;
    }
}

/// Milestones, and what the metrics need.
void Observer::note(const Event& event) {
    const bms::Reasons load_reasons = seen_.status.load_reasons;
    switch (event.kind) {
        case EventKind::LoadOn:
            load_counts_ = true;
            break;
        case EventKind::LoadOff:
            if (load_reasons.has(bms::Condition::LowCell) && pre_alarm_since_) {
                lower(result_.metrics[Metric::PreAlarmLead],
                      to_seconds(event.at - *pre_alarm_since_));
            }
            if (!seen_.is_powered || has_protective(load_reasons)) {
                reach(Milestone::LoadOff, event.at);
            }
            break;
        case EventKind::ChargerOn:
            charger_was_on_ = true;
            break;
        case EventKind::PreAlarmOn:
            pre_alarm_since_ = event.at;
            reach(Milestone::PreAlarm, event.at);
            break;
        case EventKind::PreAlarmOff:
            pre_alarm_since_.reset();
            break;
        case EventKind::CodeRaised:
            if (event.code == text_of(bms::Code::W_B01).spelled ||
                event.code == text_of(bms::Code::W_B07).spelled) {
                reach(Milestone::Warning, event.at);
            } else if (event.code == text_of(bms::Code::A_B01).spelled) {
                reach(Milestone::LowCell, event.at);
            }
            break;
        default:
            break;
    }
}

/// Links that close and open, and what breaks when one opens.
void Observer::look_at_links(SimTime now) {
    for (std::size_t i = 0; i < joined_.size(); ++i) {
        const models::FarSide* link = system_.far_side(i);
        if (link == nullptr || link->is_joined() == joined_[i]) {
            continue;
        }
        joined_[i] = link->is_joined();
        const auto add = [&](EventKind kind) -> Event& {
            Event& event = log_.add(now, kind);
            event.device = system_.device_names()[i];
            event.cause = name_of(cause_of(link->cause()));
            return event;
        };
        Event& event = add(joined_[i] ? EventKind::LinkJoined : EventKind::LinkParted);
        event.value = link->far().held().voltage_v;
        event.unit = "V";
        event.text = event.device + (joined_[i] ? " joins the bank and what lies behind"
                                                : " parts the bank from what lies behind");
        if (!joined_[i] && is_load_dump(i, link->broken_a())) {
            Event& dump = add(EventKind::LoadDump);
            dump.value = link->broken_a();
            dump.unit = "A";
            dump.text = dump.device + " cuts the bank off while an alternator charges it";
        }
    }
}

/// Of a relay: a DC-DC charger goes down gently.
bool Observer::is_load_dump(std::size_t link, double broken_a) const {
    const DeviceEntry& device = scenario_.devices[link - 1].second;
    const bool has_alternator =
        std::any_of(scenario_.devices.begin(), scenario_.devices.end(), [&](const auto& named) {
            return named.second.type == DeviceType::Alternator &&
                   named.second.connected_to == system_.device_names()[link];
        });
    return device.type == DeviceType::Combiner && has_alternator &&
           broken_a > device.load_dump_above_a;
}

/// Whether a starter battery would now be told to be flat, or not any more.
std::optional<bool> Observer::turns_flat(std::size_t device) const {
    constexpr double back_above_pct = 5.0;
    const models::LeadBattery* battery = system_.lead_battery(device);
    if (battery == nullptr) {
        return std::nullopt;
    }
    const double soc_pct = battery->soc() * percent_per_share;
    const double below_pct = scenario_.devices[device - 1].second.flat_below_soc_pct;
    const bool is = is_flat_[device] ? soc_pct < below_pct + back_above_pct : soc_pct < below_pct;
    return is == is_flat_[device] ? std::nullopt : std::optional{is};
}

void Observer::look_at_starters(SimTime now) {
    for (std::size_t i = 0; i < is_flat_.size(); ++i) {
        const models::LeadBattery* battery = system_.lead_battery(i);
        if (battery == nullptr) {
            continue;
        }
        lower(result_.metrics[Metric::StarterSocLowest], battery->soc() * percent_per_share);
        if (const auto is = turns_flat(i)) {
            is_flat_[i] = *is;
            Event& event = log_.add(now, *is ? EventKind::StarterFlat : EventKind::StarterBack);
            event.device = system_.device_names()[i];
            event.cause = name_of(Cause::StarterCharge);
            event.value = battery->soc() * percent_per_share;
            event.unit = "%";
            event.text = event.device + (*is ? " starts no engine any more"
                                             : " is charged enough to start an engine again");
        }
    }
}

void Observer::look_for_damage(SimTime now) {
    const models::Bank& bank = system_.bank();
    if (!bank.has_cell_below_empty()) {
        return;
    }
    for (std::size_t battery = 0; battery < bank.batteries(); ++battery) {
        for (std::size_t cell = 0; !damaged_[battery] && cell < bank.cells_per_battery(); ++cell) {
            const double soc = bank.cells().soc(bank.cell_index(battery, cell));
            if (soc >= 0.0) {
                continue;
            }
            damaged_[battery] = true;
            Event& event = log_.add(now, EventKind::BatteryDamaged);
            event.battery = static_cast<int>(battery) + 1;
            event.cell = static_cast<int>(cell) + 1;
            event.value = bank.cell_voltage_v(battery, cell);
            event.unit = "V";
            event.cause = name_of(Cause::ReserveUsed);
            event.text = "Battery " + std::to_string(event.battery) + ", cell " +
                         std::to_string(event.cell) + " falls below empty: damaged";
            if (!result_.milestones[Milestone::Damage]) {
                name_weakest(now);
            }
            reach(Milestone::Damage, now);
        }
    }
}

void Observer::look_for_reversal(SimTime now) {
    const models::Bank& bank = system_.bank();
    for (std::size_t battery = 0; battery < bank.batteries(); ++battery) {
        for (std::size_t cell = 0; !reversed_[battery] && cell < bank.cells_per_battery(); ++cell) {
            const double rest_v = bank.cells().open_circuit_v(bank.cell_index(battery, cell));
            if (rest_v >= 0.0) {
                continue;
            }
            reversed_[battery] = true;
            Event& event = log_.add(now, EventKind::CellReversed);
            event.battery = static_cast<int>(battery) + 1;
            event.cell = static_cast<int>(cell) + 1;
            event.value = rest_v;
            event.unit = "V";
            event.cause = name_of(Cause::DrivenBelowEmpty);
            event.text = "Battery " + std::to_string(event.battery) + ", cell " +
                         std::to_string(event.cell) + " is driven below 0 V: it has failed";
        }
    }
}

void Observer::mark_day(SimTime now) {
    if (now - last_day_.at >= day) {
        day_before_ = last_day_;
        last_day_ = {.at = now, .charge_ah = system_.stored_charge_ah()};
    }
}

/// Which cell is the weakest now, and how long the mean of all would still have lasted.
void Observer::name_weakest(SimTime now) {
    const models::Bank& bank = system_.bank();
    const models::Bank::Weakest weakest = bank.weakest_cell();
    Metrics& metrics = result_.metrics;
    metrics[Metric::WeakestBattery] = static_cast<double>(weakest.battery + 1);
    metrics[Metric::WeakestCell] = static_cast<double>(weakest.cell + 1);
    metrics[Metric::WeakestSoc] = weakest.soc * percent_per_share;
    const double held_ah = system_.stored_charge_ah();
    const double days = to_seconds(now - day_before_.at) / to_seconds(day);
    const double drained_ah = day_before_.charge_ah - held_ah;
    if (weakest.soc <= 0.0 && days > 0.0 && drained_ah > 0.0) {
        metrics[Metric::SpreadCost] = std::max(held_ah, 0.0) / (drained_ah / days);
    }
}

void Observer::tell_ageing() {
    const models::Cells& cells = system_.bank().cells();
    Metrics& metrics = result_.metrics;
    models::CapacityLost sum;
    double resistance = 0.0;
    double worst = 0.0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const models::CapacityLost lost = cells.ages().lost(i);
        sum.calendar += lost.calendar;
        sum.cycles += lost.cycles;
        sum.over_discharge += lost.over_discharge;
        worst = std::max(worst, lost.over_discharge);
        resistance += cells.ages().resistance_added(i);
    }
    const double mean_pct = percent_per_share / static_cast<double>(cells.size());
    metrics[Metric::CapacityLost] = sum.all() * mean_pct;
    metrics[Metric::CapacityLostByTime] = sum.calendar * mean_pct;
    metrics[Metric::CapacityLostByCycles] = sum.cycles * mean_pct;
    metrics[Metric::CapacityLostBelowEmpty] = worst * percent_per_share;
    metrics[Metric::ResistanceAdded] = resistance * mean_pct;
}

void Observer::tell_missed_energy() {
    double unmet_j = 0.0;
    double refused_j = 0.0;
    double unused_j = 0.0;
    for (std::size_t i = 0; i < scenario_.devices.size(); ++i) {
        const DeviceEntry& device = scenario_.devices[i].second;
        if (scenario_.cut_by(device) == Switch::PreAlarm) {
            continue;  // a buzzer misses nothing while there is nothing to tell
        }
        const models::MissedEnergy missed = system_.missed(i + 1);  // 0 is the BMS
        (device.is_charger() ? refused_j : unmet_j) += missed.cut_off_j;
        unused_j += missed.held_back_j;
    }
    result_.metrics[Metric::LoadUnmet] = unmet_j / seconds_per_hour;
    result_.metrics[Metric::ChargeRefused] = refused_j / seconds_per_hour;
    result_.metrics[Metric::ChargeUnused] = unused_j / seconds_per_hour;
}

bool Observer::is_quiet() const {
    const models::Bank& bank = system_.bank();
    if (bank.has_cell_below_empty()) {
        for (std::size_t battery = 0; battery < bank.batteries(); ++battery) {
            for (std::size_t cell = 0; cell < bank.cells_per_battery(); ++cell) {
                const std::size_t i = bank.cell_index(battery, cell);
                const bool is_damaged = bank.cells().soc(i) < 0.0;
                const bool is_reversed = bank.cells().open_circuit_v(i) < 0.0;
                if ((is_damaged && !damaged_[battery]) || (is_reversed && !reversed_[battery])) {
                    return false;
                }
            }
        }
    }
    for (std::size_t i = 0; i < is_flat_.size(); ++i) {
        if (turns_flat(i)) {
            return false;
        }
    }
    return limits_.is_quiet();
}

void Observer::measure(SimTime now) {
    look_for_damage(now);
    if (result_.milestones[Milestone::Damage]) {
        look_for_reversal(now);
    }
    mark_day(now);
    look_at_starters(now);
    limits_.look(now, log_);
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
    if (recorder_) {
        read_signals(system_, scenario_.record, cells, sample_);
        recorder_->offer(now, sample_, log_.events().size() != events_at_sample_);
        events_at_sample_ = log_.events().size();
    }
}

void Observer::count_hours(SimTime now) {
    const SimTime passed = now - counted_until_;
    counted_until_ = now;
    if (load_counts_ && seen_.status.load == bms::Output::Floating) {
        load_off_ += passed;
    }
    if (charger_was_on_ && seen_.status.charger == bms::Output::Floating) {
        charger_off_ += passed;
    }
    if (seen_.status.pre_alarm == bms::Output::High) {
        pre_alarm_on_ += passed;
    }
}

Verdict Observer::verdict() const {
    const Milestones& reached = result_.milestones;
    if (reached[Milestone::Damage]) {
        return Verdict::Damaged;
    }
    if (!result_.broken_limits.empty()) {
        return Verdict::LimitsBroken;
    }
    if (reached[Milestone::LoadOff] || !result_.outages.empty()) {
        return Verdict::LoadsLost;
    }
    const bool warned = reached[Milestone::Warning] || reached[Milestone::PreAlarm];
    return warned ? Verdict::Warned : Verdict::Ok;
}

/// Of one that has stopped it is told already why.
void Observer::add_never_ran(SimTime horizon) {
    std::vector<Outage>& outages = result_.outages;
    for (const Outage& outage : devices_.never_ran(horizon)) {
        const bool is_told = std::any_of(outages.begin(), outages.end(), [&](const Outage& other) {
            return other.device == outage.device;
        });
        if (!is_told) {
            outages.push_back(outage);
        }
    }
    std::stable_sort(outages.begin(), outages.end(),
                     [](const Outage& a, const Outage& b) { return a.first < b.first; });
}

RunResult Observer::finish(SimTime horizon) {
    count_hours(horizon);
    if (recorder_) {
        result_.recording = recorder_->finish();
    }
    result_.broken_limits = limits_.finish(horizon);
    result_.outages = outages_of(log_.events(), horizon);
    add_never_ran(horizon);
    result_.horizon = horizon;
    compare("end", horizon);
    result_.ledger = ledger_of(scenario_, system_, at_load_off_, at_low_cell_, horizon);
    result_.balance = balance_of(system_);
    result_.verdict = verdict();
    const models::Bank& bank = system_.bank();
    if (!result_.milestones[Milestone::Damage]) {
        name_weakest(horizon);
    }
    tell_ageing();
    tell_missed_energy();
    Metrics& metrics = result_.metrics;
    metrics[Metric::SocEnd] = bank.soc() * percent_per_share;
    for (std::size_t i = 0; i < is_flat_.size(); ++i) {
        if (const models::LeadBattery* battery = system_.lead_battery(i)) {
            lower(metrics[Metric::StarterSocEnd], battery->soc() * percent_per_share);
            metrics[Metric::StarterResidual] = result_.balance.far_residual;
        }
    }
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
    metrics[Metric::SelfDischarge] = system_.self_discharge_ah();
    metrics[Metric::FullCycles] = system_.discharged_as() / seconds_per_hour / bank.capacity_ah();
    metrics[Metric::ImageWrites] = system_.bms().image_writes();
    metrics[Metric::ChargeResidual] = result_.balance.charge_residual;
    metrics[Metric::EnergyResidual] = result_.balance.energy_residual;
    result_.events = log_.take();
    for (const Expectation& expectation : loaded_.expectations) {
        result_.expectations.push_back({.text = expectation.text,
                                        .judgement = judge(expectation, result_.events,
                                                           result_.milestones, metrics, horizon)});
    }
    result_.events_hash = log_.hash().value();
    Fnv1a hash = log_.hash();
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

}  // namespace engine
