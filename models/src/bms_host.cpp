#include "models/bms_host.hpp"

namespace models {

namespace {

constexpr double micro = 1e6;  // µA, µV
constexpr double ua_s_per_ah = 3.6e9;

bms::BankLayout layout_of(const BatteryParameters& battery, int in_series, int in_parallel) {
    return {.batteries = static_cast<std::uint8_t>(in_series * in_parallel),
            .in_series = static_cast<std::uint8_t>(in_series),
            .cells_per_battery = static_cast<std::uint8_t>(battery.cells),
            .battery_capacity = to_milliamp_hours(battery.capacity_ah)};
}

/// The bank as the BMS knows it at the start of a run (D-24, D-25).
bms::Memory memory_of(const BatteryParameters& battery, int in_parallel,
                      const bms::Settings& settings, std::optional<double> reported_soc) {
    const std::int32_t capacity_mah = to_milliamp_hours(battery.capacity_ah).count * in_parallel;
    bms::Memory memory{.monitor = {.capacity = {capacity_mah}}, .settings = settings};
    if (reported_soc) {
        const auto share = static_cast<std::int64_t>(nearest(*reported_soc * micro));
        memory.monitor = bms::charged_to(share, {capacity_mah});
    }
    return memory;
}

}  // namespace

bms::Millivolts to_millivolts(double voltage_v) {
    constexpr Meter exact{1.0, 1e3, 1e3};
    return {to_count<std::int32_t>(exact.read(voltage_v))};
}

bms::RemotePin driven_pin(double voltage_v) {
    return {.voltage = to_millivolts(voltage_v), .state = bms::PinState::Driven};
}

BmsHost::BmsHost(const BatteryParameters& battery, int in_series, int in_parallel,
                 const bms::Settings& settings, std::optional<double> reported_soc,
                 std::uint64_t seed)
    : view_{layout_of(battery, in_series, in_parallel)},
      core_{memory_of(battery, in_parallel, settings, reported_soc)},
      keeper_{{.recovery = bms::Recovery::FirstStart, .next_sequence = 1}, core_, view_},
      shown_{core_.status()},
      frames_{battery, static_cast<std::size_t>(in_series), static_cast<std::size_t>(in_parallel)},
      link_{view_.layout().batteries, seed} {
    write_image();
}

/// With what does not come from the batteries.
bms::BankSample BmsHost::completed(const bms::BankSample& sample) const {
    constexpr auto connected = bms::Flag::BluetoothConnected;
    bms::BankSample out = sample;
    out.pins = sample_.pins;
    out.command = sample_.command;
    out.flags = with(out.flags, connected, sample_.flags.has(connected));
    out.flags = with(out.flags, bms::Flag::HardwareFault, hardware_fault_ || keeper_.is_lost());
    return out;
}

void BmsHost::hear(const bms::BankSample& sample) {
    sample_ = completed(sample);
    tick_integrals_ = bms::held_integrals(sample_, {1});
}

/// The BMS lives from the first battery's minus to the last one's plus of its string.
bms::Millivolts BmsHost::supply_voltage(const Bank& bank) {
    double sum_v = 0.0;
    for (std::size_t battery = 0; battery < bank.in_series(); ++battery) {
        sum_v += bank.battery_voltage_v(battery);
    }
    return to_millivolts(sum_v);
}

void BmsHost::receive_frames(const Bank& bank) {
    const auto frames = frames_.of(bank);
    for (std::size_t battery = 0; battery < frames.size(); ++battery) {
        link_.send(battery, frames[battery], ticks_);
    }
    view_.set_supply_voltage(supply_voltage(bank));
    deliver();
    hear_anew();
}

bool BmsHost::deliver() {
    return link_.deliver(ticks_, [this](std::size_t battery, const bms::BatteryFrame& frame) {
        view_.receive(battery, frame);
    });
}

void BmsHost::exchange(std::size_t battery, double capacity_ah) {
    frames_.exchange(battery, capacity_ah);
}

void BmsHost::set_chain_open(bool is_open) {
    chain_is_open_ = is_open;
    view_.set_chain_open(is_open);
    hear_anew();
}

void BmsHost::set_hardware_fault(bool is_broken) {
    hardware_fault_ = is_broken;
    hear_anew();
}

void BmsHost::detect_anew() {
    view_.detect_anew();
    hear_anew();
}

bool BmsHost::give(const bms::Command& command, std::optional<std::size_t> battery) {
    if (powered_) {
        const std::uint8_t last = sample_.command.sequence;
        sample_.command = command;
        sample_.command.sequence = static_cast<std::uint8_t>(last % 255 + 1);
        update_of_ = battery;
    }
    return powered_;
}

bms::Flags BmsHost::with(bms::Flags flags, bms::Flag flag, bool is_set) {
    const auto bit = 1U << static_cast<unsigned>(flag);
    const unsigned others = flags.bits & ~bit;
    return {static_cast<std::uint16_t>(others | (is_set ? bit : 0U))};
}

void BmsHost::write_image() {
    const bms::NextImage next = keeper_.take(core_, view_);
    unwritten_[next.slot] = next;
    ++image_writes_;
}

bms::ImageSlots& BmsHost::image_slots() {
    for (std::optional<bms::NextImage>& next : unwritten_) {
        if (next) {
            next->write(slots_);
            next.reset();
        }
    }
    return slots_;
}

void BmsHost::start() {
    bms::Stored stored;
    const bms::Recovered found = bms::recover(image_slots(), stored);
    core_ = bms::Core{stored.memory};
    const bms::Millivolts supply = view_.supply_voltage();
    view_ = bms::BankView{stored.set};
    view_.set_supply_voltage(supply);
    view_.set_chain_open(chain_is_open_);
    link_.clear();
    keeper_ = bms::ImageKeeper{found, core_, view_};
    sample_.command = {};
    hear_anew();
    shown_ = core_.status();
    ++starts_;
}

void BmsHost::set_powered(bool powered) {
    if (powered == powered_) {
        return;
    }
    powered_ = powered;
    if (powered) {
        start();
    } else if (!keeper_.is_lost()) {
        write_image();
    }
}

bool BmsHost::has_obeyed(bms::CommandKind kind) const {
    const bms::Receipt receipt = core_.status().receipt;
    return sample_.command.kind == kind && receipt.sequence == sample_.command.sequence &&
           receipt.outcome == bms::Outcome::Done;
}

/// Only what the BMS has begun silences a battery, not what it was asked.
void BmsHost::follow_update(bms::UpdateState update) {
    const bool is_running = update == bms::UpdateState::Running;
    view_.set_updating(is_running);
    if (is_running) {
        updating_ = update_of_;
        if (updating_) {
            link_.set_updating(*updating_, true);
        }
        return;
    }
    link_.end_updates();
    if (updating_ && update == bms::UpdateState::None) {  // it has succeeded
        frames_.update(*updating_);
    }
}

bool BmsHost::tick() {
    if (!powered_) {
        ++ticks_;
        return false;
    }
    // Silence counts by itself; else only a frame tells something new.
    if (deliver() || view_.is_waiting()) {
        hear_anew();
    }
    ++ticks_;
    count(tick_integrals_);
    core_.advance(sample_, tick_integrals_, {1});
    view_.advance({1});
    keeper_.advance({1});
    if (keeper_.is_lost() && has_obeyed(bms::CommandKind::FactoryReset)) {
        keeper_.accept_loss();
    }
    if (keeper_.is_due(core_, view_)) {
        write_image();
    }
    const bms::Status now = core_.status();
    if (now.update != shown_.update) {
        follow_update(now.update);
    }
    const bool changed = !(now == shown_);
    shown_ = now;
    return changed;
}

std::optional<double> BmsHost::reported_soc() const {
    if (!core_.monitor().is_known() || core_.monitor().capacity().count == 0) {
        return std::nullopt;
    }
    return reported_charge_ah() * 1000.0 / core_.monitor().capacity().count;
}

double BmsHost::reported_charge_ah() const {
    return static_cast<double>(core_.monitor().charge().count) / ua_s_per_ah;
}

void BmsHost::count(const bms::Integrals& integrals) {
    measured_charged_ua_s_ += integrals.charged.count;
    measured_discharged_ua_s_ += integrals.discharged.count;
    if (!hears_all()) {
        unheard_ua_s_ += integrals.charged.count - integrals.discharged.count;
    }
}

bool BmsHost::hears_all() const {
    const bms::Flags flags = sample_.flags;
    const bool is_missed = flags.has(bms::Flag::Partial) || flags.has(bms::Flag::Silent) ||
                           flags.has(bms::Flag::CurrentGuessed) ||
                           flags.has(bms::Flag::CurrentUnknown);
    return powered_ && flags.has(bms::Flag::Complete) && !is_missed;
}

double BmsHost::unheard_ah() const {
    return static_cast<double>(unheard_ua_s_) / ua_s_per_ah;
}

double BmsHost::measured_charged_ah() const {
    return static_cast<double>(measured_charged_ua_s_) / ua_s_per_ah;
}

double BmsHost::measured_discharged_ah() const {
    return static_cast<double>(measured_discharged_ua_s_) / ua_s_per_ah;
}

std::optional<double> BmsHost::remaining_time_min() const {
    const auto minutes = core_.monitor().remaining_time(core_.settings());
    return minutes ? std::optional<double>{minutes->count} : std::nullopt;
}

double BmsHost::reported_current_a() const {
    return sample_.bank_current.count / 1000.0;
}

}  // namespace models
