#pragma once
// What the app says about the balance of the cells (R-BAT-7, R-MON-9). The balancers sit in the
// batteries; the BMS judges by the cell voltages they send.

#include "bms/quantity.hpp"
#include "bms/sample.hpp"
#include "bms/settings.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace bms {

enum class BalancerStatus : std::uint8_t { Unknown, Balanced, Balancing, Imbalance };
inline constexpr std::size_t balancer_status_count = 4;

/// What is written about a status, as the owner reads it (manual §5.1).
struct BalancerText {
    BalancerStatus status;
    const char* name;  // in documents
    const char* title_en;
    const char* title_sv;
    const char* message_en;
    const char* message_sv;
    const char* advice_en;  // "" where none is needed
    const char* advice_sv;
};

inline constexpr std::array<BalancerText, balancer_status_count> balancer_texts{{
    {BalancerStatus::Unknown, "unknown", "Unknown", "Okänd",
     "The battery has not been fully charged for more than 30 days, has just been added to the "
     "system, or its state of charge is unknown.",
     "Batteriet har inte laddats upp fullständigt i mer än 30 dagar, har precis lagts till i "
     "systemet eller så är laddningsstatus okänd.",
     "Start a full charge cycle.", "Starta en full laddningscykel."},
    {BalancerStatus::Balanced, "balanced", "Balanced", "Balanserade",
     "All cells are well balanced.", "Alla battericeller är väl balanserade.", "", ""},
    {BalancerStatus::Balancing, "balancing", "Balancing", "Balanserar",
     "The battery is charging and its cells are being balanced.",
     "Batteriet laddar för närvarande och cellerna balanseras.", "", ""},
    {BalancerStatus::Imbalance, "imbalance", "Imbalance", "Obalanserade",
     "An imbalance between cells has been detected.",
     "En obalans har känts av mellan en eller flera battericeller.",
     "Start a full charge cycle to balance the battery.",
     "Starta en full laddningscykel för att balansera batteriet."},
}};

constexpr const BalancerText& text_of(BalancerStatus status) {
    return balancer_texts[static_cast<std::size_t>(status)];
}

consteval bool balancer_texts_stand_in_order() {
    for (std::size_t i = 0; i < balancer_status_count; ++i) {
        if (balancer_texts[i].status != static_cast<BalancerStatus>(i)) {
            return false;
        }
    }
    return true;
}
static_assert(balancer_texts_stand_in_order());

/// The verdict on the bank as it stands. All of it outlives a power cut.
struct Balancer {
    enum class Verdict : std::uint8_t { None, Balanced, Imbalance };

    Ticks since_judged{};  // stands still at its largest value
    Verdict verdict{Verdict::None};
    std::uint8_t balancing{};  // now
    std::array<std::uint8_t, 2> unused{};

    /// Looks at the cells, held for `ticks` ticks. A full bank (`charged`: synchronised by voltage,
    /// tail current and time, and still so) is judged by the spread of its cells; elsewhere on
    /// LiFePO4's flat curve voltages say nothing, but a cell at its high limit far ahead of the
    /// others says imbalance.
    void observe(const Settings& settings, const BankSample& sample, bool charged, Ticks ticks);
    /// A battery has come: nothing is known of it.
    void forget() { verdict = Verdict::None; }

    BalancerStatus status(const Settings& settings, bool soc_is_known) const;

    friend constexpr bool operator==(const Balancer&, const Balancer&) = default;
};

}  // namespace bms
