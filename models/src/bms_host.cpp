#include "models/bms_host.hpp"

#include <algorithm>
#include <limits>

namespace models {

namespace {

constexpr double micro = 1e6;  // µA, µV
constexpr double milli = 1e3;  // m°C
constexpr double ua_s_per_ah = 3.6e9;
constexpr std::int64_t micros_per_milli = 1000;
constexpr std::int64_t millidegrees_per_decidegree = 100;

std::int64_t to_steps(double value, double steps_per_unit) {
    return static_cast<std::int64_t>(value * steps_per_unit + (value < 0.0 ? -0.5 : 0.5));
}

std::int32_t saturated(std::int64_t value) {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(
        value, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()));
}

bms::BankLayout layout_of(const BatteryParameters& battery, int in_series, int in_parallel) {
    return {.batteries = static_cast<std::uint8_t>(in_series * in_parallel),
            .in_series = static_cast<std::uint8_t>(in_series),
            .cells_per_battery = static_cast<std::uint8_t>(battery.cells),
            .battery_capacity = {saturated(to_steps(battery.capacity_ah, milli))}};
}

/// The bank as the BMS knows it at the start of a run (D-24, D-25).
bms::Memory memory_of(const BatteryParameters& battery, int in_parallel,
                      const bms::Settings& settings, std::optional<double> reported_soc) {
    const std::int32_t capacity_mah = saturated(to_steps(battery.capacity_ah, milli)) * in_parallel;
    bms::Memory memory{.monitor = {.capacity = {capacity_mah}}, .settings = settings};
    if (reported_soc) {
        memory.monitor = bms::charged_to(to_steps(*reported_soc, micro), {capacity_mah});
    }
    return memory;
}

}  // namespace

std::int64_t measure(double value, double steps_per_unit, std::int64_t resolution) {
    const std::int64_t exact = to_steps(value, steps_per_unit);
    const std::int64_t magnitude = exact < 0 ? -exact : exact;
    // Whole numbers below 2^52 divide in floating point to the same whole part, in a fraction of
    // the time; every reading of every battery comes by here.
    const auto steps = static_cast<std::int64_t>(static_cast<double>(magnitude + resolution / 2) /
                                                 static_cast<double>(resolution));
    return exact < 0 ? -steps * resolution : steps * resolution;
}

bms::Millivolts to_millivolts(double voltage_v) {
    return {saturated(measure(voltage_v, micro, micros_per_milli) / micros_per_milli)};
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
      firmware_hundredths_{saturated(to_steps(battery.firmware_version, 100))},
      next_serial_number_{1},
      link_{view_.layout().batteries, seed},
      current_resolution_ua_{to_steps(battery.current_resolution_a, micro)},
      voltage_resolution_uv_{to_steps(battery.voltage_resolution_v, micro)},
      temperature_resolution_mdegc_{to_steps(battery.temperature_resolution_degc, milli)} {
    for (std::size_t i = 0; i < view_.layout().batteries; ++i) {
        identities_.push_back(
            {view_.layout().battery_capacity, next_serial_number_++, firmware_hundredths_});
    }
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

/// 105 hundredths, v1.05, is 0x0105: a hexadecimal digit for each decimal one (R-BAT-5).
std::uint16_t BmsHost::firmware_code(int hundredths) {
    int code = 0;
    for (int shift = 0; hundredths > 0; shift += 4, hundredths /= 10) {
        code |= (hundredths % 10) << shift;
    }
    return static_cast<std::uint16_t>(code);
}

void BmsHost::hear(const bms::BankSample& sample) {
    sample_ = completed(sample);
    tick_integrals_ = bms::held_integrals(sample_, {1});
}

bms::BatteryFrame BmsHost::frame_of(const Bank& bank, std::size_t battery) const {
    const auto in_milli = [](double value, std::int64_t resolution) {
        return saturated(measure(value, micro, resolution) / micros_per_milli);
    };
    const std::int64_t temperature_mdegc =
        measure(bank.battery_temperature_degc(battery), milli, temperature_resolution_mdegc_);
    bms::BatteryFrame frame{
        .voltage = {},
        .current = {in_milli(bank.battery_current_a(battery), current_resolution_ua_)},
        .temperature = {saturated(temperature_mdegc / millidegrees_per_decidegree)},
        .nominal_capacity = identities_[battery].capacity,
        .serial_number = identities_[battery].serial_number,
        .firmware_version = firmware_code(identities_[battery].firmware_hundredths),
        .cells = static_cast<std::uint8_t>(bank.cells_per_battery())};
    const auto [first, next, end] = bank.cells_of(battery);
    const double current_a = bank.battery_current_a(battery);
    double sum_v = 0.0;
    std::size_t cell = 0;
    for (std::size_t i = first; i < end; i += next) {
        const double cell_v = bank.cells().voltage_v(i, current_a);
        const std::int32_t cell_mv = in_milli(cell_v, voltage_resolution_uv_);
        frame.cell_mv[cell++] = static_cast<std::uint16_t>(std::clamp(cell_mv, 0, 65'535));
        sum_v += cell_v;
    }
    frame.voltage = {in_milli(sum_v, voltage_resolution_uv_)};
    return frame;
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
    for (std::size_t battery = 0; battery < bank.batteries(); ++battery) {
        link_.send(battery, frame_of(bank, battery), ticks_);
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
    identities_[battery] = {
        {saturated(to_steps(capacity_ah, milli))}, next_serial_number_++, firmware_hundredths_};
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
        ++identities_[*updating_].firmware_hundredths;
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
