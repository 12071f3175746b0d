#include "bms/core.hpp"

#include <algorithm>
#include <limits>

namespace bms {

namespace {

/// The states of charge at which a predicate changes: each level that sets a condition, and the one
/// that clears it.
std::array<PerMille, 4> soc_edges(const Settings& settings) {
    const ConditionRow& warning = row_of(Condition::LowSocWarning);
    const ConditionRow& floor = row_of(Condition::DischargeFloor);
    return {PerMille{settings.count(warning.set_level)}, soc_clear_level(settings, warning),
            PerMille{settings.count(floor.set_level)}, soc_clear_level(settings, floor)};
}

std::optional<Ticks> sooner(std::optional<Ticks> a, std::optional<Ticks> b) {
    if (!a || !b) {
        return a ? a : b;
    }
    return std::min(*a, *b);
}

/// The current is not known, or no longer during an update (D-21, D-27).
bool current_is_lost(const BankSample& sample, UpdateState update) {
    return sample.flags.has(Flag::CurrentUnknown) ||
           (sample.flags.has(Flag::CurrentGuessed) && update != UpdateState::None);
}

Outcome done_if(bool done) {
    return done ? Outcome::Done : Outcome::NotNow;
}

/// Keeps a value on its side of the step between `last_below` and the next one.
void split(Interval& interval, std::int64_t value, std::int64_t last_below) {
    if (value <= last_below) {
        interval.highest = std::min(interval.highest, last_below);
    } else {
        interval.lowest = std::max(interval.lowest, last_below + 1);
    }
}

/// The same for highest cell less lowest, of which each may use up one half.
void split_spread(Watch& watch, const Extremes& at, std::int64_t last_below) {
    const std::int64_t lowest = at.lowest_cell.count;
    const std::int64_t highest = at.highest_cell.count;
    const std::int64_t spread = highest - lowest;
    if (spread <= last_below) {
        const std::int64_t half = (last_below - spread) / 2;
        watch.lowest_cell_mv.lowest = std::max(watch.lowest_cell_mv.lowest, lowest - half);
        watch.highest_cell_mv.highest = std::min(watch.highest_cell_mv.highest, highest + half);
    } else {
        const std::int64_t half = (spread - last_below - 1) / 2;
        watch.lowest_cell_mv.highest = std::min(watch.lowest_cell_mv.highest, lowest + half);
        watch.highest_cell_mv.lowest = std::max(watch.highest_cell_mv.lowest, highest - half);
    }
}

/// What the balancer status looks at (R-BAT-7): only near full.
void watch_balance(Watch& watch, const Settings& settings, const BankSample& sample, bool charged) {
    const std::int64_t near_full = settings.get<Setting::BalancingCell>().count;
    const std::int64_t highest = sample.extremes.highest_cell.count;
    split(watch.highest_cell_mv, highest, near_full - 1);
    if (charged || highest >= near_full) {
        split(watch.bank_current_ma, sample.bank_current.count, 0);
        split_spread(watch, sample.extremes, settings.get<Setting::BalancingSpread>().count - 1);
        split_spread(watch, sample.extremes, settings.get<Setting::Imbalance>().count);
        split_spread(watch, sample.extremes, settings.get<Setting::ImbalanceClear>().count);
    }
}

}  // namespace

Core::Core(const Memory& memory)
    : monitor_{memory.monitor},
      history_{memory.history},
      protection_{memory.protection},
      balancer_{memory.balancer},
      bluetooth_{memory.bluetooth_enabled != 0} {
    if (!first_violation(memory.settings)) {
        settings_ = memory.settings;
    }
}

Memory Core::memory() const {
    return {.monitor = monitor_.memory(),
            .history = history_,
            .protection = protection_.memory(),
            .balancer = balancer_,
            .settings = settings_,
            .bluetooth_enabled = static_cast<std::uint8_t>(bluetooth_.is_enabled())};
}

void Core::obey(const Command& command) {
    if (command.sequence != 0 && command.sequence != receipt_.sequence) {
        receipt_ = execute(command);
        receipt_.sequence = command.sequence;
    }
}

Receipt Core::restore_standards() {
    Settings wanted = settings_;
    factory_reset(wanted);
    return take(wanted);
}

Receipt Core::execute(const Command& command) {
    switch (command.kind) {
        case CommandKind::SwitchOn:
            protection_.meet(ModeEvent::SwitchOn);
            return {.outcome = Outcome::Done};
        case CommandKind::SwitchOff:
            protection_.meet(ModeEvent::SwitchOff);
            return {.outcome = Outcome::Done};
        case CommandKind::SetStateOfCharge:
            return set_state_of_charge(command.value);
        case CommandKind::Synchronise:
            return set_state_of_charge(1000);
        case CommandKind::ResetHistory:
            history_ = {};
            return {.outcome = Outcome::Done};
        case CommandKind::FactoryReset:
            return restore_standards();
        case CommandKind::ChangeSetting: {
            if (command.setting >= Setting::None) {
                return {.outcome = Outcome::Unknown};
            }
            Settings wanted = settings_;
            wanted.set_count(command.setting, command.value);
            return take(wanted);
        }
        case CommandKind::BeginUpdate:
            return {.outcome = done_if(protection_.meet(UpdateEvent::Begin))};
        case CommandKind::FailUpdate:
            return {.outcome = done_if(protection_.meet(UpdateEvent::Fail))};
        case CommandKind::FinishUpdate:
            return {.outcome = done_if(protection_.meet(UpdateEvent::Finish))};
        case CommandKind::EnableBluetooth:
            bluetooth_.enable();
            return {.outcome = done_if(bluetooth_.is_enabled())};
        case CommandKind::DisableBluetooth:
            bluetooth_.disable();
            return {.outcome = Outcome::Done};
        case CommandKind::None:
            break;
    }
    return {.outcome = Outcome::Unknown};
}

/// Takes the settings as a whole, or leaves them as they are.
Receipt Core::take(const Settings& settings) {
    if (const auto violation = first_violation(settings)) {
        const bool alone = violation->upper == Setting::None;
        return {.outcome = alone ? Outcome::OutOfRange : Outcome::WrongOrder,
                .violation = *violation};
    }
    settings_ = settings;
    return {.outcome = Outcome::Done};
}

Receipt Core::set_state_of_charge(std::int32_t per_mille) {
    if (per_mille < 0 || per_mille > 1000) {
        return {.outcome = Outcome::OutOfRange};
    }
    if (monitor_.capacity().count == 0) {
        return {.outcome = Outcome::NotNow};
    }
    monitor_.set_state_of_charge({per_mille});
    return {.outcome = Outcome::Done};
}

bool Core::remote_is_on(const BankSample& sample) const {
    return bms::remote_is_on(sample.pins, sample.bank_voltage);
}

Predicates Core::predicates(const BankSample& sample) const {
    return detect(settings_, sample, monitor_, protection_.update_stage());
}

/// Counts what has flowed in `ticks` ticks.
void Core::count(const BankSample& sample, const Integrals& integrals, Ticks ticks) {
    const bool complete = sample.flags.has(Flag::Complete);
    // Also while there is none because it is detected anew: nobody tells which of it was there
    // before (R-BAT-7).
    const bool other_set = sample.bank_capacity != monitor_.capacity();
    if (other_set || sample.flags.has(Flag::ChangedSet)) {
        balancer_.forget();
    }
    if (complete) {
        monitor_.count(settings_, integrals, sample.bank_capacity, ticks);
    } else {
        monitor_.miss(ticks);
    }
    if (current_is_lost(sample, protection_.update_state())) {
        monitor_.doubt();
    }
    history_.count(integrals, ticks, complete);
}

void Core::tick(const BankSample& sample, const Integrals& integrals) {
    obey(sample.command);
    protection_.count_update(settings_);
    count(sample, integrals, {1});
    if (monitor_.detect_charged(settings_, sample)) {
        history_.note_full_charge();
        ++synchronisations_;
    }
    history_.observe(monitor_);
    balancer_.observe(settings_, sample, monitor_.is_charged(), {1});
    const bool remote_on = remote_is_on(sample);
    bluetooth_.step(settings_, remote_on, sample.flags.has(Flag::BluetoothConnected));
    // Batteries that have all fallen silent are still the set in service.
    const bool complete =
        sample.flags.has(Flag::Complete) || sample.flags.has(Flag::CurrentUnknown);
    protection_.step(settings_, predicates(sample), remote_on, complete);
}

/// `ticks` ticks that change nothing but counters and timers.
void Core::pass(const BankSample& sample, const Integrals& integrals, Ticks ticks) {
    count(sample, integrals, ticks);
    monitor_.detect_charged_quietly(settings_, sample, ticks);
    history_.observe(monitor_);
    balancer_.observe(settings_, sample, monitor_.is_charged(), ticks);
    bluetooth_.step_quietly(ticks);
    protection_.step_quietly(settings_, predicates(sample), ticks);
}

Ticks Core::advance(const BankSample& sample, const Integrals& integrals, Ticks n) {
    const std::uint32_t most = std::min(n, most_ticks).count;
    if (most == 1) {
        tick(sample, share_of(integrals, 0, 1, n.count));
        return {1};
    }
    const Status before = status();
    std::uint32_t done = 0;
    while (done < most && status() == before) {
        const auto rest = share_of(integrals, done, n.count, n.count);
        const auto next = deadline(sample, rest, {n.count - done});
        const std::uint32_t quiet = std::min(most - done, next ? next->count - 1 : most);
        if (quiet > 0) {
            pass(sample, share_of(integrals, done, done + quiet, n.count), {quiet});
            done += quiet;
        } else {
            tick(sample, share_of(integrals, done, done + 1, n.count));
            ++done;
        }
    }
    return {done};
}

Core::Posture Core::posture() const {
    return {.status = status(),
            .active = protection_.active(),
            .run = protection_.run_state(),
            .capacity = monitor_.capacity(),
            .fell_below_90 = history_.fell_below_90,
            .fell_below_65 = history_.fell_below_65};
}

std::optional<Ticks> Core::deadline(const BankSample& sample, const Integrals& integrals,
                                    Ticks n) const {
    Core trial = *this;
    Bluetooth bluetooth_after_quiet_tick = bluetooth_;
    bluetooth_after_quiet_tick.step_quietly({1});
    trial.tick(sample, share_of(integrals, 0, 1, n.count));
    const bool moves =
        !(trial.posture() == posture()) || !(trial.bluetooth_ == bluetooth_after_quiet_tick);
    if (moves) {
        return Ticks{1};
    }
    std::optional<Ticks> soonest = sooner(protection_.next_timer(settings_, predicates(sample)),
                                          bluetooth_.next_timer(settings_));
    if (sample.flags.has(Flag::Complete)) {
        soonest = sooner(soonest, monitor_.ticks_until_charged(settings_, sample));
        for (const PerMille edge : soc_edges(settings_)) {
            soonest = sooner(soonest, monitor_.ticks_until(settings_, edge, integrals, n));
        }
        // D-18: the levels at which the history's counting rules change their mind.
        for (const PerMille edge : {PerMille{650}, PerMille{900}}) {
            soonest = sooner(soonest, monitor_.ticks_until(settings_, edge, integrals, n));
        }
    } else {
        soonest = sooner(soonest, monitor_.ticks_until_doubted());
    }
    return soonest;
}

std::optional<Ticks> Core::next_deadline(const BankSample& sample) const {
    return deadline(sample, held_integrals(sample, {1}), {1});
}

Watch Core::watch(const BankSample& sample) const {
    const auto around = [&](Measure measure) {
        return interval_around(settings_, sample, measure);
    };
    Watch watch{.lowest_cell_mv = around(Measure::LowestCell),
                .highest_cell_mv = around(Measure::HighestCell),
                .bank_voltage_mv = around(Measure::BankVoltage),
                .bank_current_ma = {-largest_current_ma, largest_current_ma},
                .coldest_dc = around(Measure::Coldest),
                .warmest_dc = around(Measure::Warmest),
                .charge_ua_s = {std::numeric_limits<std::int64_t>::min(),
                                std::numeric_limits<std::int64_t>::max()}};
    // 0 V is a supply that nobody has measured: what was readable is not.
    split(watch.bank_voltage_mv, sample.bank_voltage.count, 0);
    // Charged detection (R-MON-1): above the charged voltage, below the tail, not discharging.
    const std::int64_t charged_mv =
        std::int64_t{settings_.get<Setting::ChargedPerCell>().count} * sample.cells_in_series;
    split(watch.bank_voltage_mv, sample.bank_voltage.count, charged_mv);
    const std::int64_t tail =
        std::int64_t{sample.bank_capacity.count} * settings_.get<Setting::TailCurrent>().count;
    split(watch.bank_current_ma, sample.bank_current.count, (tail + 999) / 1000 - 1);
    split(watch.bank_current_ma, sample.bank_current.count,
          -std::int64_t{settings_.get<Setting::IdleCurrent>().count} - 1);
    // The remote input compares a driven H with the battery's voltage (D-26).
    if (sample.pins.high.state == PinState::Driven) {
        split(watch.bank_voltage_mv, sample.bank_voltage.count,
              std::int64_t{sample.pins.high.voltage.count} - 201);
    }
    watch_balance(watch, settings_, sample, monitor_.is_charged());
    if (monitor_.is_known()) {
        // Up to one step short of the level ahead; standing still is always inside.
        const auto narrow = [&](bool is_below, PerMille level) {
            const std::int64_t way = monitor_.distance_to(level).count;
            if (is_below) {
                watch.charge_ua_s.highest =
                    std::min(watch.charge_ua_s.highest, std::max<std::int64_t>(way - 1, 0));
            } else {
                watch.charge_ua_s.lowest =
                    std::max(watch.charge_ua_s.lowest, std::min<std::int64_t>(way + 1, 0));
            }
        };
        for (const Condition condition : {Condition::LowSocWarning, Condition::DischargeFloor}) {
            const ConditionRow& row = row_of(condition);
            const PerMille set{settings_.count(row.set_level)};
            const PerMille clear = soc_clear_level(settings_, row);
            narrow(monitor_.is_at_most(set), set);
            narrow(row.clear_if == Compare::Above ? monitor_.is_at_most(clear)
                                                  : !monitor_.is_at_least(clear),
                   clear);
        }
    }
    return watch;
}

Status Core::status() const {
    return {.load_reasons = protection_.load_reasons(),
            .charger_reasons = protection_.charger_reasons(),
            .pre_alarm_reasons = protection_.pre_alarm_reasons(),
            .load = protection_.load(),
            .charger = protection_.charger(),
            .pre_alarm = protection_.pre_alarm(),
            .red = protection_.red_light(),
            .blue = bluetooth_.light(),
            .mode = protection_.mode(),
            .update = protection_.update_state(),
            .soc_trust = monitor_.trust(),
            .codes = protection_.codes(),
            .synchronisations = synchronisations_,
            .receipt = receipt_};
}

SupplyState Core::supply_state() const {
    if (protection_.run_state() == RunState::Off) {
        return SupplyState::RemoteOff;
    }
    const bool low = protection_.load_reasons().has(Condition::LowCell);
    return low ? SupplyState::LowCell : SupplyState::RemoteOn;
}

}  // namespace bms
