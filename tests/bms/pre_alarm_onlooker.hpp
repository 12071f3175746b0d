#pragma once
// R-OUT-3 as an onlooker sees it who knows the outputs alone: LOAD does not open for a low cell
// before PRE-ALARM has been High for its lead.

#include "bms/protection.hpp"

namespace bms {

class PreAlarmOnlooker {
  public:
    /// What is shown after the last `ran` ticks, of which only the last may have changed it;
    /// whether the law holds.
    bool holds(const Protection& now, Ticks lead, Ticks ran) {
        const bool was_high = pre_alarm_ == Output::High;
        high_for_ = was_high ? high_for_ + ran : Ticks{};  // that last tick's decision included
        const bool opened = load_ == Output::High && now.load() == Output::Floating;
        const bool may_wait = (now.load_reasons().bits & ~waits_for_pre_alarm) == 0;
        const bool is_early = opened && may_wait && high_for_ < lead;
        load_ = now.load();
        pre_alarm_ = now.pre_alarm();
        return !is_early;
    }

  private:
    // Named here, not taken from the core's table: it is what is judged.
    static constexpr std::uint32_t waits_for_pre_alarm =
        1U << static_cast<unsigned>(Condition::LowCell) |
        1U << static_cast<unsigned>(Condition::LowBankVoltage);

    Output load_ = Output::Floating;
    Output pre_alarm_ = Output::Floating;
    Ticks high_for_{};
};

}  // namespace bms
