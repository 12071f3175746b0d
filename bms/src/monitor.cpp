#include "bms/monitor.hpp"

#include <algorithm>
#include <limits>

namespace bms {

MonitorMemory charged_to(std::int64_t millionths, MilliampHours capacity) {
    constexpr std::int64_t one = 1'000'000;
    constexpr std::int64_t na_s_per_mah_millionth = 3'600;
    return {.charge_na_s = std::int64_t{capacity.count} * na_s_per_mah_millionth *
                           std::clamp(millionths, std::int64_t{0}, one),
            .capacity = capacity,
            .trust = SocTrust::Known};
}

Monitor::Monitor(const MonitorMemory& memory)
    : charge_na_s_{memory.charge_na_s}, capacity_{memory.capacity}, trust_{memory.trust} {}

void Monitor::count(const Settings& settings, const Integrals& integrals, MilliampHours capacity,
                    Ticks ticks) {
    uncounted_ticks_ = 0;
    meet(capacity);
    fill_window(integrals, ticks);
    if (!is_known()) {
        return;
    }
    const std::int64_t efficiency = settings.get<Setting::ChargeEfficiency>().count;
    const std::int64_t net =
        integrals.charged.count * efficiency - integrals.discharged.count * nano;
    charge_na_s_ = std::clamp(charge_na_s_ + net, std::int64_t{0}, level_na_s({1000}));
}

void Monitor::miss(Ticks ticks) {
    const Ticks rest{longest_uncounted.count - uncounted_ticks_};
    uncounted_ticks_ = static_cast<std::uint16_t>(uncounted_ticks_ + std::min(ticks, rest).count);
    if (uncounted_ticks_ == longest_uncounted.count) {
        doubt();
    }
}

std::optional<Ticks> Monitor::ticks_until_doubted() const {
    if (trust_ != SocTrust::Known) {
        return std::nullopt;
    }
    return Ticks{longest_uncounted.count - uncounted_ticks_};
}

/// The manual does not say what the state of charge is once another set was detected (D-24). What
/// came or went is unknown, so the best guess is that it is charged like the rest: the per cent
/// stay, not the ampere-hours, which a smaller bank would show as full.
void Monitor::meet(MilliampHours capacity) {
    if (capacity_.count > 0) {
        const std::int64_t charge_na_s = std::min(charge_na_s_, level_na_s({1000}));
        charge_na_s_ = share_of(charge_na_s, static_cast<std::uint32_t>(capacity.count),
                                static_cast<std::uint32_t>(capacity_.count));
    }
    capacity_ = capacity;
}

void Monitor::fill_window(const Integrals& integrals, Ticks ticks) {
    const std::int64_t net = integrals.charged.count - integrals.discharged.count;
    const auto flowed = [&](std::uint32_t until) { return share_of(net, until, ticks.count); };
    std::uint32_t done = 0;
    // Buckets that would be pushed out again by the end of this call are not worth filling: the one
    // that is open now is among them.
    constexpr std::uint32_t window_ticks = bucket_ticks * (bucket_count + 1);
    if (ticks.count > 2 * window_ticks) {
        const std::uint32_t whole = (ticks.count - window_ticks) / bucket_ticks;
        done = whole * bucket_ticks;
        next_bucket_ = static_cast<std::uint8_t>((next_bucket_ + whole) % bucket_count);
    }
    while (done < ticks.count) {
        const std::uint32_t until_full = bucket_ticks - open_bucket_ticks_;
        const std::uint32_t step = std::min(until_full, ticks.count - done);
        open_bucket_ua_s_ += flowed(done + step) - (done == 0 ? 0 : flowed(done));
        open_bucket_ticks_ = static_cast<std::uint8_t>(open_bucket_ticks_ + step);
        done += step;
        if (open_bucket_ticks_ == bucket_ticks) {
            close_bucket();
        }
    }
}

void Monitor::close_bucket() {
    window_ua_s_[next_bucket_] = open_bucket_ua_s_;
    next_bucket_ = static_cast<std::uint8_t>((next_bucket_ + 1) % bucket_count);
    filled_buckets_ =
        static_cast<std::uint8_t>(std::min<std::size_t>(filled_buckets_ + 1U, bucket_count));
    open_bucket_ua_s_ = 0;
    open_bucket_ticks_ = 0;
}

bool Monitor::looks_charged(const Settings& settings, const BankSample& sample) {
    if (!sample.flags.has(Flag::Complete) || sample.flags.has(Flag::Partial)) {
        return false;
    }
    const std::int64_t charged_mv =
        std::int64_t{settings.get<Setting::ChargedPerCell>().count} * sample.cells_in_series;
    const std::int64_t tail_per_mille = settings.get<Setting::TailCurrent>().count;
    const std::int64_t current = sample.bank_current.count;
    // current in mA, capacity in mAh: tail = capacity × per mille, per hour
    const bool tails = current * 1000 < sample.bank_capacity.count * tail_per_mille;
    const bool discharges = current < -settings.get<Setting::IdleCurrent>().count;
    return sample.bank_voltage.count > charged_mv && tails && !discharges;
}

bool Monitor::detect_charged(const Settings& settings, const BankSample& sample) {
    if (!looks_charged(settings, sample)) {
        charged_ticks_ = 0;
        synchronised_ = 0;
        return false;
    }
    if (synchronised_ != 0) {
        return false;
    }
    if (charged_ticks_ < settings.get<Setting::ChargedDetection>().count) {
        ++charged_ticks_;
        return false;
    }
    set_state_of_charge({1000});
    synchronised_ = 1;
    return true;
}

void Monitor::detect_charged_quietly(const Settings& settings, const BankSample& sample,
                                     Ticks ticks) {
    if (!looks_charged(settings, sample)) {
        charged_ticks_ = 0;
        synchronised_ = 0;
    } else if (synchronised_ == 0) {
        charged_ticks_ = static_cast<std::uint16_t>(charged_ticks_ + ticks.count);
    }
}

std::optional<Ticks> Monitor::ticks_until_charged(const Settings& settings,
                                                  const BankSample& sample) const {
    if (!looks_charged(settings, sample) || synchronised_ != 0) {
        return std::nullopt;
    }
    return Ticks{settings.get<Setting::ChargedDetection>().count - charged_ticks_ + 1};
}

void Monitor::set_state_of_charge(PerMille soc) {
    charge_na_s_ = level_na_s(soc);
    trust_ = SocTrust::Known;
    uncounted_ticks_ = 0;
    charged_ticks_ = 0;
    synchronised_ = 0;
}

void Monitor::doubt() {
    if (trust_ == SocTrust::Known) {
        trust_ = SocTrust::Uncertain;
    }
}

std::optional<PerMille> Monitor::state_of_charge() const {
    const std::int64_t one_per_mille = level_na_s({1});
    if (!is_known() || one_per_mille == 0) {
        return std::nullopt;
    }
    return PerMille{static_cast<std::int32_t>(charge_na_s_ / one_per_mille)};
}

MilliampHours Monitor::consumed() const {
    const std::int64_t missing = charge_na_s_ - level_na_s({1000});
    return {is_known() ? static_cast<std::int32_t>(missing / (1000 * na_s_per_mah_permille)) : 0};
}

std::optional<Minutes> Monitor::remaining_time(const Settings& settings) const {
    const std::uint32_t wanted = settings.get<Setting::RemainingTimeWindow>().count / bucket_ticks;
    const std::uint32_t buckets = std::min<std::uint32_t>(wanted, filled_buckets_);
    if (trust_ != SocTrust::Known || buckets == 0) {
        return std::nullopt;
    }
    std::int64_t net_ua_s = 0;
    for (std::uint32_t back = 1; back <= buckets; ++back) {
        net_ua_s += window_ua_s_[(next_bucket_ + bucket_count - back) % bucket_count];
    }
    constexpr std::int64_t bucket_seconds = bucket_ticks / ticks_per_second;
    const std::int64_t drawn_ua = -net_ua_s / (bucket_seconds * buckets);
    const std::int64_t idle_ua = std::int64_t{settings.get<Setting::IdleCurrent>().count} * 1000;
    if (drawn_ua < idle_ua || drawn_ua == 0) {
        return std::nullopt;
    }
    const std::int64_t above_floor_na_s = std::max<std::int64_t>(
        0, charge_na_s_ - level_na_s(settings.get<Setting::DischargeFloor>()));
    const std::int64_t minutes = above_floor_na_s / nano / drawn_ua / 60;
    const std::int64_t cap =
        settings.get<Setting::RemainingTimeCap>().count / (60 * ticks_per_second);
    return Minutes{static_cast<std::int32_t>(std::min(minutes, cap))};
}

std::optional<Ticks> Monitor::ticks_until(const Settings& settings, PerMille level,
                                          const Integrals& integrals, Ticks n) const {
    if (!is_known() || n.count == 0) {
        return std::nullopt;
    }
    const auto largest_share = [&](MicroampSeconds total) {
        return (total.count + n.count - 1) / n.count;
    };
    const std::int64_t rise =
        largest_share(integrals.charged) * settings.get<Setting::ChargeEfficiency>().count;
    const std::int64_t fall = largest_share(integrals.discharged) * nano;
    const std::int64_t distance = level_na_s(level) - charge_na_s_;
    std::optional<Ticks> soonest;
    const auto consider = [&](std::int64_t way, std::int64_t rate) {
        if (way >= 0 && rate > 0) {
            constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
            const auto ticks =
                static_cast<std::uint32_t>(std::clamp(way / rate, std::int64_t{1}, most));
            soonest = Ticks{ticks};  // both ways only where it stands, and then it is the next
        }
    };
    consider(distance, rise);
    if (level.count > 0) {  // the count does not fall below empty
        consider(-distance, fall);
    }
    return soonest;
}

MicroampSeconds Monitor::distance_to(PerMille level) const {
    return {(level_na_s(level) - charge_na_s_) / nano};
}

}  // namespace bms
