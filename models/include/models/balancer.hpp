#pragma once
// The passive balancer of a battery: near full it bleeds the cells that are ahead of the lowest.

namespace models {

struct BalancerParameters {
    double bleeds_a = 0.0;       // 0: none
    double from_v = 3.5;         // a cell is not bled below this
    double difference_v = 0.01;  // to the lowest cell, from which on one is bled
};

/// Down to here a cell that is bled goes on to be: to 20 mV below `from_v` (assumed), so that its
/// own voltage drop does not end it.
inline double held_down_to_v(const BalancerParameters& balancer) {
    return balancer.from_v - 0.02;
}

/// Whether a cell is bled from now on. One that is goes on down to half the difference, too.
inline bool is_bled(const BalancerParameters& balancer, double cell_v, double lowest_v,
                    bool was_bled) {
    const double from_v = was_bled ? held_down_to_v(balancer) : balancer.from_v;
    const double difference_v = balancer.difference_v * (was_bled ? 0.5 : 1.0);
    return cell_v >= from_v && cell_v - lowest_v >= difference_v;
}

}  // namespace models
