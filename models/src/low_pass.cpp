#include "models/low_pass.hpp"

#include <array>
#include <cstddef>

namespace models {

namespace {

/// phi_k(z) = 1/k! - z/(k+1)! + z²/(k+2)! - ..: phi_1 is the mean of a decay over z time constants,
/// phi_k+1 = (1/k! - phi_k) / z.
struct Phi {
    double of_1, of_2, of_3, of_4;

    static Phi at(double z) { return z < 1.0 ? downwards(z) : upwards(z); }

  private:
    static Phi upwards(double z) {
        const double phi_1 = math::decay_mean(z);
        const double phi_2 = (1.0 - phi_1) / z;
        const double phi_3 = (1.0 / 2.0 - phi_2) / z;
        return {phi_1, phi_2, phi_3, (1.0 / 6.0 - phi_3) / z};
    }
    // The other way about it loses digits for a small z. Four sums in z⁴ side by side, for none of
    // them waits for another; the next term is below 2^-61.
    static Phi downwards(double z) {
        const double z2 = z * z;
        const double z4 = z2 * z2;
        const auto every_fourth = [&](std::size_t k) {
            return series[k] + z4 * (series[k + 4] + z4 * (series[k + 8] + z4 * series[k + 12]));
        };
        const double phi_4 =
            (every_fourth(0) - z * every_fourth(1)) + z2 * (every_fourth(2) - z * every_fourth(3));
        const double phi_3 = 1.0 / 6.0 - z * phi_4;
        const double phi_2 = 1.0 / 2.0 - z * phi_3;
        return {1.0 - z * phi_2, phi_2, phi_3, phi_4};
    }
    /// 1 / (k + 4)!
    static constexpr std::array<double, 16> series = [] {
        std::array<double, 16> out{};
        double factorial = 24.0;
        for (std::size_t k = 0; k < out.size(); ++k) {
            out[k] = 1.0 / factorial;
            factorial *= static_cast<double>(k + 5);
        }
        return out;
    }();
};

}  // namespace

LowPass::LowPass(double tau_s, double dt_s) {
    const double decays = dt_s / tau_s;
    old_share_ = math::decay_mean(decays);
    keep_ = 1.0 - decays * old_share_;
    square_share_ = old_share_ * (1.0 - 0.5 * decays * old_share_);
    tau_per_dt_ = tau_s / dt_s;
    const Phi phi = Phi::at(decays);
    end_ = {decays * phi.of_1, decays * phi.of_2, decays * phi.of_3};
    mean_ = {decays * phi.of_2, decays * phi.of_3, decays * phi.of_4};
    squares_ = forgets() ? squares_by_parts() : squares_by_sum();
}

Responses LowPass::responses_at(double share) const {
    const double decays = share / tau_per_dt_;
    const Phi phi = Phi::at(decays);
    return {decays * phi.of_1, decays * share * phi.of_2, decays * share * share * phi.of_3};
}

// By parts, from tau y' = u - y for each response y and its u: mean(u y) gives mean(y²), and so on.
LowPass::Squares LowPass::squares_by_parts() const {
    const double tau = tau_per_dt_;
    const auto [a, b, c] = end_;
    const auto [mean_a, mean_b, mean_c] = mean_;
    const double t_a = 1.0 / 2.0 - (a - mean_a) * tau;  // mean(t a)
    const double t_b = 1.0 / 3.0 - (b - mean_b) * tau;
    const double t_c = 1.0 / 8.0 - (c - mean_c) * tau;
    const double tt_a = 1.0 / 6.0 - (a / 2.0 - t_a) * tau;  // mean(t²/2 a)
    const double tt_b = 1.0 / 8.0 - (b / 2.0 - t_b) * tau;
    const double tt_c = 1.0 / 20.0 - (c / 2.0 - t_c) * tau;
    return {.step_step = mean_a - a * a * tau / 2.0,
            .twice_step_slope = mean_b + t_a - a * b * tau,
            .twice_step_curvature = mean_c + tt_a - a * c * tau,
            .slope_slope = t_b - b * b * tau / 2.0,
            .twice_slope_curvature = t_c + tt_b - b * c * tau,
            .curvature_curvature = tt_c - c * c * tau / 2.0};
}

// Over less than a time constant the responses are polynomials to the last digit.
LowPass::Squares LowPass::squares_by_sum() const {
    Squares sum{};
    for (std::size_t i = 0; i < gauss_8<double>.nodes; ++i) {
        const auto [a, b, c] = responses_at(gauss_8<double>.at[i]);
        const double weight = gauss_8<double>.weight[i];
        sum.step_step += weight * a * a;
        sum.twice_step_slope += 2.0 * weight * a * b;
        sum.twice_step_curvature += 2.0 * weight * a * c;
        sum.slope_slope += weight * b * b;
        sum.twice_slope_curvature += 2.0 * weight * b * c;
        sum.curvature_curvature += weight * c * c;
    }
    return sum;
}

SaturatingStep::SaturatingStep(const LowPass& low_pass) {
    // Over s = exp(-t / tau): the mean over t is tau / dt times the integral of .. / s.
    const double keep = low_pass.keep();
    for (std::size_t i = 0; i < nodes; ++i) {
        decayed_[i] = keep + (1.0 - keep) * gauss_8<double>.at[i];
        share_[i] = -math::log(decayed_[i]) * low_pass.tau_per_dt();
        weight_[i] = low_pass.old_share() * gauss_8<double>.weight[i] / decayed_[i];
        responses_[i] = low_pass.responses_at(gauss_8<double>.at[i]);
    }
}

}  // namespace models
