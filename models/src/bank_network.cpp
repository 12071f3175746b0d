// Notation: S_i is the charge current of strings 0..i together, I the bank's. Kirchhoff around the
// loop of strings i and i+1, with k_i rails whose terminal stands at or before string i:
//   R_i S_{i-1} - (R_i + R_{i+1} + 2 r) S_i + R_{i+1} S_{i+1} = E_i - E_{i+1} - r k_i I,
// S_{-1} = 0, S_{n-1} = I. The solution is affine in I; base and slope are eliminated together.

#include "models/bank_network.hpp"

namespace models {

BankNetwork::BankNetwork(Wiring wiring, std::size_t strings, double link_ohm)
    : strings_{strings},
      hop_ohm_{wiring == Wiring::Busbar ? 0.0 : link_ohm},
      lead_ohm_{wiring == Wiring::Busbar ? 2.0 * link_ohm : 0.0},
      plus_{0},
      minus_{0},
      sum_base_a_(strings),
      sum_per_amp_(strings),
      pivot_(strings) {
    if (wiring == Wiring::Diagonal) {
        minus_ = strings - 1;
    } else if (wiring == Wiring::Halfway) {
        plus_ = (strings - 1) / 2;
        minus_ = strings / 2;
    }
}

double BankNetwork::terminals_before(std::size_t hop) const {
    return (hop >= plus_ ? 1.0 : 0.0) + (hop >= minus_ ? 1.0 : 0.0);
}

void BankNetwork::fold(std::span<const double> source_v, std::span<const double> resistance_ohm) {
    const std::size_t n = strings_;
    const auto resistance = [&](std::size_t i) { return resistance_ohm[i] + lead_ohm_; };
    // Forward elimination of S_0 … S_{n-2}.
    for (std::size_t i = 0; i + 1 < n; ++i) {
        const double coupling = i == 0 ? 0.0 : resistance(i);
        double diagonal = resistance(i) + resistance(i + 1) + 2.0 * hop_ohm_;
        double base = source_v[i + 1] - source_v[i];
        double per_amp = hop_ohm_ * terminals_before(i);
        if (i > 0) {
            const double factor = coupling / pivot_[i - 1];
            diagonal -= factor * coupling;
            base += factor * sum_base_a_[i - 1];
            per_amp += factor * sum_per_amp_[i - 1];
        }
        pivot_[i] = diagonal;
        sum_base_a_[i] = base;
        sum_per_amp_[i] = per_amp;
    }
    // Back-substitution from S_{n-1} = I.
    sum_base_a_[n - 1] = 0.0;
    sum_per_amp_[n - 1] = 1.0;
    for (std::size_t i = n - 1; i-- > 0;) {
        sum_base_a_[i] = (sum_base_a_[i] + resistance(i + 1) * sum_base_a_[i + 1]) / pivot_[i];
        sum_per_amp_[i] = (sum_per_amp_[i] + resistance(i + 1) * sum_per_amp_[i + 1]) / pivot_[i];
    }
    // From the plus terminal down its string, then along the minus rail to its terminal.
    const double before_base = plus_ == 0 ? 0.0 : sum_base_a_[plus_ - 1];
    const double before_per_amp = plus_ == 0 ? 0.0 : sum_per_amp_[plus_ - 1];
    bank_.open_circuit_v = source_v[plus_] + resistance(plus_) * (sum_base_a_[plus_] - before_base);
    bank_.resistance_ohm = resistance(plus_) * (sum_per_amp_[plus_] - before_per_amp);
    for (std::size_t hop = plus_; hop < minus_; ++hop) {
        // Before the minus terminal the rail carries the charge current of the strings behind.
        bank_.open_circuit_v += hop_ohm_ * sum_base_a_[hop];
        bank_.resistance_ohm += hop_ohm_ * sum_per_amp_[hop];
    }
}

void BankNetwork::divide(double bank_current_a, std::span<double> string_current_a) const {
    double before = 0.0;
    for (std::size_t i = 0; i < strings_; ++i) {
        const double sum =
            i + 1 == strings_ ? bank_current_a : sum_base_a_[i] + sum_per_amp_[i] * bank_current_a;
        string_current_a[i] = sum - before;
        before = sum;
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
