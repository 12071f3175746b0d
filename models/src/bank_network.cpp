// Notation: S_h is the charge current of strings 0..h together, I the bank's. It flows through the
// hop from post h to the next, on every rail less I where the terminal stands at or before h. Of
// the strings that are connected let b follow a, with K_a such rails summed over the hops between:
//   R_a S_before - (R_a + R_b + 2 r (b - a)) S_a + R_b S_b = E_a - E_b - r K_a I,
// S_before the sum at the one before a, or 0; at the last one S = I. The solution is affine in I;
// base and slope are eliminated together.

#include "models/bank_network.hpp"

#include <algorithm>
#include <numeric>

namespace models {

namespace {

/// What a bus sees of a bank whose strings are all taken out.
constexpr double isolated_ohm = 1e6;

}  // namespace

BankNetwork::BankNetwork(Wiring wiring, std::size_t strings, double link_ohm)
    : strings_{strings},
      hop_ohm_{wiring == Wiring::Busbar ? 0.0 : link_ohm},
      lead_ohm_{wiring == Wiring::Busbar ? 2.0 * link_ohm : 0.0},
      plus_{0},
      minus_{0},
      sum_base_a_(strings),
      sum_per_amp_(strings),
      per_pivot_(strings),
      ohm_(strings),
      volt_(strings),
      rungs_ohm_(strings),
      rails_ohm_(strings),
      connected_(strings) {
    std::iota(connected_.begin(), connected_.end(), std::size_t{0});
    if (wiring == Wiring::Diagonal) {
        minus_ = strings - 1;
    } else if (wiring == Wiring::Halfway) {
        plus_ = (strings - 1) / 2;
        minus_ = strings / 2;
    }
    measure_hops();
}

/// Between strings that are connected: both rails there and back, and those that carry the bank's
/// current, too.
void BankNetwork::measure_hops() {
    for (std::size_t c = 0; c + 1 < connected_.size(); ++c) {
        const std::size_t a = connected_[c];
        const std::size_t b = connected_[c + 1];
        double rails = 0.0;
        for (std::size_t hop = a; hop < b; ++hop) {
            rails += terminals_before(hop);
        }
        rungs_ohm_[c] = 2.0 * hop_ohm_ * static_cast<double>(b - a);
        rails_ohm_[c] = hop_ohm_ * rails;
    }
}

double BankNetwork::terminals_before(std::size_t hop) const {
    return (hop >= plus_ ? 1.0 : 0.0) + (hop >= minus_ ? 1.0 : 0.0);
}

void BankNetwork::set_connected(std::size_t string, bool is_connected) {
    const auto place = std::lower_bound(connected_.begin(), connected_.end(), string);
    const bool was_connected = place != connected_.end() && *place == string;
    if (is_connected && !was_connected) {
        connected_.insert(place, string);
    } else if (!is_connected && was_connected) {
        connected_.erase(place);
    }
    measure_hops();
}

bool BankNetwork::is_connected(std::size_t string) const {
    return connected_.size() == strings_ ||
           std::binary_search(connected_.begin(), connected_.end(), string);
}

void BankNetwork::fold(std::span<const double> source_v, std::span<const double> resistance_ohm) {
    if (connected_.empty()) {
        bank_ = {.open_circuit_v = 0.0, .resistance_ohm = isolated_ohm};
        return;
    }
    if (meet_in_one_point()) {
        add_conductances(source_v, resistance_ohm);
        return;
    }
    eliminate(source_v, resistance_ohm);
    look_from_the_bus(source_v, resistance_ohm);
}

// Voltages count from that of the first string, so that differences keep their digits.
void BankNetwork::add_conductances(std::span<const double> source_v,
                                   std::span<const double> resistance_ohm) {
    const std::size_t n = connected_.size();
    const double first_v = source_v[connected_[0]];
    double conductance = 0.0;
    double short_circuit_a = 0.0;
    for (std::size_t c = 0; c < n; ++c) {
        const std::size_t string = connected_[c];
        const double of_string = 1.0 / (resistance_ohm[string] + lead_ohm_);
        const double above_first_v = source_v[string] - first_v;
        sum_per_amp_[c] = of_string;
        sum_base_a_[c] = above_first_v;
        conductance += of_string;
        short_circuit_a += of_string * above_first_v;
    }
    const double point_v = short_circuit_a / conductance;
    for (std::size_t c = 0; c < n; ++c) {
        sum_base_a_[c] = sum_per_amp_[c] * (point_v - sum_base_a_[c]);
        sum_per_amp_[c] /= conductance;
    }
    bank_ = {.open_circuit_v = first_v + point_v, .resistance_ohm = 1.0 / conductance};
}

void BankNetwork::eliminate(std::span<const double> source_v,
                            std::span<const double> resistance_ohm) {
    const std::size_t n = connected_.size();
    for (std::size_t c = 0; c < n; ++c) {
        ohm_[c] = resistance_ohm[connected_[c]] + lead_ohm_;
        volt_[c] = source_v[connected_[c]];
    }
    // Forward, of all sums but the last. Each waits for the one before, so little is done in turn.
    double per_pivot = 0.0;
    double base = 0.0;
    double per_amp = 0.0;
    for (std::size_t c = 0; c + 1 < n; ++c) {
        const double factor = ohm_[c] * per_pivot;
        const double own_ohm = ohm_[c] + ohm_[c + 1] + rungs_ohm_[c];
        per_pivot = 1.0 / (own_ohm - ohm_[c] * ohm_[c] * per_pivot);
        base = volt_[c + 1] - volt_[c] + factor * base;
        per_amp = rails_ohm_[c] + factor * per_amp;
        per_pivot_[c] = per_pivot;
        sum_base_a_[c] = base;
        sum_per_amp_[c] = per_amp;
    }
    // Back from the last, which is I.
    sum_base_a_[n - 1] = base = 0.0;
    sum_per_amp_[n - 1] = per_amp = 1.0;
    for (std::size_t c = n - 1; c-- > 0;) {
        const double of_next = ohm_[c + 1] * per_pivot_[c];
        base = sum_base_a_[c] * per_pivot_[c] + of_next * base;
        per_amp = sum_per_amp_[c] * per_pivot_[c] + of_next * per_amp;
        sum_base_a_[c] = base;
        sum_per_amp_[c] = per_amp;
    }
}

// From the plus terminal along its rail to a string, down it, and along the minus rail.
void BankNetwork::look_from_the_bus(std::span<const double> source_v,
                                    std::span<const double> resistance_ohm) {
    const auto at_or_after = std::lower_bound(connected_.begin(), connected_.end(), plus_);
    const auto last = static_cast<std::ptrdiff_t>(connected_.size()) - 1;
    const auto chosen = static_cast<std::size_t>(std::min(at_or_after - connected_.begin(), last));
    const std::size_t string = connected_[chosen];
    const double before_base = chosen == 0 ? 0.0 : sum_base_a_[chosen - 1];
    const double before_per_amp = chosen == 0 ? 0.0 : sum_per_amp_[chosen - 1];
    const double ohm = resistance_ohm[string] + lead_ohm_;
    bank_.open_circuit_v = source_v[string] + ohm * (sum_base_a_[chosen] - before_base);
    bank_.resistance_ohm = ohm * (sum_per_amp_[chosen] - before_per_amp);
    add_rail(plus_, string);
    add_rail(minus_, string);
}

// Towards lower posts a rail carries the charge current of the strings below; towards higher ones
// that of the strings above, which is the bank's less the same sum.
void BankNetwork::add_rail(std::size_t terminal, std::size_t string) {
    std::size_t c = 0;
    for (std::size_t hop = std::min(terminal, string); hop < std::max(terminal, string); ++hop) {
        while (c + 1 < connected_.size() && connected_[c + 1] <= hop) {
            ++c;
        }
        const bool has_strings_below = connected_[c] <= hop;
        const double base = has_strings_below ? sum_base_a_[c] : 0.0;
        const double per_amp = has_strings_below ? sum_per_amp_[c] : 0.0;
        const bool is_upward = terminal < string;
        bank_.open_circuit_v += hop_ohm_ * (is_upward ? -base : base);
        bank_.resistance_ohm += hop_ohm_ * (is_upward ? 1.0 - per_amp : per_amp);
    }
}

void BankNetwork::divide(double bank_current_a, std::span<double> string_current_a) const {
    std::fill(string_current_a.begin(), string_current_a.end(), 0.0);
    if (meet_in_one_point()) {
        for (std::size_t c = 0; c < connected_.size(); ++c) {
            string_current_a[connected_[c]] = sum_base_a_[c] + sum_per_amp_[c] * bank_current_a;
        }
        return;
    }
    double before = 0.0;
    for (std::size_t c = 0; c < connected_.size(); ++c) {
        const bool is_last = c + 1 == connected_.size();
        const double sum =
            is_last ? bank_current_a : sum_base_a_[c] + sum_per_amp_[c] * bank_current_a;
        string_current_a[connected_[c]] = sum - before;
        before = sum;
    }
}

void BankNetwork::divide_more(double more_a, std::span<double> string_current_a) const {
    std::fill(string_current_a.begin(), string_current_a.end(), 0.0);
    const bool meets = meet_in_one_point();
    double before = 0.0;
    for (std::size_t c = 0; c < connected_.size(); ++c) {
        const double of_sum = sum_per_amp_[c] * more_a;
        string_current_a[connected_[c]] = of_sum - before;
        before = meets ? 0.0 : of_sum;
    }
}

double BankNetwork::link_loss_w(std::span<const double> string_current_a) const {
    double bank_current = 0.0;
    double loss = 0.0;
    for (const double current : string_current_a) {
        bank_current += current;
        loss += lead_ohm_ * current * current;
    }
    double sum = 0.0;
    for (std::size_t hop = 0; hop + 1 < strings_; ++hop) {
        sum += string_current_a[hop];
        const double on_plus = (hop >= plus_ ? bank_current : 0.0) - sum;
        const double on_minus = (hop >= minus_ ? bank_current : 0.0) - sum;
        loss += hop_ohm_ * (on_plus * on_plus + on_minus * on_minus);
    }
    return loss;
}

}  // namespace models
