#pragma once
// What a replay is fed from: one step after the other, of a recorded trace or of a log.

#include "bms/bank_view.hpp"
#include "bms/core.hpp"
#include "bms/fields.hpp"
#include "engine/sim_time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace engine {

inline constexpr SimTime tick_time{1000 / bms::ticks_per_second};

/// What the app would tell of the monitor and of the balance of the cells.
struct Readings {
    std::int64_t charge_ua_s = 0;
    std::int32_t soc_permille = 0;   // -1: unknown
    std::int32_t remaining_min = 0;  // -1: not given
    std::int64_t balancer = 0;       // a bms::BalancerStatus

    friend bool operator==(const Readings&, const Readings&) = default;
};
inline constexpr bms::Words balancer_words{bms::balancer_status_count, [](std::size_t number) {
                                               return bms::balancer_texts[number].name;
                                           }};
inline constexpr std::array reading_fields{
    bms::number_field<std::int64_t>(offsetof(Readings, charge_ua_s), "charge_ua_s"),
    bms::number_field<std::int32_t>(offsetof(Readings, soc_permille), "soc_permille"),
    bms::number_field<std::int32_t>(offsetof(Readings, remaining_min), "remaining_min"),
    bms::number_field<std::int64_t>(offsetof(Readings, balancer), "balancer", bms::Spelling::Word,
                                    balancer_words),
};
static_assert(bms::fields_cover<Readings>(reading_fields));

/// Everything that a core shows to the outside.
struct Shown {
    bms::Status status;
    Readings readings;

    friend bool operator==(const Shown&, const Shown&) = default;
};
Shown shown_by(const bms::Core& core);
/// What a BMS without supply shows: floating outputs. Its monitor stands still.
Shown shown_without_supply(const bms::Core& core);

/// What a trace says the core must show after a step: the fields it names.
struct Expected {
    Shown shown;
    std::uint32_t status_fields = 0;   // one bit per row of bms::status_fields
    std::uint32_t reading_fields = 0;  // one bit per row of engine::reading_fields
};

/// Ticks of one held sample, or without supply.
struct ReplayStep {
    std::uint64_t ticks = 0;
    bool has_supply = true;
    bms::BankSample sample;
    /// What flowed in `flow_ticks` ticks, of which the step runs the first; nothing: what the held
    /// sample says.
    std::optional<bms::Integrals> flow;
    std::uint32_t flow_ticks = 0;
    std::optional<Expected> expected;
    int line = 0;  // where it stands
};

/// What is known before the first step.
struct ReplayHead {
    std::string name;
    std::string core_source_hash;  // of the recorder, as information
    Calendar calendar;
    bms::BankLayout layout;
    bms::Core core;             // as it stood before the first tick
    bool every_change = false;  // each change of the status is in the steps, so another is an error
};

class ReplaySource {
  public:
    virtual ~ReplaySource() = default;
    ReplaySource() = default;
    ReplaySource(const ReplaySource&) = delete;
    ReplaySource& operator=(const ReplaySource&) = delete;

    virtual const ReplayHead& head() const = 0;
    /// The next step, or nothing at the end. Throws InputError at a mistake.
    virtual std::optional<ReplayStep> next() = 0;
    /// How much of it has been read, from 0 to 1; nothing: not known.
    virtual std::optional<double> part_read() const = 0;
    /// The batteries as they were heard when `ticks` of that step are over; nothing: it knows but
    /// their sample.
    virtual std::optional<bms::BankView> view_after(std::uint64_t /*ticks*/) const {
        return std::nullopt;
    }
};

}  // namespace engine
