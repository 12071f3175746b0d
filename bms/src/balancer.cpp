#include "bms/balancer.hpp"

#include <limits>

namespace bms {

void Balancer::observe(const Settings& settings, const BankSample& sample, bool charged,
                       Ticks ticks) {
    constexpr std::uint32_t limit = std::numeric_limits<std::uint32_t>::max();
    since_judged.count =
        ticks.count > limit - since_judged.count ? limit : since_judged.count + ticks.count;
    balancing = 0;
    if (!sample.flags.has(Flag::Complete)) {
        return;
    }
    const Millivolts highest = sample.extremes.highest_cell;
    const Millivolts spread = highest - sample.extremes.lowest_cell;
    const bool charging = sample.bank_current.count > 0;
    balancing =
        static_cast<std::uint8_t>(charging && highest >= settings.get<Setting::BalancingCell>() &&
                                  spread >= settings.get<Setting::BalancingSpread>());
    const bool ahead = spread > settings.get<Setting::Imbalance>();
    if (charged || (ahead && highest >= settings.get<Setting::HighCell>())) {
        since_judged = {};
        const bool stays_out =
            verdict == Verdict::Imbalance && spread > settings.get<Setting::ImbalanceClear>();
        verdict = ahead || stays_out ? Verdict::Imbalance : Verdict::Balanced;
    }
}

BalancerStatus Balancer::status(const Settings& settings, bool soc_is_known) const {
    if (balancing != 0) {
        return BalancerStatus::Balancing;
    }
    const bool stale = since_judged > settings.get<Setting::BalancerUnknown>();
    if (!soc_is_known || stale || verdict == Verdict::None) {
        return BalancerStatus::Unknown;
    }
    return verdict == Verdict::Imbalance ? BalancerStatus::Imbalance : BalancerStatus::Balanced;
}

}  // namespace bms
