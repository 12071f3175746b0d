#pragma once
// The battery monitor: charge, state of charge, synchronisation, remaining time (R-MON-1 … 4).

#include "bms/quantity.hpp"
#include "bms/sample.hpp"
#include "bms/settings.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace bms {

/// How far the state of charge can be believed.
enum class SocTrust : std::uint8_t {
    Unknown,    // nothing is known yet (D-25)
    Uncertain,  // counted through a time in which the current was not (D-21, D-27)
    Known,
};

/// What the monitor still knows after a power cut. The window of the remaining time is not among
/// it.
struct MonitorMemory {
    std::int64_t charge_na_s{};  // nanoampere-seconds above empty
    MilliampHours capacity{};    // of the set in service (D-24)
    SocTrust trust{SocTrust::Unknown};
    std::array<std::uint8_t, 3> unused{};

    friend constexpr bool operator==(const MonitorMemory&, const MonitorMemory&) = default;
};

/// A bank of `capacity` of which `millionths` are left: how a host begins with a bank that it knows
/// (D-24, D-25). Outside 0 … 1'000'000 counts as empty or full.
MonitorMemory charged_to(std::int64_t millionths, MilliampHours capacity);

/// Counts charge in whole nanoampere-seconds, so that the charge efficiency (per mille) is applied
/// without rounding and n ticks at once equal n ticks one by one. The count stays between empty and
/// the bank's capacity.
class Monitor {
  public:
    /// The window of the remaining time: whole 10 s, 3 min at most.
    static constexpr std::uint32_t bucket_ticks = 100;
    static constexpr std::size_t bucket_count = 18;
    /// Of charge that nobody counts (assumed): what the detection of a set takes, and the time for
    /// which a reading counts (D-27).
    static constexpr Ticks longest_uncounted{100};

    Monitor() = default;
    /// Power-up.
    explicit Monitor(const MonitorMemory& memory);
    MonitorMemory memory() const {
        return {.charge_na_s = charge_na_s_, .capacity = capacity_, .trust = trust_};
    }

    /// Counts the integrals of `ticks` ticks during which the bank's capacity was `capacity`. With
    /// another capacity than before, the state of charge stays as it was.
    void count(const Settings& settings, const Integrals& integrals, MilliampHours capacity,
               Ticks ticks);

    /// `ticks` ticks of which the current is not known: the set is not complete, or searched for.
    /// After `longest_uncounted` of them in a row a known state of charge is doubted.
    void miss(Ticks ticks);
    /// Ticks of that until it is doubted; nothing when it is already, or unknown.
    std::optional<Ticks> ticks_until_doubted() const;

    /// One tick of the charged detection; true when it synchronises to 100 % at this tick.
    bool detect_charged(const Settings& settings, const BankSample& sample);
    /// `ticks` ticks of the charged detection in which it is known not to synchronise.
    void detect_charged_quietly(const Settings& settings, const BankSample& sample, Ticks ticks);

    /// R-MON-2: sets the state of charge by hand, 0 … 1000 ‰; it is known from then on. The charged
    /// detection begins anew: whatever was set in a full bank does not stay (R-MON-1).
    void set_state_of_charge(PerMille soc);
    /// A known state of charge becomes uncertain; setting it or synchronising ends that.
    void doubt();

    SocTrust trust() const { return trust_; }
    bool is_known() const { return trust_ != SocTrust::Unknown; }
    /// Whether the bank has synchronised by itself and still looks charged.
    bool is_charged() const { return synchronised_ != 0; }
    /// Whether the state of charge is known and at or below `level`.
    bool is_at_most(PerMille level) const {
        return is_known() && charge_na_s_ <= level_na_s(level);
    }
    bool is_at_least(PerMille level) const {
        return is_known() && charge_na_s_ >= level_na_s(level);
    }

    /// Displayed state of charge, rounded down; nothing while unknown.
    std::optional<PerMille> state_of_charge() const;
    MicroampSeconds charge() const { return {charge_na_s_ / nano}; }
    MilliampHours capacity() const { return capacity_; }
    /// Consumed since the last full charge, zero or negative as the app shows it.
    MilliampHours consumed() const;

    /// R-MON-3: time at the mean discharge of the window until the floor; nothing while charging,
    /// idle, unknown or uncertain.
    std::optional<Minutes> remaining_time(const Settings& settings) const;

    /// Whether voltage and current say charged now (R-MON-1).
    static bool looks_charged(const Settings& settings, const BankSample& sample);
    /// Ticks until the charged detection synchronises with `sample` held; nothing when it does not.
    std::optional<Ticks> ticks_until_charged(const Settings& settings,
                                             const BankSample& sample) const;
    /// The earliest tick at which the count can pass `level` with these integrals in `n` ticks,
    /// never late, at least 1; nothing when it moves away from it or stands still.
    std::optional<Ticks> ticks_until(const Settings& settings, PerMille level,
                                     const Integrals& integrals, Ticks n) const;
    /// Net charge, positive charges, that may flow before the count passes `level` downwards
    /// (upwards).
    MicroampSeconds distance_to(PerMille level) const;

    friend constexpr bool operator==(const Monitor&, const Monitor&) = default;

  private:
    friend struct Fields;  // fields.hpp: every number by name

    static constexpr std::int64_t nano = 1000;
    static constexpr std::int64_t na_s_per_mah_permille = 3'600'000;

    std::int64_t level_na_s(PerMille level) const {
        return std::int64_t{capacity_.count} * level.count * na_s_per_mah_permille;
    }
    void meet(MilliampHours capacity);
    void fill_window(const Integrals& integrals, Ticks ticks);
    void close_bucket();

    std::int64_t charge_na_s_{};
    std::array<std::int64_t, bucket_count> window_ua_s_{};  // net charge of each whole 10 s
    std::int64_t open_bucket_ua_s_{};
    MilliampHours capacity_{};
    std::uint16_t charged_ticks_{};
    std::uint16_t uncounted_ticks_{};  // in a row; not beyond the longest time
    std::uint8_t open_bucket_ticks_{};
    std::uint8_t next_bucket_{};
    std::uint8_t filled_buckets_{};
    SocTrust trust_{SocTrust::Unknown};
    std::uint8_t synchronised_{};  // since the charged detection last began anew
    std::array<std::uint8_t, 3> unused_{};
};

}  // namespace bms
