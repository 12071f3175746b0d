#pragma once
// The BMS core: settings, protection, monitor and history in one value. No clock, no globals, no
// heap; a snapshot is a copy, and two cores are equal when their bytes are.

#include "bms/bank_view.hpp"
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
    Output load{Output::Floating};
    Output charger{Output::Floating};
    Output pre_alarm{Output::Floating};
    Light red{Light::Off};
    CodeSet codes{};
    std::uint16_t synchronisations{};  // to 100 %, counted on and on, wraps

    friend constexpr bool operator==(const Status&, const Status&) = default;
};

/// How much of its supply current the BMS draws (R-SUP-1).
enum class SupplyState : std::uint8_t { RemoteOn, LowCell, RemoteOff };

class Core {
  public:
    /// The most ticks one call of `advance` runs: 29 hours, so that no sum overflows.
    static constexpr Ticks most_ticks{1U << 20U};

    Core() = default;
    /// Settings that `first_violation` objects to are not taken; the standard ones stay.
    explicit Core(const Settings& settings);

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

    /// Power-up: protection starts anew, settings, monitor and history are kept (R-REM-2, D-24).
    void start() { protection_ = {}; }

    /// R-MON-2: sets the state of charge by hand, in the app's steps. The bank's capacity must be
    /// known: `set_bank_capacity` or a complete sample comes first.
    void set_state_of_charge(PerMille soc) { monitor_.set_state_of_charge(soc); }
    /// The same as a share of the capacity in millionths.
    void set_charge_share(std::int64_t millionths) { monitor_.set_charge_share(millionths); }
    void forget_state_of_charge() { monitor_.forget_state_of_charge(); }
    /// Tells the monitor the capacity of a set already in service (stored with it, D-24).
    void set_bank_capacity(MilliampHours capacity);
    /// Takes the settings as a whole, or, when `first_violation` objects, leaves them as they are.
    bool change_settings(const Settings& settings);
    void reset_history() { history_ = {}; }

    friend constexpr bool operator==(const Core&, const Core&) = default;

  private:
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
    std::uint16_t synchronisations_{};
    std::array<std::uint8_t, 2> unused_{};
};

static_assert(std::is_trivially_copyable_v<Core> && std::has_unique_object_representations_v<Core>,
              "a snapshot of the core is a copy of its bytes");
static_assert(sizeof(Protection) <= 128);

}  // namespace bms
