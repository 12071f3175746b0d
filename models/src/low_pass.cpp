#include "models/low_pass.hpp"

#include "gauss.hpp"

namespace models {

LowPass::LowPass(double tau_s, double dt_s) {
    const double decays = dt_s / tau_s;
    old_share_ = math::decay_mean(decays);
    keep_ = 1.0 - decays * old_share_;
    square_share_ = old_share_ * (1.0 - 0.5 * decays * old_share_);
    tau_per_dt_ = tau_s / dt_s;
    ramp_share_ = (old_share_ - keep_) * tau_per_dt_;
}

SaturatingStep::SaturatingStep(const LowPass& low_pass) {
    // Over s = exp(-t / tau): the mean over t is tau / dt times the integral of .. / s.
    const double keep = low_pass.keep();
    for (std::size_t i = 0; i < nodes; ++i) {
        decayed_[i] = keep + (1.0 - keep) * gauss_8.at[i];
        share_[i] = -math::log(decayed_[i]) * low_pass.tau_per_dt();
        weight_[i] = low_pass.old_share() * gauss_8.weight[i] / decayed_[i];
    }
}

// What the decaying part adds to the means along the line that x tends to.
DrivenMeans SaturatingStep::decaying(const Saturation& s, CurrentRamp line, double off) const {
    DrivenMeans sum{0.0, 0.0};
    for (std::size_t i = 0; i < nodes; ++i) {
        const double y = line.at(share_[i]);
        const double x = y + off * decayed_[i];
        const double at_line = s.driven(y);
        const double at_x = s.driven(x);
        sum.driven_a += weight_[i] * (at_x - at_line);
        sum.product_a2 += weight_[i] * (x * at_x - y * at_line);
    }
    return sum;
}

DrivenMeans SaturatingStep::means(const Saturation& s, const LowPass& low_pass, double x,
                                  CurrentRamp u) const {
    const CurrentRamp line = low_pass.line_behind(u);
    DrivenMeans sum = decaying(s, line, x - line.begin_a);
    for (std::size_t i = 0; i < nodes; ++i) {
        const double y = line.at(gauss_8.at[i]);
        const double driven = s.driven(y);
        sum.driven_a += gauss_8.weight[i] * driven;
        sum.product_a2 += gauss_8.weight[i] * y * driven;
    }
    return sum;
}

}  // namespace models
