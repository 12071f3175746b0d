#pragma once
// The BMS core: settings, protection, monitor, history, balancer and Bluetooth in one value. No
// clock, no globals, no heap; a snapshot is a copy, and two cores are equal when their bytes are.

#include "bms/balancer.hpp"
#include "bms/bank_view.hpp"
#include "bms/bluetooth.hpp"
#include "bms/command.hpp"
#include "bms/history.hpp"
#include "bms/monitor.hpp"
#include "bms/protection.hpp"
#include "bms/sample.hpp"
#include "bms/settings.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <type_traits>

namespace bms {

/// What the core shows to the outside. `advance` stops at the first tick that changes it.
struct Status {
    Reasons load_reasons{};  // why LOAD is open; none means High
    Reasons charger_reasons{};
    Reasons pre_alarm_reasons{};  // what raised PRE-ALARM; none means Floating
    Output load{Output::Floating};
    Output charger{Output::Floating};
    Output pre_alarm{Output::Floating};
    Light red{Light::Off};
    Light blue{Light::Off};
    Mode mode{Mode::On};
    UpdateState update{UpdateState::None};
    SocTrust soc_trust{SocTrust::Unknown};  // how far the state of charge can be believed
    CodeSet codes{};
    std::uint16_t synchronisations{};  // to 100 % by itself, since power-up, wraps
    Receipt receipt{};                 // what became of the last command

    friend constexpr bool operator==(const Status&, const Status&) = default;
};

/// What the app's Status page says (R-MON-4).
enum class Allowed : std::uint8_t { No, PreAlarm, Yes };
constexpr Allowed allows_to_charge(const Status& status) {
    return status.charger == Output::High ? Allowed::Yes : Allowed::No;
}
/// PreAlarm: yes, and PRE-ALARM is High.
constexpr Allowed allows_to_discharge(const Status& status) {
    if (status.load == Output::Floating) {
        return Allowed::No;
    }
    return status.pre_alarm == Output::High ? Allowed::PreAlarm : Allowed::Yes;
}

/// Everything that outlives a power cut; a power-up is `Core{memory}` (R-REM-2, R-REM-3, D-24). A
/// host that knows its bank begins with
/// `Memory{.settings = …, .monitor = charged_to(millionths, capacity)}`.
struct Memory {
    MonitorMemory monitor{};
    History history{};
    ProtectionMemory protection{};
    Balancer balancer{};
    Settings settings{};
    std::uint8_t bluetooth_enabled{1};
    std::array<std::uint8_t, 3> unused{};

    friend constexpr bool operator==(const Memory&, const Memory&) = default;
};

/// How much of its supply current the BMS draws (R-SUP-1).
enum class SupplyState : std::uint8_t { RemoteOn, LowCell, RemoteOff };

class Core {
  public:
    /// The most ticks one call of `advance` runs: 29 hours, so that no sum overflows.
    static constexpr Ticks most_ticks{1U << 20U};

    Core() : Core(Memory{}) {}
    /// Power-up. Settings that `first_violation` objects to are not taken but the standard ones.
    explicit Core(const Memory& memory);
    /// What a power-up after a power cut now begins with.
    Memory memory() const;

    /// Runs up to `n` control ticks of 100 ms with `sample` held and `integrals` spread evenly over
    /// them, and stops after the first that changes the status. Returns the ticks run: `n`, or
    /// `most_ticks`, or less.
    /// Law 1: n ticks with `held_integrals(sample, n)` equal n calls of one tick, byte for byte.
    Ticks advance(const BankSample& sample, const Integrals& integrals, Ticks n);

    /// With `sample` held, no tick before the returned one changes the status or a condition; that
    /// one may. Nothing: none ever will.
    std::optional<Ticks> next_deadline(const BankSample& sample) const;

    /// The intervals in which each decision value of `sample` may move, alone or together, without
    /// changing a predicate.
    Watch watch(const BankSample& sample) const;

    Status status() const;
    SupplyState supply_state() const;

    const Settings& settings() const { return settings_; }
    const Protection& protection() const { return protection_; }
    const Monitor& monitor() const { return monitor_; }
    const History& history() const { return history_; }
    const Bluetooth& bluetooth() const { return bluetooth_; }
    BalancerStatus balancer_status() const {
        return balancer_.status(settings_, monitor_.is_known());
    }

    friend constexpr bool operator==(const Core&, const Core&) = default;

  private:
    friend struct Fields;  // fields.hpp: every number by name

    /// What a quiet tick leaves as it is.
    struct Posture {
        Status status;
        ConditionSet active;
        RunState run;
        MilliampHours capacity;  // the levels of charge move with it
        std::uint8_t fell_below_90;
        std::uint8_t fell_below_65;

        friend constexpr bool operator==(const Posture&, const Posture&) = default;
    };

    Posture posture() const;
    void obey(const Command& command);
    Receipt execute(const Command& command);
    Receipt restore_standards();
    Receipt take(const Settings& settings);
    Receipt set_state_of_charge(std::int32_t per_mille);
    void count(const BankSample& sample, const Integrals& integrals, Ticks ticks);
    void tick(const BankSample& sample, const Integrals& integrals);
    void pass(const BankSample& sample, const Integrals& integrals, Ticks ticks);
    Predicates predicates(const BankSample& sample) const;
    bool remote_is_on(const BankSample& sample) const;
    std::optional<Ticks> deadline(const BankSample& sample, const Integrals& integrals,
                                  Ticks n) const;

    Monitor monitor_{};
    History history_{};
    Protection protection_{};
    Settings settings_{};
    Balancer balancer_{};
    Bluetooth bluetooth_{};
    Receipt receipt_{};
    std::uint16_t synchronisations_{};
    std::array<std::uint8_t, 2> unused_{};
};

static_assert(std::is_trivially_copyable_v<Core> && std::has_unique_object_representations_v<Core>,
              "a snapshot of the core is a copy of its bytes");
static_assert(std::is_trivially_copyable_v<Memory> &&
              std::has_unique_object_representations_v<Memory>);
static_assert(sizeof(Protection) <= 128);

}  // namespace bms
